import Schemas

/// A person's contacts on the channels of a route are rungs of a ladder: the next is tried when the one before has failed,
/// does not take the message for now, or was not acknowledged within the route's time. What arrives on one rung is no
/// longer sent on those before it, and is asked about there.
extension LogisticsProcessor {
    /// A rung that will only be tried again after so long does not hold up the next; in milliseconds.
    static let patience: Int64 = 60_000

    /// After an attempt on one rung.
    mutating func climb(from id: String, after effect: DeliveryMachine.Effect, at now: Int64) {
        guard let delivery = book[id], delivery.what != Matter.What.statement.rawValue else { return }
        if delivery.state == .delivered { settleRungs(before: delivery) }
        guard effect == .gaveUp || isStuck(delivery, at: now) else { return }
        let rungs = book.deliveries(of: Matter(delivery))
        // One that may still go well is waited for; it opens the next itself when it does not.
        guard !rungs.contains(where: { $0.id != id && $0.state == .pending && !isStuck($0, at: now) }) else { return }
        if let next = drafting.another(of: delivery, after: rungs, isRepeat: false, at: now) { book.add(next) }
    }

    /// It was tried, and is tried again only after a while.
    private func isStuck(_ delivery: Delivery, at now: Int64) -> Bool {
        delivery.state == .pending && delivery.attempts > delivery.retriedAfter
            && delivery.nextAttemptAt > EventBounds.sum(now, Self.patience)
    }

    private mutating func settleRungs(before arrived: Delivery) {
        for rung in book.deliveries(of: Matter(arrived))
        where rung.id != arrived.id && rung.state == .pending && rung.attempts > 0 && rung.notices == arrived.notices {
            if DeliveryMachine(rung).isAsking { book.apply(arrived.id) { $0.asks(like: rung) } }
            book.apply(rung.id) { $0.overtaken(on: arrived.channel) }
        }
    }
}
