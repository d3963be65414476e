import Schemas

/// Which pending deliveries are to be attempted now, within bounds, each attempt number once. No I/O, no clock.
struct DeliveryQueue {
    struct Order: Hashable, Sendable {
        var delivery: Delivery
        /// From 1.
        var number: Int32
        var host: String
    }

    /// Attempts under way at once, in all and to one host.
    var limit = 32
    var limitPerHost = 4
    private let host: @Sendable (Delivery) -> String
    private var pending: [Int32: [String: Delivery]] = [:]
    private var underWay: [String: String] = [:]
    private var underWayByHost: [String: Int] = [:]
    /// The last number attempted, until the table shows it.
    private var made: [String: Int32] = [:]

    init(host: @escaping @Sendable (Delivery) -> String) { self.host = host }

    /// A partition came, with all its deliveries.
    mutating func restored(_ partition: Int32, _ deliveries: [Delivery]) {
        pending[partition] = [:]
        changed(partition, deliveries)
    }

    mutating func changed(_ partition: Int32, _ deliveries: [Delivery]) {
        for delivery in deliveries {
            if let number = made[delivery.id], delivery.attempts >= number { made[delivery.id] = nil }
            // A drill never leaves the house, whatever state its delivery is said to be in.
            let isWanted = delivery.state == .pending && !delivery.drill
            pending[partition, default: [:]][delivery.id] = isWanted ? delivery : nil
            if delivery.state != .pending { made[delivery.id] = nil }
        }
    }

    mutating func removed(_ partition: Int32, _ id: String) { pending[partition]?[id] = nil }

    mutating func revoked(_ partition: Int32) { pending[partition] = nil }

    /// What is due, the longest waiting first; it counts as under way until `finished`.
    mutating func take(at now: Int64) -> [Order] {
        let due = waiting.filter { $0.nextAttemptAt <= now }
            .sorted { ($0.nextAttemptAt, $0.id) < ($1.nextAttemptAt, $1.id) }
        var orders: [Order] = []
        for delivery in due {
            guard underWay.count < limit else { break }
            let host = host(delivery)
            guard underWayByHost[host, default: 0] < limitPerHost else { continue }
            underWay[delivery.id] = host
            underWayByHost[host, default: 0] += 1
            // A row from a topic may say anything: its count never ends the process.
            let number = max(0, min(delivery.attempts, .max - 1)) + 1
            orders.append(Order(delivery: delivery, number: number, host: host))
        }
        return orders
    }

    /// The outcome is recorded, or the attempt was given up before it was made.
    mutating func finished(_ order: Order, recorded: Bool) {
        underWay[order.delivery.id] = nil
        underWayByHost[order.host, default: 1] -= 1
        if underWayByHost[order.host] == 0 { underWayByHost[order.host] = nil }
        let shown = pending.values.contains { ($0[order.delivery.id]?.attempts ?? 0) >= order.number }
        if recorded, !shown, pending.values.contains(where: { $0[order.delivery.id] != nil }) {
            made[order.delivery.id] = order.number
        }
    }

    /// When the next delivery that is not under way comes due, ms since 1970.
    var nextDue: Int64? { waiting.map(\.nextAttemptAt).min() }

    var count: Int { pending.values.reduce(0) { $0 + $1.count } }
    var underWayCount: Int { underWay.count }

    private var waiting: [Delivery] {
        pending.values.flatMap(\.values).filter { delivery in
            underWay[delivery.id] == nil && (made[delivery.id] ?? 0) <= delivery.attempts
        }
    }
}
