import EventLog
import Foundation
import Processing
import Schemas
import Testing

@testable import Response

@Suite("The notary") struct NotaryTests {
    static let now: Int64 = 1_767_225_600_000
    static let hour = Notary.longest

    static func chain(_ incident: String, _ count: Int, closedAt: Int? = nil) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        for number in 1...count {
            var entry = JournalEntry()
            entry.incidentID = incident
            entry.subject = "lanjiang-bank"
            entry.sequence = Int64(number)
            entry.at = now
            entry.actor = "system"
            entry.action = number == closedAt ? "case-closed" : "noted"
            entries.append(try JournalChain.seal(entry, after: entries.last?.hash ?? Data()))
        }
        return entries
    }

    private struct Bench {
        let key = CheckpointKey()
        var driver: ProcessorDriver<Notary>

        init() {
            let key = key
            driver = ProcessorDriver(now: NotaryTests.now) { Notary(key: key) }
        }

        @discardableResult
        mutating func read(_ entry: JournalEntry) throws -> TaskCore<Notary>.Outcome {
            try driver.pipe(.journalEntered, entry, key: entry.incidentID)
        }

        var checkpoints: [Checkpoint] { get throws { try driver.outputs(.checkpointSigned) } }
    }

    @Test func withinAnHourWhatWasEnteredIsSigned() throws {
        var bench = Bench()
        for entry in try Self.chain("incident-1", 3) { try bench.read(entry) }
        try bench.driver.tick(at: Self.now + Self.hour - 1000)
        #expect(try bench.checkpoints.isEmpty)
        try bench.driver.tick(at: Self.now + Self.hour)
        let checkpoint = try #require(try bench.checkpoints.first)
        #expect(checkpoint.heads.map(\.incidentID) == ["incident-1"])
        #expect(checkpoint.heads.map(\.entries) == [3])
        #expect(checkpoint.reason == "hourly" && checkpoint.sequence == 1 && checkpoint.previousHash.isEmpty)
        #expect(checkpoint.heads.allSatisfy { $0.unsignedSince == 0 && !$0.closed })
        #expect(checkpoint.check(trusting: [bench.key.publicKey]) == nil)
        try bench.driver.tick(at: Self.now + 5 * Self.hour)
        #expect(try bench.checkpoints.count == 1, "nothing new, nothing signed")
    }

    @Test func aCloseDoesNotWaitAndTheNextFollows() throws {
        var bench = Bench()
        let entries = try Self.chain("incident-1", 5, closedAt: 3)
        for entry in entries.prefix(3) { try bench.read(entry) }
        try bench.driver.restart()
        try bench.driver.tick(at: Self.now + 1000)
        for entry in entries.dropFirst(3) { try bench.read(entry) }
        try bench.driver.restart()
        try bench.driver.tick(at: Self.now + 1000 + Self.hour)
        let checkpoints = try bench.checkpoints
        #expect(checkpoints.map(\.reason) == ["closed", "hourly"])
        #expect(checkpoints.map { $0.heads.map(\.entries) } == [[3], [5]])
        let chains = CheckpointChains(logged: checkpoints, trusting: [bench.key.publicKey])
        #expect(chains.faults.isEmpty)
        #expect(JournalChain.verify(entries, witnesses: chains.witnesses["incident-1"] ?? []) == nil)
    }

    @Test func manyJournalsGoIntoSeveralCheckpoints() throws {
        var bench = Bench()
        for index in 0..<(Checkpoint.mostHeads + 7) {
            for entry in try Self.chain("incident-\(index)", 1) { try bench.read(entry) }
        }
        try bench.driver.tick(at: Self.now + Self.hour)
        let checkpoints = try bench.checkpoints
        #expect(checkpoints.map(\.heads.count) == [Checkpoint.mostHeads, 7])
        #expect(CheckpointChains(logged: checkpoints).faults.isEmpty)
        #expect(checkpoints.allSatisfy { $0.note.utf8.count < 18_000 }, "a webhook takes it whole")
    }

    @Test func whatDoesNotFollowWhatItSawIsRefusedAndChangesNothing() throws {
        var bench = Bench()
        let entries = try Self.chain("incident-1", 3)
        for entry in entries { try bench.read(entry) }
        var other = try Self.chain("incident-1", 4, closedAt: 2)
        for bad in [other[3], entries[0], entries[2]] {
            let outcome = try bench.read(bad)
            guard case .deadLetter("rejected", let message) = outcome else {
                Issue.record("it was taken: \(outcome)")
                continue
            }
            #expect(message.contains("written anew"))
        }
        other[3].previousHash = entries[2].hash
        #expect(try bench.read(other[3]) != .processed, "its own hash is not of what it says")
        for name in ["", "a b", "a\nb", String(repeating: "x", count: 300)] {
            for entry in try Self.chain(name, 1) { #expect(try bench.read(entry) != .processed) }
        }
        for sequence in [Int64.min, -1, 0, .max] {
            var entry = entries[0]
            entry.incidentID = "other"
            entry.sequence = sequence
            #expect(try bench.read(JournalChain.seal(entry, after: Data())) != .processed)
        }
        try bench.driver.tick(at: Self.now + Self.hour)
        #expect(try bench.checkpoints.map { $0.heads.map(\.entries) } == [[3]])
    }

    /// For `Scripts/check-checkpoints`, which has them verified by others' tools.
    @Test func itsCheckpointsCanBeHandedToOthers() throws {
        var bench = Bench()
        for entry in try Self.chain("事件-1", 5, closedAt: 3) {
            try bench.read(entry)
            try bench.driver.tick(at: bench.driver.now + 1000)
        }
        for entry in try Self.chain("incident-2", 2) { try bench.read(entry) }
        try bench.driver.tick(at: bench.driver.now + Self.hour)
        let checkpoints = try bench.checkpoints
        #expect(checkpoints.count == 2)
        guard let folder = ProcessInfo.processInfo.environment["FENGHUO_CHECKPOINTS"] else { return }
        let base = URL(filePath: folder, directoryHint: .isDirectory)
        let lines = try checkpoints.map {
            String(decoding: try EventCodec.encode($0, as: .json) as [UInt8], as: UTF8.self)
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: base.appending(path: "checkpoints.jsonl"))
        try Data(bench.key.publicKey.pem.utf8).write(to: base.appending(path: "checkpoint.pub"))
        let last = try #require(checkpoints.last)
        try Data(try #require(last.text).utf8).write(to: base.appending(path: "text"))
        try #require(Data(base64Encoded: last.signature)).write(to: base.appending(path: "signature"))
    }
}
