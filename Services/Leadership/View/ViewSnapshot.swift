import Schemas

/// Everything the console shows, as of one revision. A value: what is read from it belongs together.
///
/// Orders and indexes are kept as events come in (``ViewSnapshot/take(_:)``), so that a page looks at what it shows and
/// not at all there is.
struct ViewSnapshot: Sendable {
    /// Counts the events that changed anything, from 0.
    var revision: Int64 = 0
    /// The end of every topic known at the start was reached.
    var isComplete = false
    var incidents: [String: Incident] = [:]
    /// As analysis has them, of those whose less grave grade waits for a second person.
    var lowered: [String: Incident] = [:]
    var cases: [String: Case] = [:]
    /// Parts of cases that made room in their rows, by incident and record id.
    var records: [String: [String: CaseRecord]] = [:]
    var deliveries: [String: Delivery] = [:]
    var resources: [String: ResourceRequest] = [:]
    var sources: [String: Source] = [:]
    var evaluations: [String: Evaluation] = [:]
    /// By incident, in the order of the log.
    var journal: [String: [JournalEntry]] = [:]
    var decisions: [String: Decision] = [:]
    /// Ids of decisions by incident, in the order they were seen.
    var decisionsByIncident: [String: [String]] = [:]
    /// Texts that statements had, by incident and statement.
    var statementVersions: [String: [String: [StatementVersion]]] = [:]
    /// Who signed in and out, what people decided, and what was refused to whom; the newest, bounded.
    var audit = AuditTrail()
    /// By hash, the plans that anything was done under.
    var plans: [String: PlanUse] = [:]
    /// Digests of sessions that were signed out of, and when they would have ended by themselves (ms since 1970).
    var endedSessions: [String: Int64] = [:]
    /// By digest, the links that opened a session, which one, and when the link ends (ms since 1970).
    var usedLinks: [String: (session: String, until: Int64)] = [:]
    /// By person: what they were given up to then is revoked (ms since 1970).
    var revokedAt: [String: Int64] = [:]

    /// Incidents that are not over, and those that are; the worst and latest first.
    var open = BoardOrder()
    var over = BoardOrder()
    /// Incidents of drills.
    var drills: Set<String> = []
    /// Incidents whose case is not over.
    var openCases: Set<String> = []
    var deliveriesByIncident: [String: Set<String>] = [:]
    /// Deliveries that wait for somebody's acknowledgement, by recipient.
    var awaiting: [String: Set<String>] = [:]
    var resourcesByIncident: [String: Set<String>] = [:]
    /// Incidents whose evaluation nobody has signed.
    var unsigned: Set<String> = []
    /// Requests that wait for a verdict.
    var requested: Set<String> = []
    /// Changed since the board was last put in order.
    var unsettled: [String: Incident?] = [:]

    func decisions(about incident: String) -> [Decision] {
        (decisionsByIncident[incident] ?? []).compactMap { decisions[$0] }
    }

    func deliveries(about incident: String) -> [Delivery] {
        (deliveriesByIncident[incident] ?? []).compactMap { deliveries[$0] }
            .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }

    func resources(about incident: String) -> [ResourceRequest] {
        (resourcesByIncident[incident] ?? []).compactMap { resources[$0] }
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

/// A plan by its hash, and when anything was done under it.
struct PlanUse: Hashable, Sendable {
    /// SHA-256 of the plan's file in hex.
    var hash: String
    /// The first and last decision or step of a case under it (ms since 1970).
    var firstSeenAt: Int64
    var lastSeenAt: Int64
    var decisions: Int
    /// Steps in journals.
    var steps: Int
}
