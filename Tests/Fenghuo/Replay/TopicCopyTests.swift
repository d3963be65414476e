import EmbeddedLog
import EventLog
import Foundation
import Testing

@testable import Fenghuo

/// Records copied into another namespace of the same log.
@Suite(.timeLimit(.minutes(2))) struct TopicCopyTests {
    private static let topic = "fenghuo.mentions.v1"
    private static let copied = "sandbox.mentions.v1"
    private static var sandbox: Namespace { get throws { try Namespace(prefix: "sandbox.") } }

    private static func copy(_ run: String, _ rig: ReplayRig) throws -> CopyIntoLog {
        let targets = [
            topic: TopicSpecification(name: copied, partitions: 2, cleanup: .delete(retentionMilliseconds: nil))
        ]
        return CopyIntoLog(
            run: run, log: rig.log, namespace: try sandbox, targets: targets,
            shape: Replay.shape(run: run, targets: targets))
    }

    private static func run(
        _ id: String, _ rig: ReplayRig, _ window: ReplayWindow = ReplayWindow(), pace: Pace? = nil
    ) async throws -> (run: ReplayRun, isResumed: Bool) {
        let found = try await rig.log.describeTopics().filter { $0.specification.name == topic }
        let wanted = ReplayRun(
            id: id, kind: .replay, source: "fenghuo.", selection: window.selection,
            lanes: try await window.lanes(of: found, in: rig.log), begun: 1)
        let copy = try copy(id, rig)
        try await copy.prepare()
        return try await copy.run(wanted, pace: pace, title: "test") { try await rig.log.makeReader() }
    }

    private static func filled(_ count: Int) async throws -> ReplayRig {
        let rig = try await ReplayRig()
        try await rig.create(topic)
        try await rig.append((0..<count).map { ReplayRig.record($0) })
        return rig
    }

    @Test func `A copy is its record, and says where it comes from`() async throws {
        let rig = try await Self.filled(500)
        let (run, isResumed) = try await Self.run("one", rig)
        #expect(run.written == 500 && run.read == 500 && !isResumed)
        let (records, copies) = (try await rig.records(Self.topic), try await rig.records(Self.copied))
        #expect(copies.map(Kept.init) == records.map(Kept.init), "in order, within each partition")
        for (record, copy) in zip(records, copies) {
            #expect(copy.header(ReplayMark.run) == "one" && copy.header(ReplayMark.topic) == Self.topic)
            #expect(copy.header(ReplayMark.partition) == "\(record.topicPartition.partition)")
            #expect(copy.header(ReplayMark.offset) == "\(record.offset)")
        }
    }

    @Test func `A run that has ended writes nothing again, and its ledger keeps only that it was`() async throws {
        let rig = try await Self.filled(50)
        _ = try await Self.run("one", rig)
        try await rig.append((50..<60).map { ReplayRig.record($0) })
        let (run, isResumed) = try await Self.run("one", rig)
        #expect(isResumed && run.written == 50)
        #expect(try await rig.records(Self.copied).count == 50)
        try await rig.log.maintain()
        let ledger = try await rig.records("sandbox.replays.v1").filter { $0.value != nil }
        #expect(ledger.map { String(decoding: $0.key ?? [], as: UTF8.self) } == ["one/run"])
        _ = try await Self.run("two", rig)
        #expect(try await rig.records(Self.copied).count == 110)
    }

    @Test func `A replayed record that is replayed again says where it stood last`() async throws {
        let rig = try await Self.filled(10)
        _ = try await Self.run("one", rig)
        let copies = try await rig.records(Self.copied)
        let record = try #require(copies.last)
        let shape = Replay.shape(
            run: "two", targets: [Self.copied: TopicSpecification(name: "b.x.v1", partitions: 2, cleanup: .compact)])
        let lane = Lane(topic: Self.copied, partition: 0, from: 0, to: 1)
        let headers = try shape(lane)(record).headers
        let names = headers.map(\.name)
        #expect(names.count { $0 == ReplayMark.run } == 1 && names.count { $0 == ReplayMark.offset } == 1)
        #expect(headers.last { $0.name == ReplayMark.topic }?.value == Array(Self.copied.utf8))
    }

    @Test func `The window is that of each record's own time, whatever stands before or behind it`() async throws {
        let rig = try await ReplayRig()
        try await rig.create(Self.topic)
        let times: [Int64] = [5, 10, 3, 20, 12, 40, 9, 11, 30]
        try await rig.append(
            times.map { ProducerRecord(to: TopicPartition(Self.topic, 0), key: nil, value: [], timestamp: $0) })
        _ = try await Self.run("one", rig, ReplayWindow(selection: RecordSelection(since: 9, until: 20)))
        #expect(try await rig.records(Self.copied).map(\.timestamp) == [10, 12, 9, 11])
    }

    @Test func `Only what is asked for is copied`() async throws {
        let rig = try await Self.filled(70)
        let some = RecordSelection(subject: "subject-3", key: "key-24", type: "fenghuo.mention.published.v1")
        _ = try await Self.run("one", rig, ReplayWindow(selection: some))
        #expect(try await rig.records(Self.copied).map { $0.header(ReplayMark.run) } == ["one"])
        let (run, _) = try await Self.run("two", rig, ReplayWindow(selection: RecordSelection(type: "another")))
        #expect(run.written == 0 && run.read == 70)
        _ = try await Self.run("three", rig, ReplayWindow(from: .byPartition([0: 3]), to: .everywhere(5)))
        #expect(try await rig.records(Self.copied).count { $0.header(ReplayMark.run) == "three" } == 7)
    }

    @Test func `What cannot be replayed is refused before anything is written`() async throws {
        let rig = try await ReplayRig()
        try await rig.create(Self.topic, .delete(retentionMilliseconds: 1000))
        let found = try await rig.log.describeTopics()
        await #expect(throws: EventLogError.self, "nothing there") {
            try await ReplayWindow().lanes(of: found, in: rig.log)
        }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let place = TopicPartition(Self.topic, 0)
        try await rig.append(
            [now - 60_000, now].map { ProducerRecord(to: place, key: nil, value: [], timestamp: $0) })
        try await rig.log.maintain()
        let kept = try await rig.log.describeTopics()
        #expect(kept[0].ranges[0].low == 1)
        var window = ReplayWindow(selection: RecordSelection(since: now - 50_000))
        await #expect(throws: EventLogError.self, "past its retention") {
            try await window.lanes(of: kept, in: rig.log)
        }
        window.isPartial = true
        #expect(try await window.lanes(of: kept, in: rig.log).map(\.from) == [1])
        window = ReplayWindow(selection: RecordSelection(since: now + 50_000))
        await #expect(throws: EventLogError.self, "no record") { try await window.lanes(of: kept, in: rig.log) }
        window = ReplayWindow(selection: RecordSelection(until: now))
        window.isPartial = true
        await #expect(throws: EventLogError.self, "all of it is later") {
            try await window.lanes(of: kept, in: rig.log)
        }
        window = ReplayWindow(from: .byPartition([7: 0]))
        await #expect(throws: EventLogError.self, "no partition") { try await window.lanes(of: kept, in: rig.log) }
        window = ReplayWindow(to: .byPartition([0: 99]))
        await #expect(throws: EventLogError.self, "beyond the end") { try await window.lanes(of: kept, in: rig.log) }
        let targets = [Self.topic: TopicSpecification(name: Self.topic, partitions: 3, cleanup: .compact)]
        #expect(throws: EventLogError.self, "other partitions") { try CopyIntoLog.missing(targets, in: kept) }
        #expect(try await rig.log.describeTopics().count == 1)
    }

    @Test func `A run cannot be gone on with as another`() async throws {
        let rig = try await Self.filled(10)
        _ = try await Self.run("one", rig)
        let copy = try Self.copy("one", rig)
        let other = ReplayRun(id: "one", kind: .imported, source: "export", lanes: [], begun: 1)
        await #expect(throws: EventLogError.self) {
            try await copy.run(other, title: "test") { try await rig.log.makeReader() }
        }
    }

    @Test func `While a newer process has the run, the older writes nothing more`() async throws {
        let rig = try await Self.filled(10)
        let (older, newer) = (try Self.copy("one", rig), try Self.copy("one", rig))
        try await older.prepare()
        let lane = Lane(topic: Self.topic, partition: 0, from: 0, to: 10)
        let run = ReplayRun(id: "one", kind: .replay, source: "fenghuo.", lanes: [lane], begun: 1)
        _ = try await older.target.begin(run)
        #expect(try await newer.target.begin(run).run == run)
        let record = try #require(try await rig.records(Self.topic).first)
        await #expect(throws: EventLogError.self) {
            try await older.target.take([record], of: lane, position: LanePosition(next: 1))
        }
        #expect(try await rig.records(Self.copied).isEmpty)
    }

    @Test func `A paced replay writes each record when it is due`() async throws {
        let rig = try await Self.filled(6)
        let clock = HandClock(0)
        let running = Task { try await Self.run("one", rig, pace: Pace(.factor(2), clock: clock.clock)) }
        for count in 1...6 {
            while try await rig.records(Self.copied).count < count { await Task.yield() }
            #expect(try await rig.records(Self.copied).count == count, "the rest is not due")
            // The two partitions wait for their own next ones.
            if count < 6 { clock.move(to: Int64(count) * 500) }
        }
        #expect(try await running.value.run.written == 6)
    }
}
