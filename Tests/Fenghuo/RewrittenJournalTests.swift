import EmbeddedLog
import EventLog
import Foundation
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

/// What an administrator of the log can do to a journal (`Tests/Tools/rewrite-journal.py`), and what finds it.
@Suite("A journal written anew") struct RewrittenJournalTests {
    private static let partitions: Int32 = 2
    private static let key = CheckpointKey()

    private struct History {
        var entries: [JournalEntry] = []
        var decisions: [Decision] = []
        var checkpoints: [Checkpoint] = []
        var row = Case()
        var evaluation = Evaluation()
    }

    private static func history() throws -> History {
        var history = History()
        for number in Int64(1)...6 {
            var entry = JournalEntry()
            entry.incidentID = "incident-1"
            entry.subject = "lanjiang-bank"
            entry.sequence = number
            entry.at = 1_772_416_800_000 + number
            entry.actor = "system"
            entry.action = "noted"
            if number == 3 {
                var decision = Decision()
                decision.id = "decision-1"
                decision.incidentID = "incident-1"
                decision.subject = "lanjiang-bank"
                decision.person = "lin-yue"
                decision.decidedAt = entry.at
                decision.note.text = "已呈报董事会"
                history.decisions = [decision]
                entry.actor = "lin-yue"
                entry.decisionID = decision.id
                entry.details = ["text": decision.note.text]
            }
            history.entries.append(try JournalChain.seal(entry, after: history.entries.last?.hash ?? Data()))
        }
        let last = history.entries[5]
        var head = JournalHead()
        head.incidentID = "incident-1"
        head.entries = 6
        head.hash = EventID.hex(last.hash)
        var checkpoint = Checkpoint()
        checkpoint.chain = "journal-0"
        checkpoint.sequence = 1
        checkpoint.at = last.at
        checkpoint.reason = "closed"
        checkpoint.heads = [head]
        history.checkpoints = [try checkpoint.signed(with: key)]
        history.row.incidentID = "incident-1"
        history.row.journalEntries = 6
        history.row.journalHash = head.hash
        history.evaluation.incidentID = "incident-1"
        history.evaluation.journalEntries = 6
        history.evaluation.journalHash = head.hash
        history.evaluation.timeline = history.entries
        return history
    }

    private static func write(_ history: History, signed: Bool, to path: String) async throws {
        let log = try await EmbeddedLog(path: path)
        let kinds: [EventKind] = [
            .journalEntered, .caseAdvanced, .evaluationWritten, .decisionTaken, .checkpointSigned,
        ]
        try await log.createTopics(
            kinds.map {
                TopicSpecification(
                    name: $0.topic, partitions: partitions,
                    cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            })
        func record(_ kind: EventKind, _ message: any Message & Sendable, _ key: String) throws -> ProducerRecord {
            try EventRecord.make(
                kind: kind, message: message, key: key, about: key, partitionKey: "lanjiang-bank",
                partitions: partitions, id: key, source: "/test", now: 1_772_416_800_000)
        }
        var records = try history.entries.map { try record(.journalEntered, $0, $0.incidentID) }
        records += try history.decisions.map { try record(.decisionTaken, $0, $0.id) }
        records.append(try record(.caseAdvanced, history.row, "incident-1"))
        records.append(try record(.evaluationWritten, history.evaluation, "incident-1"))
        if signed { records += try history.checkpoints.map { try record(.checkpointSigned, $0, $0.chain) } }
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
        log.close()
    }

    private static func rewrite(_ path: String, _ old: String, _ new: String, everywhere: Bool) throws {
        let tool = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Tools/rewrite-journal.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", tool.path, path, "incident-1", "3", old, new] + (everywhere ? ["everywhere"] : [])
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 is needed to write a journal anew")
    }

    /// - Returns: what is found after the rewriting, without and with what was kept outside.
    private func verify(
        everywhere: Bool, signed: Bool, kept: [Checkpoint] = []
    ) async throws -> (fault: JournalChain.Fault?, checkpoints: [CheckpointFault], text: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rewritten-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "log.sqlite").path
        try await Self.write(try Self.history(), signed: signed, to: path)
        try Self.rewrite(path, "已呈报", "未呈报", everywhere: everywhere)
        let log = try await EmbeddedLog(path: path)
        let record = try await JournalRecord.read(log)
        log.close()
        let text = record.entries["incident-1"]?[2].details["text"] ?? ""
        let chains = CheckpointChains(logged: record.checkpoints, kept: kept, trusting: [Self.key.publicKey])
        let verification = JournalVerification(record: record, checkpoints: chains)
        // The chain and everything that quotes it agree: that was all that was looked at once.
        #expect(
            JournalChain.verify(record.entries["incident-1"] ?? [], witnesses: record.witnesses["incident-1"] ?? [])
                == nil)
        switch verification.verdict(on: "incident-1") {
        case .broken(let fault): return (fault, chains.faults, text)
        case .intact: return (nil, chains.faults, text)
        }
    }

    @Test func anEntryThatTheDecisionContradictsIsFound() async throws {
        let found = try await verify(everywhere: false, signed: false)
        #expect(found.text == "未呈报董事会")
        #expect(found.fault?.sequence == 3)
        #expect(found.fault?.expected.contains("已呈报董事会") == true)
    }

    @Test func writtenAnewWithTheDecisionTheCheckpointFindsIt() async throws {
        let found = try await verify(everywhere: true, signed: true)
        #expect(found.text == "未呈报董事会")
        // The tool writes the hash into the checkpoint, too, whose signature it cannot make.
        #expect(found.checkpoints.first?.found.contains("altered") == true)
    }

    @Test func withTheCheckpointsGoneWhatWasKeptOutsideFindsIt() async throws {
        let nothing = try await verify(everywhere: true, signed: false)
        #expect(nothing.fault == nil && nothing.checkpoints.isEmpty, "nobody kept anything: it cannot be found")
        let kept = try Self.history().checkpoints
        let found = try await verify(everywhere: true, signed: false, kept: kept)
        #expect(found.fault?.sequence == 6)
        #expect(found.fault?.expected.contains("kept checkpoint journal-0/1") == true)
        #expect(found.checkpoints.first?.found.contains("cut off") == true)
    }

    @Test func anEntryBeforeSignedOnesThatNoneNamesIsFound() throws {
        let history = try Self.history()
        var record = JournalRecord()
        record.entries = ["incident-1": history.entries]
        var places: [(incident: String, sequence: Int64)] = [("incident-0", 1)]
        for entry in history.entries { places.append((entry.incidentID, entry.sequence)) }
        places.append(("incident-1", 7))
        record.order = [0: places]
        let chains = CheckpointChains(logged: history.checkpoints)
        let smuggled = JournalVerification(record: record, checkpoints: chains).smuggled
        #expect(smuggled.map(\.incident) == ["incident-0"])
        // Of a chain that is not whole, or only kept outside, it cannot be said.
        for chains in [
            CheckpointChains(logged: []), CheckpointChains(logged: [], kept: history.checkpoints),
            CheckpointChains(logged: history.checkpoints + history.checkpoints),
        ] {
            #expect(JournalVerification(record: record, checkpoints: chains).smuggled.isEmpty)
        }
    }
}
