import EmbeddedLog
import EventLog
import Foundation
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

@Suite("The audit record from outside") struct JournalTests {
    /// A chain of so many entries of one incident.
    static func chain(_ incident: String, _ count: Int) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        for number in 1...count {
            var entry = JournalEntry()
            entry.incidentID = incident
            entry.subject = "lanjiang-bank"
            entry.sequence = Int64(number)
            entry.at = 1_772_416_800_000 + Int64(number)
            entry.actor = number % 2 == 0 ? "system" : "lin-yue"
            entry.action = "noted"
            entry.details = ["text": "第\(number)步", "formula": "=1+1"]
            entries.append(try JournalChain.seal(entry, after: entries.last?.hash ?? Data()))
        }
        return entries
    }

    /// A log with these journals and rows, as the response service would have written them.
    private static func log(_ journals: [[JournalEntry]], rows: [Case], evaluations: [Evaluation] = []) async throws
        -> EmbeddedLog
    {
        let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString).sqlite").path
        let log = try await EmbeddedLog(path: path)
        let kinds: [EventKind] = [.journalEntered, .caseAdvanced, .evaluationWritten]
        try await log.createTopics(
            kinds.map {
                TopicSpecification(
                    name: $0.topic, partitions: 2,
                    cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            })
        func record(_ kind: EventKind, _ message: any Message & Sendable, _ key: String) throws -> ProducerRecord {
            try EventRecord.make(
                kind: kind, message: message, key: key, about: key, partitionKey: key, partitions: 2, id: key,
                source: "/test", now: 1_772_416_800_000)
        }
        var records = try journals.joined().map { try record(.journalEntered, $0, $0.incidentID) }
        records += try rows.map { try record(.caseAdvanced, $0, $0.incidentID) }
        records += try evaluations.map { try record(.evaluationWritten, $0, $0.incidentID) }
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
        return log
    }

    private static func row(_ entries: [JournalEntry]) -> Case {
        var row = Case()
        row.incidentID = entries[0].incidentID
        row.journalEntries = Int64(entries.count)
        row.journalHash = EventID.hex(entries[entries.count - 1].hash)
        return row
    }

    @Test func aJournalIsReadWithWhatNamesItsEntries() async throws {
        let (one, other) = (try Self.chain("incident-1", 9), try Self.chain("incident-2", 4))
        var evaluation = Evaluation()
        evaluation.incidentID = "incident-1"
        evaluation.journalEntries = 7
        evaluation.journalHash = EventID.hex(one[6].hash)
        let log = try await Self.log([one, other], rows: [Self.row(one), Self.row(other)], evaluations: [evaluation])
        let record = try await JournalRecord.read(log)
        log.close()
        #expect(record.entries["incident-1"] == one)
        #expect(record.entries["incident-2"] == other)
        #expect(record.witnesses["incident-1"]?.map(\.source) == ["case's row", "evaluation"])
        #expect(record.truncated.isEmpty)
        for (id, entries) in record.entries {
            #expect(JournalChain.verify(entries, witnesses: record.witnesses[id] ?? []) == nil)
        }
    }

    @Test func aJournalThatIsGoneOrCutOffIsFoundByTheCasesRow() async throws {
        let (one, other) = (try Self.chain("incident-1", 9), try Self.chain("incident-2", 4))
        let log = try await Self.log([Array(one.prefix(6))], rows: [Self.row(one), Self.row(other)])
        let record = try await JournalRecord.read(log)
        log.close()
        let cut = JournalChain.verify(
            record.entries["incident-1"] ?? [], witnesses: record.witnesses["incident-1"] ?? [])
        #expect(cut?.sequence == 7)
        let gone = JournalChain.verify(
            record.entries["incident-2"] ?? [], witnesses: record.witnesses["incident-2"] ?? [])
        #expect(gone?.sequence == 1)
    }

    @Test func anExportReadsBackAndShowsWhatWasDoneToIt() throws {
        let chain = try Self.chain("incident-1", 5)
        let lines = try chain.map { try JournalFile.line($0, .jsonl) }
        func read(_ lines: [String]) throws -> [JournalEntry] {
            let file = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString).jsonl")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            return try JournalFile.read(file.path)["incident-1"] ?? []
        }
        #expect(try read(lines) == chain)
        #expect(JournalChain.verify(try read(lines)) == nil)
        #expect(JournalChain.verify(try read([lines[0], lines[2], lines[1]] + lines[3...]))?.index == 1)
        let altered = lines[3].replacing("第4步", with: "第5步")
        #expect(JournalChain.verify(try read(Array(lines[..<3]) + [altered, lines[4]]))?.index == 3)
        #expect(throws: (any Error).self) { try read(["not an entry"]) }
    }

    @Test func aSpreadsheetTakesNoCellForAFormula() throws {
        var entry = try #require(Self.chain("incident-1", 1).first)
        entry.actor = "=HYPERLINK(\"http://x.example\")"
        entry.about = "-1"
        let line = try JournalFile.line(entry, .csv)
        #expect(line.contains("\"'=HYPERLINK(\"\"http://x.example\"\")\""))
        #expect(line.contains(",'-1,"))
        #expect(line.split(separator: ",").count >= JournalFile.header.split(separator: ",").count - 2)
    }
}
