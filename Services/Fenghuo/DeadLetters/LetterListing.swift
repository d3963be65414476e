import EventLog
import Processing
import Schemas

/// How many dead letters there are, by what refused them and why, and the first of them.
struct LetterListing: Encodable {
    struct Group: Encodable {
        /// On the log.
        var topic: String
        var processor: String
        var reason: String
        /// What their messages have in common.
        var cause: String
        var letters: Int
        /// Of these in the ledger.
        var redriven: Int
        /// Milliseconds since 1970, of the events.
        var first: Int64
        var last: Int64
    }
    struct Row: Encodable {
        var id: String
        /// On the topic of dead letters: partition/offset.
        var at: String
        var topic: String
        var partition: Int32?
        var offset: Int64?
        var time: Int64
        var processor: String
        var reason: String
        var message: String
        var key: String?
        var attempts: Int
        var isRedriven: Bool
        /// The letter that its event was put back from.
        var names: String?
    }
    var letters = 0
    var redriven = 0
    private(set) var groups: [Group] = []
    private(set) var rows: [Row] = []
    /// More causes than these are counted as one.
    private static let mostGroups = 500

    private struct Likeness: Hashable { var topic, processor, reason, cause: String }

    /// - Parameter limit: letters that are listed one by one.
    static func make(
        _ selection: LetterSelection, limit: Int, on log: any EventLog, in namespace: Namespace
    ) async throws -> LetterListing {
        let topics = try await log.describeTopics()
        guard let topic = topics.first(where: { $0.specification.name == EventKind.deadLetters }) else {
            throw EventLogError.unknownTopic(namespace.topic(EventKind.deadLetters))
        }
        var listing = LetterListing()
        var groups: [Likeness: Group] = [:]
        try await log.reading { scan in
            let ledger = try await LetterLedger.read(topics, scan)
            try await scan.each(topic) { record in
                let letter = Letter(record, in: namespace)
                guard selection.matches(letter) else { return }
                let row = Row(letter, isRedriven: ledger.redriven.contains(letter.id), in: namespace)
                listing.letters += 1
                if row.isRedriven { listing.redriven += 1 }
                if listing.rows.count < limit { listing.rows.append(row) }
                var likeness = Likeness(
                    topic: row.topic, processor: row.processor, reason: row.reason, cause: letter.cause)
                if groups[likeness] == nil, groups.count >= mostGroups {
                    likeness = Likeness(topic: "…", processor: "…", reason: "…", cause: "more causes")
                }
                var group =
                    groups[likeness]
                    ?? Group(
                        topic: likeness.topic, processor: likeness.processor, reason: likeness.reason,
                        cause: likeness.cause, letters: 0, redriven: 0, first: row.time, last: row.time)
                group.letters += 1
                if row.isRedriven { group.redriven += 1 }
                group.first = min(group.first, row.time)
                group.last = max(group.last, row.time)
                groups[likeness] = group
            }
        }
        listing.groups = groups.values.sorted {
            ($0.letters, $1.topic, $1.processor, $1.reason, $1.cause)
                > ($1.letters, $0.topic, $0.processor, $0.reason, $0.cause)
        }
        return listing
    }

    var text: String {
        guard letters > 0 else { return "no dead letters" }
        var lines = ["\(letters) dead letters, \(redriven) of them redriven", ""]
        var cells = [["LETTERS", "REDRIVEN", "TOPIC", "PROCESSOR", "REASON", "LAST", "CAUSE"]]
        for group in groups {
            cells.append(
                [
                    String(group.letters), String(group.redriven), group.topic, group.processor, group.reason,
                    Timestamps.rfc3339(EventBounds.time(group.last)), group.cause,
                ].map(Terminal.harmless))
        }
        lines.append(table(cells))
        guard !rows.isEmpty else { return lines.joined(separator: "\n") }
        cells = [["LETTER", "AT", "EVENT STOOD AT", "KEY", "STATE", "MESSAGE"]]
        for row in rows {
            let place = "\(row.topic)[\(row.partition ?? -1)] \(row.offset ?? -1)"
            cells.append(
                [
                    row.id, row.at, place, String((row.key ?? "-").prefix(40)),
                    row.isRedriven ? "redriven" : row.names == nil ? "waits" : "failed again",
                    String(row.message.prefix(120)),
                ].map(Terminal.harmless))
        }
        lines += ["", table(cells)]
        if rows.count < letters { lines.append("\(letters - rows.count) more; --limit shows more, options narrow it") }
        return lines.joined(separator: "\n")
    }
}

extension LetterListing.Row {
    init(_ letter: Letter, isRedriven: Bool, in namespace: Namespace) {
        self.init(
            id: letter.id, at: letter.standing,
            topic: letter.place.map { namespace.topic($0.topic) } ?? letter.record.header(DeadLetter.topicHeader) ?? "",
            partition: letter.place?.partition, offset: letter.offset, time: letter.record.timestamp,
            processor: letter.processor, reason: letter.reason, message: letter.message, key: letter.key,
            attempts: letter.attempts, isRedriven: isRedriven, names: letter.names)
    }
}
