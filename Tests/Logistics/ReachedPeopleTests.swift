import Schemas
import Testing

@testable import Logistics

@Suite("Whom nothing reaches") struct ReachedPeopleTests {
    private static func delivery(_ id: String, _ state: DeliveryState, attempts: Int32 = 0, at time: Int64 = 0)
        -> Delivery
    {
        Fixture.delivery {
            $0.id = id
            $0.state = state
            $0.attempts = attempts
            $0.createdAt = Fixture.now + time
            $0.deliveredAt = state == .delivered ? Fixture.now + time : 0
        }
    }

    @Test(
        arguments: [
            ([], false), ([delivery("a", .pending)], false), ([delivery("a", .pending, attempts: 2)], true),
            ([delivery("a", .failed), delivery("b", .pending, attempts: 1)], false),
            ([delivery("a", .failed), delivery("b", .failed)], true),
            ([delivery("a", .failed), delivery("b", .delivered, at: 1)], false),
            ([delivery("a", .delivered), delivery("b", .failed, at: 1)], true), ([delivery("a", .cancelled)], false),
        ] as [([Delivery], Bool)])
    func `somebody whose every rung failed is named`(deliveries: [Delivery], unreached: Bool) {
        var people = ReachedPeople()
        people.restored(0, deliveries)
        #expect(people.isUnreached("lin-yue") == unreached)
        #expect(!people.isUnreached("zhou-heng"))
        people.revoked(0)
        #expect(!people.isUnreached("lin-yue"))
    }

    @Test func `being reached about one subject is being reached`() {
        var people = ReachedPeople()
        people.changed(0, [Self.delivery("a", .failed)])
        people.changed(1, [Self.delivery("b", .delivered, at: 1)])
        #expect(!people.isUnreached("lin-yue"))
    }
}
