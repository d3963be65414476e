import Schemas

/// The way to the outside where effects are off: nothing leaves the house, and every delivery says so.
struct WithheldSender: Sender {
    /// `withheld (sandbox)`
    let verdict: String

    init(isSandbox: Bool) { verdict = isSandbox ? "withheld (sandbox)" : "withheld (effects off)" }

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        SendOutcome(outcome: .withheld, verdict: verdict)
    }
}
