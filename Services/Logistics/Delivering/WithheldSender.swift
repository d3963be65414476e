package import Schemas

/// The way to the outside where effects are off: nothing leaves the house, and every delivery says so.
struct WithheldSender: Sender {
    /// `withheld (sandbox)`
    let verdict: String

    init(isSandbox: Bool) { verdict = isSandbox ? "withheld (sandbox)" : "withheld (effects off)" }

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        SendOutcome(outcome: .withheld, verdict: verdict)
    }
}

extension LogisticsService {
    /// What the desk would record of a delivery where nothing leaves the house: for a replay that has no desk.
    package static func withheldAttempt(of delivery: Delivery, at time: Int64) -> Attempt {
        var attempt = Attempt()
        attempt.deliveryID = delivery.id
        attempt.subject = delivery.subject
        attempt.number = max(0, min(delivery.attempts, .max - 1)) + 1
        attempt.at = time
        attempt.outcome = .withheld
        attempt.verdict = WithheldSender(isSandbox: true).verdict
        attempt.joined = Int32(clamping: delivery.joined.count)
        return attempt
    }
}
