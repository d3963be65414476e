import EmbeddedLog
import EventLog
import Logging
import Processing
import Schemas
import SwiftProtobuf
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StreamApplicationTests {
    private let lost = EventLogError.abortable(doing: "committing", found: "the test")

    @Test("Outputs, table and offsets are committed, and an edge learns of it")
    func commits() async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<5))
        let application = rig.application()
        try await rig.run(application) { try await rig.committed() == 5 && application.status.isReady }
        #expect(try await rig.counts() == ["lanjiang-bank": 5])
        #expect(try await rig.entries() == (0..<5).map { "m\($0): \($0 + 1) of \($0 + 1)" })
        #expect(rig.observer.all.first == .restored([]))
        #expect(rig.observer.all.last == .revoked)
        #expect(rig.observer.all.contains(.committed(["lanjiang-bank"])))
        #expect(try await rig.log.describeGroups().allSatisfy { $0.members.isEmpty })
    }

    @Test(
        "A commit that fails leaves nothing behind, one that succeeded is not done again",
        arguments: [
            FaultyLog.Fault.before(.abortable(doing: "committing", found: "the test")),
            .before(.retriable(doing: "committing", found: "the test")),
            .after(.abortable(doing: "committing", found: "a crash after the commit")),
        ])
    func survives(_ fault: FaultyLog.Fault) async throws {
        let rig = try await Rig()
        rig.faults.fail(fault, fault)
        try await rig.append(try Sample.mentions(0..<20))
        try await rig.run(rig.application(batch: 7)) { try await rig.counts() == ["lanjiang-bank": 20] }
        #expect(try await rig.entries() == (0..<20).map { "m\($0): \($0 + 1) of \($0 + 1)" })
        #expect(rig.faults.commitsTried >= 3)
    }

    @Test("What a crash interrupted is processed by the next process, once")
    func crash() async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<10))
        rig.faults.fail(.before(.fatal(doing: "committing", found: "the power went")))
        await #expect(throws: EventLogError.self) {
            try await rig.run { false }
        }
        #expect(try await rig.entries().isEmpty)
        try await rig.run { try await rig.committed() == 10 }
        #expect(try await rig.entries().count == 10)
        #expect(try await rig.counts() == ["lanjiang-bank": 10])
    }

    @Test("A changelog with gaps is restored to its end")
    func compactedChangelog() async throws {
        let rig = try await Rig()
        for start in stride(from: 0, to: 12, by: 3) {
            try await rig.append(try Sample.mentions(start..<start + 3))
            try await rig.run(rig.application(batch: 1)) { try await rig.committed() ?? 0 >= Int64(start + 3) }
        }
        try await rig.log.maintain()
        let kept = try await rig.records(EventKind.mentionSeen.topic)
        #expect(kept.count == 1)
        #expect((kept.first?.offset ?? 0) > 10, "compaction left gaps before and the marker one behind")
        try await rig.append(try Sample.mentions(12..<13))
        try await rig.run { try await rig.entries().count == 13 }
        #expect(try await rig.entries().last == "m12: 13 of 13")
    }

    @Test("A restore ends at the position of the end, not at a read that brings nothing or at a last record")
    func stutteringRestore() async throws {
        let rig = try await Rig()
        for (start, subject) in ["a", "b", "c"].enumerated() {
            try await rig.append([try Sample.record(.mentionSeen, Seen.with { $0.at = Int64(start + 1) }, key: subject)]
            )
        }
        try await rig.append(try Sample.mentions(0..<1))
        rig.faults.stutter()
        try await rig.run { try await rig.committed() == 1 }
        #expect(rig.observer.all.first == .restored(["a", "b", "c"]))
    }

    @Test("Every owner of a partition is the same transactional producer, so that a newer one fences an older")
    func sameTransactionalID() async throws {
        let rig = try await Rig(partitions: 2)
        for run in 1...2 {
            let application = rig.application()
            try await rig.run(application) {
                application.status.isReady && rig.faults.transactionalIDs.count == 2 * run
            }
        }
        #expect(rig.faults.transactionalIDs.sorted() == ["tally-0", "tally-0", "tally-1", "tally-1"])
    }

    @Test("A tombstone is restored as a row removed")
    func tombstones() async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<3))
        try await rig.run { try await rig.committed() == 3 }
        let decision = Decision.with { $0.subject = "lanjiang-bank" }
        try await rig.append([try Sample.record(.decisionTaken, decision, key: "d")])
        try await rig.run { try await rig.counts().isEmpty }
        #expect(
            try await rig.records(EventKind.mentionSeen.topic).last?.header("ce_type") == EventKind.mentionSeen.type)
        try await rig.append(try Sample.mentions(3..<4))
        try await rig.run { try await rig.entries().count == 5 }
        #expect(try await rig.entries().last == "m3: 1 of 1")
    }

    @Test("A changelog's row that cannot be read is left out, and the log says where")
    func unreadableRow() async throws {
        let rig = try await Rig()
        let place = TopicPartition(EventKind.mentionSeen.topic, 0)
        let bad = ProducerRecord(to: place, key: Array("k".utf8), value: [0xff], timestamp: 0)
        try await rig.append([bad, try Sample.record(.mentionSeen, Seen.with { $0.at = 4 }, key: "lanjiang-bank")])
        try await rig.append(try Sample.mentions(0..<1))
        let lines = LinesKept.Lines()
        try await rig.run(rig.application(logger: Logger(label: "test") { _ in LinesKept(lines) })) {
            try await rig.committed() == 1
        }
        #expect(rig.observer.all.first == .restored(["lanjiang-bank"]))
        #expect(try await rig.entries() == ["m0: 5 of 5"])
        let said = lines.all.filter { $0.contains("a row that cannot be read was left out") }
        #expect(said.count == 1)
        #expect(said.first?.hasPrefix("error: ") == true)
        #expect(said.first?.contains("fenghuo.monitoring-seen.v1[0] at 0, key k: ") == true)
    }

    @Test("A changelog in a content type that Fenghuo does not write stops the application, saying where")
    func alienChangelog() async throws {
        let rig = try await Rig()
        let place = TopicPartition(EventKind.mentionSeen.topic, 0)
        let alien = ProducerRecord(
            to: place, key: Array("k".utf8), value: [1], headers: [RecordHeader("content-type", "text/plain")],
            timestamp: 0)
        try await rig.append([alien])
        let error = await #expect(throws: EventLogError.self) { try await rig.run { false } }
        #expect("\(error as Any)".contains("fenghuo.monitoring-seen.v1[0] at 0"))
    }

    @Test("A partition can be given up in the middle of restoring")
    func revokedWhileRestoring() async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<3))
        try await rig.run { try await rig.committed() == 3 }
        rig.faults.holdRestoring()
        let began = rig.faults.readsBegun
        let application = rig.application()
        try await rig.run(application) { rig.faults.readsBegun > began }
        #expect(rig.observer.all.last == .revoked)
        #expect(!application.status.isReady)
    }

    @Test("A newcomer gets its share though the others are still restoring")
    func rebalanceWhileRestoring() async throws {
        let rig = try await Rig(partitions: 2)
        let row = try Sample.record(.mentionSeen, Seen.with { $0.at = 7 }, key: "lanjiang-bank")
        try await rig.append(
            [Int32(0), 1].map { partition in
                var row = row
                row.topicPartition.partition = partition
                return row
            })
        rig.faults.holdRestoring()
        let (stuck, newcomer) = (rig.application(), rig.application(on: rig.log))
        try await rig.run(stuck) {
            guard rig.faults.readsBegun >= 2 else { return false }
            try await rig.run(newcomer) {
                newcomer.status.isReady && rig.observer.all.contains(.restored(["lanjiang-bank"]))
            }
            return true
        }
    }

    @Test("A zombie is fenced, and writes nothing")
    func zombie() async throws {
        let rig = try await Rig()
        rig.faults.fail(.overtaken)
        try await rig.append(try Sample.mentions(0..<3))
        try await rig.run { rig.faults.commitsTried == 1 }
        #expect(try await rig.entries().isEmpty)
        #expect(try await rig.committed() == nil)
        try await rig.run { try await rig.committed() == 3 }
        #expect(try await rig.entries().count == 3)
    }

    @Test("Poison goes to dead letters as it was, and processing goes on unharmed")
    func poison() async throws {
        let rig = try await Rig()
        // A letter is never later than the clock.
        rig.time.withLock { $0 = 100 }
        var alien = try Sample.record(.mentionPublished, Sample.mention("alien"), key: "alien", at: 77)
        alien.headers.removeAll { $0.name == "ce_id" }
        alien.headers.append(RecordHeader("x-own", "kept"))
        let records =
            try Sample.mentions(0..<1) + [alien] + Sample.mentions(1..<2, title: "refused") + Sample.mentions(2..<3)
        try await rig.append(records)
        try await rig.run { try await rig.committed() == 4 }
        #expect(try await rig.entries() == ["m0: 1 of 1", "m2: 2 of 2"])
        let letters = try await rig.records(EventKind.deadLetters)
        try #require(letters.count == 2)
        #expect(letters[0].key == alien.key && letters[0].value == alien.value && letters[0].timestamp == 77)
        #expect(letters[0].header("x-own") == "kept")
        #expect(letters[0].header("__fenghuo.errors.reason") == "undecodable")
        let expected = [
            "topic": "fenghuo.mentions.v1", "partition": "0", "offset": "2", "processor": "tally",
            "reason": "rejected", "message": "no such mentions", "attempts": "1",
        ]
        for (name, value) in expected { #expect(letters[1].header("__fenghuo.errors.\(name)") == value) }
    }

    @Test("A tick is at a grid point, once, and its outputs come with its changes")
    func ticks() async throws {
        let rig = try await Rig()
        rig.time.withLock { $0 = 10_500 }
        try await rig.append(try Sample.mentions(0..<2))
        try await rig.run {
            if try await rig.committed() == 2 { rig.time.withLock { $0 = 15_700 } }
            return try await rig.entries().count >= 3
        }
        #expect(try await rig.entries().last == "tick 2")
        #expect(try await rig.records(EventKind.journalEntered.topic).last?.timestamp == 15_000)
        let row = try #require(try await rig.records(EventKind.mentionSeen.topic).last)
        #expect(try InputEvent(row, kind: .mentionSeen).decode(Seen.self).mentionID == "ticked at 15000")
        #expect(try await rig.entries().count == 3)
    }

    @Test("Partitions move to a newcomer, and back when it leaves")
    func rebalance() async throws {
        let rig = try await Rig(partitions: 4)
        let (first, second) = (rig.application(), rig.application())
        try await rig.run(first) {
            guard first.status.isReady else { return false }
            try await rig.run(second) {
                let members = try await rig.log.describeGroups().flatMap(\.members)
                return members.map(\.partitions.count) == [2, 2] && second.status.isReady
            }
            let members = try await rig.log.describeGroups().flatMap(\.members)
            return members.count == 1
        }
        #expect(rig.observer.all.last == .revoked)
    }
}
