import Schemas
import Testing

@testable import Logistics

/// Where effects on the outside are off.
@Suite struct WithheldTests {
    @Test(arguments: [(true, "withheld (sandbox)"), (false, "withheld (effects off)")])
    func `A delivery ends as withheld, visibly, and asks for nothing more`(isSandbox: Bool, verdict: String) async {
        var delivery = Delivery()
        delivery.id = "d"
        delivery.state = .pending
        delivery.acknowledge = true
        delivery.nextReminderAt = 9
        delivery.escalateAt = 9
        let outcome = await WithheldSender(isSandbox: isSandbox).send(delivery, at: 5)
        var attempt = Attempt()
        attempt.number = 1
        attempt.outcome = outcome.outcome
        attempt.verdict = outcome.verdict
        var machine = DeliveryMachine(delivery)
        #expect(machine.attempted(attempt) == .changed)
        #expect(machine.delivery.state == .cancelled && machine.delivery.verdict == verdict)
        #expect(machine.delivery.attempts == 1 && !machine.isAsking && machine.delivery.nextAttemptAt == 0)
        #expect(machine.attempted(attempt) == .unchanged)
    }
}
