import EventLog
import Processing
import Schemas

/// Takes mentions and counts how often it took each; refuses those whose title names a defect that it still has.
struct Doorman: Processor {
    static let topology = Topology(
        name: "doorman", inputs: [.mentionPublished, .sourceObserved], tables: [.mentionSeen], outputs: [],
        tick: 60_000)

    /// Titles that are refused, each with its own reason.
    static let defects = [
        "no owner", "a stray quote", "an unknown tier", "two subjects at once", "a broken address",
        "no author known", "an empty language", "a double space", "the wrong century", "a torn emoji",
    ]

    let seen = Table<Seen>(.mentionSeen, partitionKey: { _, _ in StandingLog.subject })
    let defects: [String]
    var tables: [any ChangelogTable] { [seen] }

    init(defects: [String] = Doorman.defects) { self.defects = defects }

    mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        guard event.kind.topic == EventKind.mentionPublished.topic else {
            guard defects.isEmpty else { throw Rejection("sources are not read yet") }
            return count(event.key)
        }
        let mention: Mention = try event.decode()
        count(mention.id)
        if defects.contains(mention.title) { throw Rejection("mention \(mention.id) has \(mention.title) in it") }
    }

    private func count(_ key: String) {
        if seen[key] == nil { seen[key] = Seen() }
        seen.update(key) { $0.at += 1 }
    }
}

/// Reads the same topic and refuses nothing.
struct Bystander: Processor {
    static let topology = Topology(
        name: "bystander", inputs: [.mentionPublished], tables: [.coverageKept], outputs: [], tick: 60_000)
    let seen = Table<CoverageChange>(.coverageKept, partitionKey: { _, _ in StandingLog.subject })
    var tables: [any ChangelogTable] { [seen] }

    mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        if seen[event.key] == nil { seen[event.key] = CoverageChange() }
        seen.update(event.key) { $0.at += 1 }
    }
}
