import EventLog
import Processing
import Schemas

/// Which letters were redriven: the topic `fenghuo.dead-letter-redrives.v1`.
struct LetterLedger {
    /// Ids of letters.
    private(set) var redriven: Set<String> = []

    /// - Parameter topics: of the log; without the ledger's none was redriven.
    static func read(_ topics: [TopicDescription], _ scan: LogScan) async throws -> LetterLedger {
        var ledger = LetterLedger()
        try await each(topics, scan) { ledger.redriven.insert($0.letter) }
        return ledger
    }

    mutating func add(_ letter: Letter) { redriven.insert(letter.id) }

    /// Every entry, in the order of partitions and offsets. What is no entry of ours says nothing of any letter.
    static func each(
        _ topics: [TopicDescription], _ scan: LogScan, _ body: (Redrive) async throws -> Void
    ) async throws {
        let kind = EventKind.letterRedriven
        guard let topic = topics.first(where: { $0.specification.name == kind.topic }) else { return }
        try await scan.each(topic) { record in
            guard record.value != nil, let event = try? InputEvent(record, kind: kind),
                let entry = try? event.decode(Redrive.self), entry.letter == event.key
            else { return }
            try await body(entry)
        }
    }
}
