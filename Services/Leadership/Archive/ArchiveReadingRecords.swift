import EventLog
package import Schemas
import SwiftProtobuf

/// From the topics' records to entries. A pure function of the record.
package enum ArchiveIntake {
    /// What the archive is filled from; the small topics first, so that a journal can be looked up while mentions are
    /// still read.
    package static let kinds: [EventKind] = [
        .incidentAssessed, .caseAdvanced, .recordKept, .journalEntered, .decisionTaken, .deliveryUpdated,
        .mentionPublished,
    ]

    /// - Throws: when the record is no event of ours.
    static func changes(of record: LogRecord) throws -> [ArchiveChange] {
        guard let kind = EventCatalogue.kind(ofTopic: record.topicPartition.topic) else { return [] }
        guard let data = record.value else {
            return removed(kind, key: record.key.map { String(decoding: $0, as: UTF8.self) } ?? "")
        }
        let contentType = record.header("content-type").flatMap { ContentType(header: $0) } ?? .protobuf
        let isDrill = record.header("ce_drill") == "true"
        func decode<M: Message>(_ type: M.Type) throws -> M {
            try EventCodec.decode(type, from: data, contentType: contentType)
        }
        switch kind.topic {
        case EventKind.mentionPublished.topic:
            let mention = try decode(Mention.self)
            // What came as protobuf is kept as it came.
            let bytes = contentType == .protobuf ? data : try EventCodec.encode(mention, as: .protobuf)
            return [
                .put(
                    ArchiveEntry(
                        kind: .mention, key: mention.id, at: mention.publishedAt, subject: mention.subject,
                        source: mention.source, language: mention.language, isDrill: isDrill || mention.drill,
                        data: bytes))
            ]
        case EventKind.incidentAssessed.topic: return [.put(try entry(try decode(Incident.self), isDrill))]
        case EventKind.caseAdvanced.topic:
            let matter = try decode(Case.self)
            return [.put(try entry(matter, isDrill))]
                + (try matter.statements.map { .put(try entry($0, matter.incidentID, matter.subject, matter.drill)) })
        case EventKind.recordKept.topic:
            let kept = try decode(CaseRecord.self)
            guard case .statement(let statement)? = kept.part else { return [] }
            return [.put(try entry(statement, kept.incidentID, kept.subject, isDrill || kept.drill))]
        case EventKind.deliveryUpdated.topic:
            let delivery = try decode(Delivery.self)
            return [
                .put(
                    ArchiveEntry(
                        kind: .delivery, key: delivery.id, at: delivery.createdAt, subject: delivery.subject,
                        incident: delivery.incidentID, isDrill: isDrill || delivery.drill,
                        data: try EventCodec.encode(delivery, as: .protobuf)))
            ]
        case EventKind.journalEntered.topic:
            let step = try decode(JournalEntry.self)
            return [
                .put(
                    ArchiveEntry(
                        kind: .journal, key: "\(step.incidentID)/\(step.sequence)", at: step.at, subject: step.subject,
                        incident: step.incidentID, isDrill: isDrill, data: try EventCodec.encode(step, as: .protobuf)))
            ]
        case EventKind.decisionTaken.topic:
            let decision = try decode(Decision.self)
            return [
                .put(
                    ArchiveEntry(
                        kind: .decision, key: decision.id, at: decision.decidedAt, subject: decision.subject,
                        incident: decision.incidentID, isDrill: isDrill,
                        data: try EventCodec.encode(decision, as: .protobuf)))
            ]
        default: return []
        }
    }

    /// What was compacted away is not there to be found; statements, journals and decisions stay for good.
    private static func removed(_ kind: EventKind, key: String) -> [ArchiveChange] {
        switch kind.topic {
        case EventKind.incidentAssessed.topic: [.remove(.incident, key: key)]
        case EventKind.caseAdvanced.topic: [.remove(.case, key: key)]
        case EventKind.deliveryUpdated.topic: [.remove(.delivery, key: key)]
        default: []
        }
    }

    /// Without what its page shows from the topic itself: the evidence is among the mentions.
    private static func entry(_ incident: Incident, _ isDrill: Bool) throws -> ArchiveEntry {
        let kept = Incident.with {
            $0.id = incident.id
            $0.subject = incident.subject
            $0.title = incident.title
            $0.state = incident.state
            $0.grade = incident.grade
            $0.highestGrade = incident.highestGrade
            $0.kind = incident.kind
            $0.firstMentionAt = incident.firstMentionAt
            $0.lastMentionAt = incident.lastMentionAt
            $0.discoveredAt = incident.discoveredAt
            $0.mentions = incident.mentions
            $0.negative = incident.negative
            $0.reach = incident.reach
            $0.mergedInto = incident.mergedInto
            $0.keywords = incident.keywords
            $0.drill = incident.drill
        }
        return ArchiveEntry(
            kind: .incident, key: incident.id, at: incident.discoveredAt, subject: incident.subject,
            grade: Int64(incident.grade.rawValue), incident: incident.id, isDrill: isDrill || incident.drill,
            data: try EventCodec.encode(kept, as: .protobuf))
    }

    private static func entry(_ matter: Case, _ isDrill: Bool) throws -> ArchiveEntry {
        let kept = Case.with {
            $0.incidentID = matter.incidentID
            $0.subject = matter.subject
            $0.title = matter.title
            $0.state = matter.state
            $0.grade = matter.grade
            $0.highestGrade = matter.highestGrade
            $0.kind = matter.kind
            $0.openedAt = matter.openedAt
            $0.closedAt = matter.closedAt
            $0.firstWordAt = matter.firstWordAt
            $0.drill = matter.drill
        }
        return ArchiveEntry(
            kind: .case, key: matter.incidentID, at: matter.openedAt, subject: matter.subject,
            grade: Int64(matter.grade.rawValue), incident: matter.incidentID, isDrill: isDrill || matter.drill,
            data: try EventCodec.encode(kept, as: .protobuf))
    }

    private static func entry(
        _ statement: Statement, _ incident: String, _ subject: String, _ isDrill: Bool
    ) throws -> ArchiveEntry {
        ArchiveEntry(
            kind: .statement, key: "\(incident)/\(statement.id)", at: statement.draftedAt, subject: subject,
            language: statement.language, incident: incident, isDrill: isDrill,
            data: try EventCodec.encode(statement, as: .protobuf))
    }
}
