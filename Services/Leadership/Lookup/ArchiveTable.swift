import Archive
import Casework
import Schemas
import SwiftProtobuf

/// An entry as a line of a table and as JSON.
enum ArchiveTable {
    static let header = [
        "kind", "id", "at", "subject", "incident", "drill", "grade", "source", "tier", "author", "language", "title",
        "text", "url", "reach",
    ]

    static func line(_ entry: ArchivedEntry) throws -> String {
        CSVText.line(try cells(entry))
    }

    private static func cells(_ entry: ArchivedEntry) throws -> [String] {
        let mention = try mention(entry)
        let (id, time, title, text) = try parts(entry)
        return [
            entry.kind.word, id, time > 0 ? Timestamps.rfc3339(time) : "", entry.subject, entry.incident,
            entry.isDrill ? "true" : "false",
            Grade(rawValue: Int(entry.grade)).flatMap { $0.rawValue > 0 ? $0.label : nil } ?? "",
            entry.source, mention.map { "\($0.tier.rawValue)" } ?? "", mention?.author ?? "", entry.language, title,
            text,
            mention?.url ?? "", mention.map { "\($0.reach)" } ?? "",
        ]
    }

    private static func mention(_ entry: ArchivedEntry) throws -> Mention? {
        entry.kind == .mention ? try Mention(serializedBytes: entry.data) : nil
    }

    private static func parts(_ entry: ArchivedEntry) throws -> (id: String, at: Int64, title: String, text: String) {
        switch entry.kind {
        case .mention:
            let mention = try Mention(serializedBytes: entry.data)
            return (mention.id, mention.publishedAt, mention.title, mention.text)
        case .incident:
            let incident = try Incident(serializedBytes: entry.data)
            return (incident.id, incident.discoveredAt, incident.title, incident.keywords.joined(separator: " "))
        case .case:
            let matter = try Case(serializedBytes: entry.data)
            return (matter.incidentID, matter.openedAt, matter.title, matter.state.word)
        case .statement:
            let statement = try Statement(serializedBytes: entry.data)
            return (statement.id, statement.draftedAt, statement.title, statement.body)
        case .delivery:
            let delivery = try Delivery(serializedBytes: entry.data)
            return (delivery.id, delivery.createdAt, delivery.title, delivery.body)
        case .journal:
            let step = try JournalEntry(serializedBytes: entry.data)
            let details = step.details.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return ("\(step.sequence)", step.at, "\(step.actor) \(step.action)", details.joined(separator: "; "))
        case .decision:
            let decision = try Decision(serializedBytes: entry.data)
            return (decision.id, decision.decidedAt, "\(decision.person) \(decision.kind?.name ?? "")", decision.reason)
        }
    }

    /// `{"kind": "mention", "drill": true, "mention": {…}}`.
    static func json(_ entry: ArchivedEntry) throws -> String {
        let message: any Message =
            switch entry.kind {
            case .mention: try Mention(serializedBytes: entry.data)
            case .incident: try Incident(serializedBytes: entry.data)
            case .case: try Case(serializedBytes: entry.data)
            case .statement: try Statement(serializedBytes: entry.data)
            case .delivery: try Delivery(serializedBytes: entry.data)
            case .journal: try JournalEntry(serializedBytes: entry.data)
            case .decision: try Decision(serializedBytes: entry.data)
            }
        let body = try message.jsonString()
        let drill = entry.isDrill ? ",\"drill\":true" : ""
        return "{\"kind\":\"\(entry.kind.word)\"\(drill),\"\(entry.kind.word)\":\(body)}"
    }

    /// The message of each kind, for the document.
    static let messages: [(kind: ArchiveKind, type: any Message.Type)] = [
        (.mention, Mention.self), (.incident, Incident.self), (.case, Case.self), (.statement, Statement.self),
        (.delivery, Delivery.self), (.journal, JournalEntry.self), (.decision, Decision.self),
    ]
}
