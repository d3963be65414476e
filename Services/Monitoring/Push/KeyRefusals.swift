import HTTPTypes
import Logging
import Metrics
import Synchronization

/// Says no to wrong API keys: late, counted, and in the log once a minute for each address.
final class KeyRefusals: Sendable {
    /// Answers held back at once; beyond these, whoever asks is told that it is too much.
    static let mostHeld = 64

    private let tries = Mutex(WrongKeys())
    private let held = Mutex(0)
    private let sleep: @Sendable (Int64) async throws -> Void
    private let logger: Logger

    /// - Parameter sleep: so many milliseconds.
    init(
        logger: Logger,
        sleep: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
    ) {
        self.logger = logger
        self.sleep = sleep
    }

    /// What is answered, after a while.
    /// - Parameter now: milliseconds since 1970.
    func problem(_ found: String, reason: String, from peer: String, at now: Int64) async -> Problem {
        IntakeMetrics.refusals(reason).increment()
        let verdict = tries.withLock { $0.note(peer, now: now) }
        if let count = verdict.toTell {
            logger.warning(
                "refused a push: \(found)",
                metadata: ["address": "\(peer)", "count": "\(count)", "reason": "\(reason)"])
        }
        let isHeld = held.withLock { held in
            guard held < Self.mostHeld else { return false }
            held += 1
            return true
        }
        guard isHeld else {
            return Problem(.tooManyRequests, "found too many requests without a source's key", retryAfter: 60)
        }
        defer { held.withLock { $0 -= 1 } }
        try? await sleep(verdict.delay)
        return Problem(
            .unauthorized, "found \(found), expected a source's key as Authorization: Bearer or X-API-Key")
    }
}
