import Schemas

/// Whom nothing reaches: the newest message to them failed, or is stuck, on every rung there is. Pure, from the rows of
/// the deliveries' table.
struct ReachedPeople {
    private struct Standing {
        /// Milliseconds since 1970.
        var reachedAt: Int64 = 0
        /// When the newest that failed or is stuck was made out.
        var troubleAt: Int64 = 0
        /// On their way, and not tried in vain yet.
        var hopeful: Set<String> = []
    }

    private var people: [Int32: [String: Standing]] = [:]

    /// A partition came, with all its deliveries.
    mutating func restored(_ partition: Int32, _ deliveries: [Delivery]) {
        people[partition] = [:]
        changed(partition, deliveries)
    }

    mutating func changed(_ partition: Int32, _ deliveries: [Delivery]) {
        for delivery in deliveries where delivery.what != Matter.What.statement.rawValue && !delivery.drill {
            var standing = people[partition]?[delivery.recipient] ?? Standing()
            let isHopeful = delivery.state == .pending && Int(delivery.attempts) - Int(delivery.retriedAfter) < 2
            if isHopeful { standing.hopeful.insert(delivery.id) } else { standing.hopeful.remove(delivery.id) }
            standing.reachedAt = max(standing.reachedAt, delivery.deliveredAt, delivery.acknowledgedAt)
            if delivery.state == .failed || (delivery.state == .pending && !isHopeful) {
                standing.troubleAt = max(standing.troubleAt, delivery.createdAt)
            }
            people[partition, default: [:]][delivery.recipient] = standing
        }
    }

    mutating func removed(_ partition: Int32, _ id: String) {
        for person in (people[partition] ?? [:]).keys { people[partition]?[person]?.hopeful.remove(id) }
    }

    mutating func revoked(_ partition: Int32) { people[partition] = nil }

    func isUnreached(_ person: String) -> Bool {
        let standings = people.values.compactMap { $0[person] }
        let reachedAt = standings.map(\.reachedAt).max() ?? 0
        return standings.contains { $0.troubleAt >= reachedAt && $0.troubleAt > 0 }
            && standings.allSatisfy(\.hopeful.isEmpty)
    }
}
