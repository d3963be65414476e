import Casework
import EventLog
import Processing
import Schemas
import SwiftProtobuf

/// What an event says, in one line.
enum TraceWords {
    /// Bytes of it.
    private static let longest = 240

    /// - Returns: the line, and the person who did it where one did.
    static func say(_ record: LogRecord) -> (what: String, person: String?) {
        let topic = record.topicPartition.topic
        if topic == EventKind.deadLetters {
            let letter = Letter(record, in: .standard)
            return (
                cut("dead letter: \(letter.processor) found it \(letter.reason): \(letter.message)"), nil
            )
        }
        guard let kind = EventCatalogue.kind(ofTopic: topic) else { return ("", nil) }
        guard let value = record.value else { return ("gone: \(kind.key) \(keyText(record))", nil) }
        let contentType = record.header("content-type").flatMap { ContentType(header: $0) } ?? .protobuf
        do {
            let (what, person) = try say(kind, value, contentType)
            return (cut(what), person.map { TraceEvent.short($0) })
        } catch {
            return (cut("cannot be read: \(error)"), nil)
        }
    }

    private static func keyText(_ record: LogRecord) -> String {
        TraceEvent.short(record.key.map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    private static func cut(_ text: String) -> String {
        let line = Terminal.harmless(text.replacing("\n", with: " "))
        return line.utf8.count <= longest ? line : String(decoding: line.utf8.prefix(longest), as: UTF8.self) + "…"
    }

    private static func say(
        _ kind: EventKind, _ value: [UInt8], _ contentType: ContentType
    ) throws -> (String, String?) {
        func read<M: Message>(_ type: M.Type) throws -> M {
            try EventCodec.decode(type, from: value, contentType: contentType)
        }
        switch kind.topic {
        case EventKind.mentionTakenIn.topic:
            return ("taken in: \(text(try read(Intake.self).mention))", nil)
        case EventKind.mentionPublished.topic: return (text(try read(Mention.self)), nil)
        case EventKind.incidentAssessed.topic, EventKind.incidentWatched.topic:
            let incident = try read(Incident.self)
            return (
                "incident \(incident.state), grade \(grade(incident.grade)), \(incident.mentions) mentions, "
                    + "\(incident.negative) negative, revision \(incident.revision): \(incident.title)", nil
            )
        case EventKind.decisionTaken.topic:
            let decision = try read(Decision.self)
            let name = decision.kind.map { $0.name } ?? "nothing"
            return ("decided: \(name)\(decision.reason.isEmpty ? "" : " — \(decision.reason)")", decision.person)
        case EventKind.caseAdvanced.topic:
            let row = try read(Case.self)
            return (
                "case \(row.state), grade \(grade(row.grade)), \(row.journalEntries) journal entries, "
                    + "revision \(row.revision)", nil
            )
        case EventKind.recordKept.topic:
            let record = try read(CaseRecord.self)
            return ("record \(record.id)", nil)
        case EventKind.journalEntered.topic, EventKind.journalKept.topic:
            let entry = try read(JournalEntry.self)
            let details = entry.details.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return (
                "journal \(entry.sequence): \(entry.action) \(entry.about) \(details.joined(separator: ", "))",
                entry.actor == "system" ? nil : entry.actor
            )
        case EventKind.deliveryUpdated.topic:
            let delivery = try read(Delivery.self)
            return (
                "delivery of \(delivery.what) to \(delivery.recipient) by \(delivery.channel): \(delivery.state), "
                    + "\(delivery.attempts) attempts — \(delivery.title)", nil
            )
        case EventKind.attemptMade.topic:
            let attempt = try read(Attempt.self)
            return ("attempt \(attempt.number): \(attempt.outcome) \(attempt.verdict) \(attempt.error)", nil)
        case EventKind.resourceUpdated.topic:
            let request = try read(ResourceRequest.self)
            let by = request.decidedBy.isEmpty ? request.requestedBy : request.decidedBy
            return ("\(request.quantity) \(request.unit) of \(request.kind): \(request.state.word)", by)
        case EventKind.evaluationWritten.topic:
            let evaluation = try read(Evaluation.self)
            return ("evaluation: \(evaluation.outcome), \(evaluation.journalEntries) journal entries", nil)
        case EventKind.letterRedriven.topic:
            let redrive = try read(Redrive.self)
            return ("letter \(redrive.letter) put back to \(redrive.topic)[\(redrive.toPartition)]", redrive.by)
        case EventKind.checkpointSigned.topic:
            let checkpoint = try read(Checkpoint.self)
            return ("checkpoint \(checkpoint.sequence) of \(checkpoint.chain): \(checkpoint.reason)", nil)
        default: return (kind.summary, nil)
        }
    }

    private static func text(_ mention: Mention) -> String {
        let words = mention.title.isEmpty ? mention.text : mention.title
        return "\(mention.source), \(mention.author): \(words)"
    }

    private static func grade(_ grade: Grade) -> String {
        switch grade {
        case .i: "I"
        case .ii: "II"
        case .iii: "III"
        case .iv: "IV"
        case .unspecified, .UNRECOGNIZED: "none"
        }
    }
}
