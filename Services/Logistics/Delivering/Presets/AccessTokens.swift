import Egress
import Plan
import Schemas
import Text

/// Access tokens that were fetched, until they end. Many who want the same one wait for one answer.
actor AccessTokens {
    struct Refused: Error {
        var outcome: SendOutcome
    }

    private var kept: [WebAddress: (token: String, until: Int64)] = [:]
    private var asking: [WebAddress: Task<(token: String, seconds: Int64), any Error>] = [:]
    /// Fetched again so long before it ends, in milliseconds.
    private static let early: Int64 = 60_000

    /// - Parameter time: ms since 1970.
    /// - Throws: `Refused`, or what the call threw.
    func token(
        of preset: ResponsePlan.ChannelPreset, at address: WebAddress, by egress: Egress, time: Int64,
        verdict: PresetVerdict, timeout: Duration
    ) async throws -> String {
        if let found = kept[address], found.until - Self.early > time { return found.token }
        let task =
            asking[address]
            ?? Task {
                let answer = try await egress.send(
                    OutgoingCall(
                        .get, address,
                        limits: .init(
                            connect: timeout, whole: timeout, bytes: PresetVerdict.largestAnswer, readsErrors: true)))
                let said = PresetVerdict.said(answer)
                guard let token = said.value(at: preset.token?.token ?? "")?.code, !token.isEmpty,
                    token.utf8.count <= 2_048
                else {
                    let outcome = verdict.outcome(of: answer, at: time)
                    throw Refused(
                        outcome: outcome.outcome == .delivered
                            ? .retry("unknown", "\(preset.id) gave no access token") : outcome)
                }
                let seconds = said.value(at: preset.token?.expires ?? "")?.code.flatMap { Int64($0) } ?? 0
                return (token, min(max(seconds, 0), 86_400))
            }
        asking[address] = task
        defer { asking[address] = nil }
        let found = try await task.value
        kept[address] = (found.token, time + found.seconds * 1000)
        return found.token
    }

    /// The vendor says that it has ended.
    func forget(_ address: WebAddress) { kept[address] = nil }
}
