import Egress
import Plan
import Schemas
import Text

/// Sends on a vendor's channel as its preset says.
struct PresetSender: Sender {
    let preset: ResponsePlan.ChannelPreset
    let plan: ResponsePlan
    let egress: Egress
    /// The console as browsers reach it; `nil`: not known.
    var console: String?
    var environment: @Sendable (String) -> String?
    var timeout: Duration = .seconds(20)
    let tokens = AccessTokens()

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        guard let contact = plan.contact(of: delivery) else {
            return .refused("refused", "the plan has no place \(delivery.address) on \(preset.id) any more")
        }
        let values = PresetRequest.Values(
            delivery: delivery, contact: contact,
            message: ChannelMessage(
                delivery, carries: contact.carries ?? preset.carries, plan: plan, console: console),
            institution: plan.institution.name, time: time, environment: environment)
        let verdict = PresetVerdict(preset: preset, secrets: contact.secrets.values.compactMap(environment))
        do {
            return try await send(values, verdict)
        } catch let mistake as PresetRequest.Mistake {
            if case .missing = mistake { return .retry("unknown", "sending on \(preset.id): \(mistake)") }
            return .refused("refused", "\(mistake)")
        } catch let refused as AccessTokens.Refused {
            return refused.outcome
        } catch let malformed as WebhookSecret.Malformed {
            return .retry("unknown", "signing for \(preset.id): \(malformed)")
        } catch let failure as EgressFailure where failure.kind == .refused {
            return .refused("refused", clean("\(failure)", verdict.secrets))
        } catch {
            return .retry("unknown", clean("calling \(preset.id): \(error)", verdict.secrets))
        }
    }

    private func send(_ values: PresetRequest.Values, _ verdict: PresetVerdict) async throws -> SendOutcome {
        var values = values
        var place: WebAddress?
        if let token = preset.token {
            let address = try PresetRequest.tokenAddress(token.address, preset, values)
            values.token = try await tokens.token(
                of: preset, at: address, by: egress, time: values.time, verdict: verdict, timeout: timeout)
            place = address
        }
        let answer = try await call(values)
        if let place, let token = preset.token, token.ended.contains(code(answer)) {
            // It ended before its time: once more with another.
            await tokens.forget(place)
            values.token = try await tokens.token(
                of: preset, at: place, by: egress, time: values.time, verdict: verdict, timeout: timeout)
            return verdict.outcome(of: try await call(values), at: values.time)
        }
        return verdict.outcome(of: answer, at: values.time)
    }

    private func call(_ values: PresetRequest.Values) async throws -> OutgoingAnswer {
        let request = try PresetRequest(preset, values)
        return try await egress.send(
            OutgoingCall(
                request.method, request.address, headers: request.headers, body: request.body,
                limits: .init(connect: timeout, whole: timeout, bytes: 1 << 16, readsErrors: true),
                attempt: Int(values.delivery.attempts)))
    }

    private func code(_ answer: OutgoingAnswer) -> String {
        guard let pointer = preset.verdict.pointer else { return "" }
        let said = try? StrictJSON.read(answer.body, limits: .init(bytes: 1 << 16))
        return said?.value(at: pointer)?.code ?? ""
    }

    /// Keys stand in addresses.
    private func clean(_ text: String, _ secrets: [String]) -> String {
        secrets.reduce(text) { $1.utf8.count >= 4 ? $0.replacing($1, with: "…") : $0 }
    }
}
