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
    /// What a vendor takes of one place in any minute.
    struct Pace: Hashable, Sendable {
        var place: String
        var perMinute: Int
    }

    private let host: @Sendable (Delivery) -> String
    private let pace: @Sendable (Delivery) -> Pace?
    /// When the attempts of the last minute were begun, by place, ms since 1970.
    private var begun: [String: [Int64]] = [:]
    private var pending: [Int32: [String: Delivery]] = [:]
    private var underWay: [String: String] = [:]
    private var underWayByHost: [String: Int] = [:]
    /// The last number attempted, until the table shows it.
    private var made: [String: Int32] = [:]

    init(
        host: @escaping @Sendable (Delivery) -> String, pace: @escaping @Sendable (Delivery) -> Pace? = { _ in nil }
    ) {
        self.host = host
        self.pace = pace
    }

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
            if let pace = pace(delivery) {
                guard freeAgain(pace, at: now) <= now else { continue }
                begun[pace.place, default: []].append(now)
            }
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

    /// When the next delivery that is not under way comes due, and its place takes it, ms since 1970.
    var nextDue: Int64? {
        waiting.map { delivery in
            guard let pace = pace(delivery) else { return delivery.nextAttemptAt }
            return max(delivery.nextAttemptAt, earliest(pace))
        }.min()
    }

    /// When a place takes another; forgets what is older than a minute.
    private mutating func freeAgain(_ pace: Pace, at now: Int64) -> Int64 {
        // A clock that was set back holds nothing up.
        begun[pace.place]?.removeAll { $0 <= now - 60_000 || $0 > now }
        return earliest(pace)
    }

    private func earliest(_ pace: Pace) -> Int64 {
        let times = begun[pace.place] ?? []
        guard times.count >= pace.perMinute else { return .min }
        return times[times.count - pace.perMinute] + 60_000
    }

    var count: Int { pending.values.reduce(0) { $0 + $1.count } }
    var underWayCount: Int { underWay.count }

    private var waiting: [Delivery] {
        pending.values.flatMap(\.values).filter { delivery in
            underWay[delivery.id] == nil && (made[delivery.id] ?? 0) <= delivery.attempts
        }
    }
}
