import Schemas

/// Everything the console shows, as of one revision. A value: what is read from it belongs together.
struct ViewSnapshot: Sendable {
    /// Counts the events that changed anything, from 0.
    var revision: Int64 = 0
    /// The end of every topic known at the start was reached.
    var isComplete = false
    var incidents: [String: Incident] = [:]
    var cases: [String: Case] = [:]
    var deliveries: [String: Delivery] = [:]
    var resources: [String: ResourceRequest] = [:]
    var sources: [String: Source] = [:]
    var evaluations: [String: Evaluation] = [:]
    /// By incident, in the order of the log.
    var journal: [String: [JournalEntry]] = [:]
    var decisions: [String: Decision] = [:]
    /// Ids of decisions by incident, in the order they were seen.
    var decisionsByIncident: [String: [String]] = [:]

    func decisions(about incident: String) -> [Decision] {
        (decisionsByIncident[incident] ?? []).compactMap { decisions[$0] }
    }

    func deliveries(about incident: String) -> [Delivery] {
        deliveries.values.filter { $0.incidentID == incident }
            .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }

    func resources(about incident: String) -> [ResourceRequest] {
        resources.values.filter { $0.incidentID == incident }
            .sorted { ($0.requestedAt, $0.id) > ($1.requestedAt, $1.id) }
    }

    /// Merged incidents are shown under the one they were merged into.
    func incident(_ id: String) -> Incident? { incidents[id] }
}

/// One event that changed the view.
struct ViewChange: Hashable, Sendable {
    var revision: Int64
    /// The vocabulary's word: `incident`, `case`, `delivery` and so on.
    var what: String
    /// The incident it belongs to; empty for sources.
    var incident: String
}
