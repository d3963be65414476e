import EmbeddedLog
import EventLog
import Logging
import Processing
import Schemas
import SwiftProtobuf
import Synchronization
import Testing

/// Keeps one row of all mention ids ever seen, in a table whose rows cannot take anything back.
struct Hoard: Processor {
    static let topology = Topology(
        name: "tally", inputs: [.mentionPublished], tables: [.mentionSeen], outputs: [], tick: 1000)

    final class Row: MarkedRow, WorkingRow {
        let key: String
        var ids: [String]
        init(_ key: String, _ ids: [String]) {
            self.key = key
            self.ids = ids
        }
        var partitionKey: String { key }
        var isDrill: Bool { false }
        func message() -> Seen { Seen.with { $0.mentionID = ids.joined(separator: ",") } }
    }

    let seen = WorkingTable<Row>(.mentionSeen) { key, value in
        Row(key, value.mentionID.split(separator: ",").map(String.init))
    }
    var tables: [any ChangelogTable] { [seen] }

    mutating func takenBack() {}
    mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        let mention: Mention = try event.decode()
        if let row = seen.row(mention.subject) {
            seen.touch(row)
            row.ids.append(mention.id)
        } else {
            seen.insert(Row(mention.subject, [mention.id]))
        }
        if mention.title == "late" { throw Rejection("refused after rows were changed") }
    }
}

@Suite("Output that does not fit the log", .timeLimit(.minutes(1)))
struct FittingTests {
    private static let limit = 4000
    private static let long = String(repeating: "x", count: 3760)

    private func append(_ ids: [String], title: String = "", to rig: Rig) async throws {
        try await rig.append(
            ids.enumerated().map { index, id in
                try Sample.record(
                    .mentionPublished, Sample.mention(id, title: title), key: "m\(index)", at: Int64(index + 1))
            })
    }

    private func letters(_ rig: Rig) async throws -> [String] {
        try await rig.records(EventKind.deadLetters).map {
            "\($0.header(DeadLetter.offsetHeader) ?? "") \($0.header(DeadLetter.reasonHeader) ?? "")"
        }
    }

    @Test("An event whose output is too large goes to dead letters alone; the others of its batch are counted")
    func output() async throws {
        let rig = try await Rig(maximumRecordBytes: Self.limit)
        try await append(["a", "b", Self.long, "c"], to: rig)
        try await rig.run { try await rig.committed() == 4 }
        #expect(try await letters(rig) == ["2 too-large"])
        #expect(try await rig.counts() == ["lanjiang-bank": 3])
        #expect(try await rig.entries() == ["a: 1 of 1", "b: 2 of 2", "c: 3 of 3"])
        try await append(["d"], to: rig)
        try await rig.run { try await rig.committed() == 5 }
        #expect(try await rig.counts() == ["lanjiang-bank": 4])
    }

    @Test("A dead letter that would be too large is written without its value, and says so")
    func letter() async throws {
        let rig = try await Rig(maximumRecordBytes: Self.limit)
        try await append([Self.long], title: "refused", to: rig)
        try await rig.run { try await rig.committed() == 1 }
        let letter = try #require(try await rig.records(EventKind.deadLetters).first)
        #expect(letter.value == nil)
        #expect(letter.header(DeadLetter.leftOutHeader)?.hasPrefix("value of ") == true)
        #expect(letter.header(DeadLetter.offsetHeader) == "0")
    }

    @Test("A row that outgrows the log is restored to what it was, though its table takes nothing back")
    func row() async throws {
        let rig = try await Rig(maximumRecordBytes: Self.limit)
        let application = StreamApplication(
            log: rig.faults, options: StreamOptions(partitions: 1, wait: .milliseconds(20)), clock: { 1 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, makeProcessor: { _ in Hoard() })
        let half = String(repeating: "y", count: 2000)
        try await append(["a", half, half, "b"], to: rig)
        try await append(["c"], title: "late", to: rig)
        try await append(["d"], to: rig)
        try await rig.run(application) { try await rig.committed() == 6 }
        #expect(try await letters(rig) == ["2 too-large", "4 rejected"])
        let row = try #require(try await rig.records(EventKind.mentionSeen.topic).last)
        #expect(try InputEvent(row, kind: .mentionSeen).decode(Seen.self).mentionID == "a,\(half),b,d")
    }

    @Test("A record without a time goes to dead letters with one that every log takes")
    func timeless() async throws {
        let rig = try await Rig()
        try await rig.append([
            ProducerRecord(
                to: TopicPartition(EventKind.mentionPublished.topic, 0), key: [1], value: [0xff], timestamp: -1)
        ])
        rig.time.withLock { $0 = 5000 }
        try await rig.run { try await rig.committed() == 1 }
        #expect(try await rig.records(EventKind.deadLetters).map(\.timestamp) == [5000])
    }
}
