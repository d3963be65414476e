import Schemas
import Testing

@testable import Logistics

@Suite struct DeliveryQueueTests {
    private func deliveries(_ count: Int, host: String = "a") -> [Delivery] {
        (0..<count).map { index in
            Fixture.delivery {
                $0.id = "\(host)-\(index)"
                $0.address = host
                $0.nextAttemptAt = Fixture.now + Int64(index)
            }
        }
    }

    private func queue() -> DeliveryQueue { DeliveryQueue(host: { $0.address }) }

    @Test func whatIsDueIsTakenOnceTheLongestWaitingFirst() {
        var queue = queue()
        queue.restored(0, deliveries(3))
        #expect(queue.take(at: Fixture.now - 1).isEmpty)
        #expect(queue.nextDue == Fixture.now)
        #expect(queue.take(at: Fixture.now + 1).map(\.delivery.id) == ["a-0", "a-1"])
        #expect(queue.take(at: Fixture.now + 1).isEmpty)
        #expect(queue.nextDue == Fixture.now + 2)
    }

    @Test func noMoreThanTheLimitsAreUnderWay() {
        var queue = queue()
        queue.limit = 6
        queue.restored(0, deliveries(10, host: "a"))
        queue.restored(1, deliveries(10, host: "b"))
        let first = queue.take(at: Fixture.now + 100)
        #expect(first.count == 6)
        #expect(first.count { $0.host == "a" } <= 4 && first.count { $0.host == "b" } <= 4)
        queue.finished(first[0], recorded: true)
        #expect(queue.take(at: Fixture.now + 100).count == 1)
    }

    @Test func anAttemptNumberIsMadeOnceEvenBeforeTheTableShowsIt() {
        var queue = queue()
        queue.restored(0, deliveries(1))
        let order = queue.take(at: Fixture.now)[0]
        #expect(order.number == 1)
        queue.finished(order, recorded: true)
        #expect(queue.take(at: Fixture.now).isEmpty)
        queue.changed(0, deliveries(1))  // something else about it changed
        #expect(queue.take(at: Fixture.now).isEmpty)
        var shown = deliveries(1)[0]
        shown.attempts = 1
        queue.changed(0, [shown])
        #expect(queue.take(at: Fixture.now).map(\.number) == [2])
    }

    @Test func theTableMayShowAnAttemptBeforeItIsFinished() {
        var queue = queue()
        queue.restored(0, deliveries(1))
        let order = queue.take(at: Fixture.now)[0]
        var shown = deliveries(1)[0]
        shown.attempts = 1
        queue.changed(0, [shown])
        #expect(queue.take(at: Fixture.now).isEmpty, "it is still under way")
        queue.finished(order, recorded: true)
        #expect(queue.take(at: Fixture.now).map(\.number) == [2])
    }

    @Test func whatWasCutOffIsMadeAgainUnderTheSameNumber() {
        var queue = queue()
        queue.restored(0, deliveries(1))
        queue.finished(queue.take(at: Fixture.now)[0], recorded: false)
        #expect(queue.take(at: Fixture.now).map(\.number) == [1])
    }

    @Test func aPartitionThatWentIsNotSentFor() {
        var queue = queue()
        queue.restored(0, deliveries(2, host: "a"))
        queue.restored(1, deliveries(2, host: "b"))
        queue.revoked(0)
        #expect(queue.take(at: Fixture.now + 9).map(\.host) == ["b", "b"])
    }

    @Test func drillsAndWhatIsNotPendingNeverLeave() {
        var queue = queue()
        var drill = deliveries(1, host: "drill")[0]
        drill.drill = true
        let others = [DeliveryState.delivered, .acknowledged, .failed, .cancelled, .unspecified].map { state in
            Fixture.delivery {
                $0.id = "\(state)"
                $0.state = state
            }
        }
        queue.restored(0, [drill] + others)
        #expect(queue.take(at: Fixture.now + 1000).isEmpty)
        #expect(queue.count == 0)
    }

    @Test func restoringReplacesWhatWasKnown() {
        var queue = queue()
        queue.restored(0, deliveries(3))
        queue.restored(0, deliveries(1))
        #expect(queue.count == 1)
        queue.removed(0, "a-0")
        #expect(queue.count == 0)
    }
}
