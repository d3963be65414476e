import Schemas

/// What came of one attempt, in the channel's own words.
struct SendOutcome: Hashable, Sendable {
    var outcome: AttemptOutcome
    /// `accepted (200)`, `refused (410)`, `unknown`: whether the channel took it, as far as it said.
    var verdict: String
    /// What went wrong and what to do; empty when nothing did.
    var error: String = ""
    /// Seconds the recipient asked to wait; 0 when it said nothing.
    var retryAfter: Int64 = 0

    static func delivered(_ verdict: String) -> Self { Self(outcome: .delivered, verdict: verdict) }

    /// Failed for now.
    static func retry(_ verdict: String, _ error: String, after seconds: Int64 = 0) -> Self {
        Self(outcome: .retry, verdict: verdict, error: error, retryAfter: seconds)
    }

    /// Failed for good: the same again would fail the same way.
    static func refused(_ verdict: String, _ error: String) -> Self {
        Self(outcome: .refused, verdict: verdict, error: error)
    }
}

/// A way to the outside.
protocol Sender: Sendable {
    /// Attempts a delivery once; never throws, because every outcome is recorded.
    /// - Parameter time: of the attempt, ms since 1970.
    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome
}

/// The way each channel goes.
struct ChannelSenders: Sender {
    var byChannel: [String: any Sender]

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        guard let sender = byChannel[delivery.channel] else {
            return .refused("refused", "no way to send on channel \"\(delivery.channel)\"")
        }
        return await sender.send(delivery, at: time)
    }
}
