import EventLog
import Processing
import Schemas
import SwiftProtobuf

/// Counts the mentions of each subject; a decision forgets a subject. Its table says how many, its outputs too, and
/// `total` is kept beside the table so that harm done to either shows.
struct Tally: Processor {
    static let topology = Topology(
        name: "tally", inputs: [.mentionPublished, .decisionTaken], tables: [.mentionSeen],
        outputs: [.journalEntered], tick: 1000)

    let seen = Table<Seen>(.mentionSeen, partitionKey: { key, _ in key })
    private(set) var total: Int64 = 0
    var tables: [any ChangelogTable] { [seen] }

    mutating func restored() { total = seen.rows.values.reduce(0) { $0 + $1.at } }

    mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        if event.kind.topic == EventKind.decisionTaken.topic {
            let decision: Decision = try event.decode()
            total -= seen[decision.subject]?.at ?? 0
            seen[decision.subject] = nil
            return enter("forgotten", about: decision.subject, &context)
        }
        let mention: Mention = try event.decode()
        if seen[mention.subject] == nil { seen[mention.subject] = Seen() }
        seen.update(mention.subject) { $0.at += 1 }
        total += 1
        enter("\(mention.id): \(seen[mention.subject]?.at ?? 0) of \(total)", about: mention.subject, &context)
        switch mention.title {
        case "refused": throw Rejection("no such mentions")
        case "failed": throw CancellationError()
        case "undeclared":
            context.emit(.caseAdvanced, Case(), key: "c", about: "c", partitionKey: "c")
        default: break
        }
    }

    mutating func tick(_ context: inout ProcessorContext) throws {
        for subject in seen.rows.keys.sorted() {
            seen.update(subject) { $0.mentionID = "ticked at \(context.now)" }
            enter("tick \(total)", about: subject, &context)
        }
    }

    private func enter(_ summary: String, about subject: String, _ context: inout ProcessorContext) {
        let entry = JournalEntry.with {
            $0.incidentID = subject
            $0.about = summary
        }
        context.emit(.journalEntered, entry, key: subject, about: subject, partitionKey: subject)
    }
}

enum Sample {
    static func mention(_ id: String, subject: String = "lanjiang-bank", title: String = "") -> Mention {
        Mention.with {
            $0.id = id
            $0.subject = subject
            $0.title = title
        }
    }

    static func record(
        _ kind: EventKind, _ message: any Message & Sendable, key: String, at time: Int64 = 1,
        as contentType: ContentType = .protobuf
    ) throws -> ProducerRecord {
        try EventRecord.make(
            kind: kind, message: message, key: key, about: key, partitionKey: "lanjiang-bank", partitions: 1,
            id: key, source: "/fenghuo/test", now: time, contentType: contentType)
    }

    static func mentions(_ ids: some Sequence<Int>, title: String = "") throws -> [ProducerRecord] {
        try ids.map { try record(.mentionPublished, mention("m\($0)", title: title), key: "m\($0)", at: Int64($0)) }
    }
}
