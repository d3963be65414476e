import Schemas
import Testing

@testable import Logistics

@Suite struct DeliveryMachineTests {
    enum Input: CaseIterable {
        case accepted, failedForNow, refused, acknowledged, cancelled, retried, revived
    }

    /// The state each input leads to, in the order of `Input.allCases`.
    static let table: [(from: DeliveryState, to: [DeliveryState])] = [
        (.pending, [.delivered, .pending, .failed, .acknowledged, .cancelled, .pending, .pending]),
        (.delivered, [.delivered, .delivered, .delivered, .acknowledged, .delivered, .delivered, .delivered]),
        (
            .acknowledged,
            [.acknowledged, .acknowledged, .acknowledged, .acknowledged, .acknowledged, .acknowledged, .acknowledged]
        ),
        (.failed, [.delivered, .failed, .failed, .acknowledged, .failed, .pending, .failed]),
        (.cancelled, [.cancelled, .cancelled, .cancelled, .cancelled, .cancelled, .cancelled, .pending]),
    ]

    @Test(arguments: table.flatMap { row in zip(Input.allCases, row.to).map { (row.from, $0, $1) } })
    func everyInputLeadsWhereTheTableSays(from: DeliveryState, input: Input, to: DeliveryState) {
        let before = Fixture.delivery { $0.state = from }
        var machine = DeliveryMachine(before)
        let effect =
            switch input {
            case .accepted: machine.attempted(Fixture.attempt(1, .delivered))
            case .failedForNow: machine.attempted(Fixture.attempt(1, .retry))
            case .refused: machine.attempted(Fixture.attempt(1, .refused))
            case .acknowledged: machine.acknowledged(by: "lin-yue", at: Fixture.now)
            case .cancelled: machine.cancelled(because: "case closed")
            case .retried: machine.retried(at: Fixture.now)
            case .revived: machine.revived(at: Fixture.now)
            }
        #expect(machine.delivery.state == to)
        #expect((effect == .unchanged) == (machine.delivery == before))
        #expect((effect == .gaveUp) == (from != .failed && to == .failed))
        #expect((machine.delivery.nextAttemptAt > 0 || to != .pending))
    }

    @Test func anAttemptIsCountedOnce() {
        var machine = DeliveryMachine(Fixture.delivery())
        #expect(machine.attempted(Fixture.attempt(1, .retry)) == .changed)
        let after = machine.delivery
        #expect(machine.attempted(Fixture.attempt(1, .retry)) == .unchanged)
        #expect(machine.delivery == after)
        #expect(machine.attempted(Fixture.attempt(1, .delivered)) == .changed)
        #expect(machine.delivery.state == .delivered)
        #expect(machine.delivery.attempts == 1)
    }

    @Test func theScheduleIsThatOfStandardWebhooksAndEndsVisibly() throws {
        var machine = DeliveryMachine(Fixture.delivery())
        var time = Fixture.now
        var waits: [Int64] = []
        for number in Int32(1)...9 {
            #expect(machine.attempted(Fixture.attempt(number, .retry, at: time)) == .changed)
            waits.append(machine.delivery.nextAttemptAt - time)
            time = machine.delivery.nextAttemptAt
        }
        for (wait, delay) in zip(waits, DeliverySchedule.delays.dropFirst()) {
            #expect(wait >= delay && wait <= delay + delay / 10)
        }
        #expect(machine.attempted(Fixture.attempt(10, .retry, at: time)) == .gaveUp)
        #expect(machine.delivery.state == .failed)
        #expect(machine.delivery.lastError == "given up after 10 attempts; the last: no luck")
        #expect(machine.retried(at: time) == .changed)
        #expect(machine.attempted(Fixture.attempt(11, .retry, at: time)) == .changed)
        #expect(machine.delivery.nextAttemptAt - time < 6_000, "the schedule begins anew")
    }

    @Test(arguments: [(Int64(0), Int64(5)), (1, 5), (120, 120), (10_000_000, 86_400)])
    func retryAfterIsHonouredUpToADay(asked: Int64, waited: Int64) {
        var machine = DeliveryMachine(Fixture.delivery())
        _ = machine.attempted(Fixture.attempt(1, .retry, retryAfter: asked))
        let wait = machine.delivery.nextAttemptAt - Fixture.now
        #expect(wait >= waited * 1000 && wait <= waited * 1100)
    }

    @Test func jitterIsDerived() {
        let jitters = (1...50).map { DeliverySchedule.jitter(of: 300_000, id: "delivery-\($0)", attempt: 2) }
        #expect(Set(jitters).count > 40)
        #expect(jitters.allSatisfy { (0...30_000).contains($0) })
        #expect(jitters == (1...50).map { DeliverySchedule.jitter(of: 300_000, id: "delivery-\($0)", attempt: 2) })
    }
}
