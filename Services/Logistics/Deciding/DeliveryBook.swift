import Processing
import Schemas

/// The deliveries' table with what is looked up in it: by incident, by matter, and what time alone will move.
struct DeliveryBook {
    let table = Table<Delivery>(.deliveryUpdated, partitionKey: { $1.subject }, isDrill: { $0.drill })
    private var byIncident: [String: Set<String>] = [:]
    private var byMatter: [Matter: Set<String>] = [:]
    private var asking: Set<String> = []
    /// Of the last hour that was looked at, by recipient.
    private var lately: [String: Set<String>] = [:]

    mutating func restored() {
        byIncident = [:]
        byMatter = [:]
        asking = []
        lately = [:]
        for delivery in table.rows.values { index(delivery) }
    }

    subscript(id: String) -> Delivery? { table[id] }

    func knows(_ matter: Matter) -> Bool { byMatter[matter] != nil }

    /// In the order of ids.
    func deliveries(of matter: Matter) -> [Delivery] {
        (byMatter[matter] ?? []).sorted().compactMap { table[$0] }
    }

    /// In the order of ids.
    func deliveries(ofIncident id: String) -> [Delivery] {
        (byIncident[id] ?? []).sorted().compactMap { table[$0] }
    }

    /// Messages to a person about a subject that went out since then, or will, in the order of ids. Time only goes on:
    /// what is older is forgotten.
    mutating func told(_ recipient: String, of subject: String, since time: Int64) -> [Delivery] {
        let found = (lately[recipient] ?? []).sorted().compactMap { table[$0] }
            .filter { $0.toldAt > time && $0.state != .cancelled && $0.what != Matter.What.statement.rawValue }
        lately[recipient] = Set(found.map(\.id))
        return found.filter { $0.subject == subject }
    }

    /// Deliveries to be repeated or escalated by `now`, in the order of ids.
    func due(at now: Int64) -> [Delivery] {
        func isDue(_ time: Int64) -> Bool { time > 0 && time <= now }
        return asking.sorted().compactMap { table[$0] }
            .filter { isDue($0.nextReminderAt) || isDue($0.escalateAt) }
    }

    /// Adds a delivery unless there is one of that id.
    mutating func add(_ delivery: Delivery) {
        guard table[delivery.id] == nil else { return }
        table[delivery.id] = delivery
        index(delivery)
    }

    /// Puts one input to a delivery's machine and keeps what came of it.
    @discardableResult
    mutating func apply(
        _ id: String, _ input: (inout DeliveryMachine) -> DeliveryMachine.Effect
    ) -> DeliveryMachine.Effect {
        guard let delivery = table[id] else { return .unchanged }
        var machine = DeliveryMachine(delivery)
        let effect = input(&machine)
        if effect != .unchanged {
            table[id] = machine.delivery
            index(machine.delivery)
        }
        return effect
    }

    /// Removes everything about an incident.
    mutating func remove(incident id: String) {
        for delivery in deliveries(ofIncident: id) {
            table[delivery.id] = nil
            asking.remove(delivery.id)
        }
        byMatter = byMatter.filter { $0.key.incident != id }
        byIncident[id] = nil
    }

    /// Removes one that is about no incident.
    mutating func remove(_ id: String) {
        guard let delivery = table[id] else { return }
        table[id] = nil
        asking.remove(id)
        byIncident[delivery.incidentID]?.remove(id)
        byMatter[Matter(delivery)] = nil
    }

    private mutating func index(_ delivery: Delivery) {
        byIncident[delivery.incidentID, default: []].insert(delivery.id)
        if delivery.state != .cancelled { lately[delivery.recipient, default: []].insert(delivery.id) }
        for notice in delivery.notices {
            var matter = Matter(delivery)
            matter.about = notice
            byMatter[matter, default: []].insert(delivery.id)
        }
        if DeliveryMachine(delivery).isAsking {
            asking.insert(delivery.id)
        } else {
            asking.remove(delivery.id)
        }
    }
}
