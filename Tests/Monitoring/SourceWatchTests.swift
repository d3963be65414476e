import EmbeddedLog
import Foundation
import Logging
import Plan
import Schemas
import Synchronization
import Testing

@testable import Monitoring

/// Says what it is told to, one look after the other.
private final class Script: SourceCollector {
    private let looks: Mutex<[@Sendable (Source) throws -> Harvest]>

    init(_ looks: [@Sendable (Source) throws -> Harvest]) { self.looks = Mutex(looks) }

    func collect(from row: Source) async throws -> Harvest {
        try looks.withLock { $0.removeFirst() }(row)
    }
}

/// Calls under way, and when each began.
private final class Calls: Sendable {
    private let state = Mutex<(running: Int, most: Int, times: [Int64])>((0, 0, []))

    var most: Int { state.withLock { $0.most } }
    var times: [Int64] { state.withLock { $0.times } }

    func begin(at time: Int64) {
        state.withLock {
            $0.running += 1
            $0.most = max($0.most, $0.running)
            $0.times.append(time)
        }
    }

    func end() { state.withLock { $0.running -= 1 } }
}

@Suite("Watching a source") struct SourceWatchTests {
    @Test("a failure is written down with the time of the next try, a success clears it, counts add up")
    func coverage() async throws {
        let plan = try Fixture.plan()
        let log = try await Fixture.log(in: try Fixture.folder())
        let source = try Fixture.source("news", kind: .rss, plan)
        let clock = HandClock()
        let ledger = SourceLedger(log: log, partitions: Fixture.partitions)
        let script = Script([
            { _ in throw FetchFailure(description: "found 503", retryAfter: 7_200_000) },
            { row in
                var harvest = Harvest(row: row)
                harvest.drafts = [
                    ("entry 1", MentionDraft(text: "澜江银行", publishedAt: Fixture.start - 60_000)),
                    ("entry 2", MentionDraft(text: "天气")), ("entry 3", MentionDraft(text: " ")),
                ]
                return harvest
            },
        ])
        let watch = SourceWatch(
            source: source, collector: script, normaliser: Normaliser(plan: plan), pace: clock.pace,
            logger: Logger(label: "test"))
        let records = IntakeRecords(partitions: Fixture.partitions, contentType: .json)
        var commits = try await SourceCommits(source: source, log: log, ledger: ledger, records: records)
        _ = try await watch.look(&commits)
        let failed = try #require(try await ledger.row("news"))
        #expect(failed.consecutiveFailures == 1 && failed.lastError == "found 503" && failed.lastSuccessAt == 0)
        #expect(failed.nextAttemptAt == Fixture.start + 7_200_000)
        _ = try await watch.look(&commits)
        let row = try #require(try await ledger.row("news"))
        #expect(row.consecutiveFailures == 0 && row.lastSuccessAt == Fixture.start && row.kind == "rss")
        #expect(row.received == 2 && row.matched == 1 && row.dropped == 1 && row.refused == 1)
        #expect(row.lastError.contains("entry 3: field text"))
        #expect(row.cadenceSeconds == Int64(source.cadence?.seconds ?? 0))
        log.close()
    }

    @Test("a watch that is not heard of by the time it said is told by name, one that ended is not")
    func pulses() {
        let start = ContinuousClock.now
        let time = Mutex(start)
        let pulses = WatchPulses { time.withLock { $0 } }
        pulses.beat("news", wait: 60_000)
        pulses.beat("forum", wait: 3_600_000)
        pulses.beat("gone", wait: 0)
        pulses.end("gone")
        #expect(pulses.silent.isEmpty)
        time.withLock { $0 = start + .seconds(60) + WatchPulses.grace + .seconds(1) }
        #expect(pulses.silent == ["news"])
        pulses.beat("news", wait: 0)
        #expect(pulses.silent.isEmpty)
    }

    @Test("before each wait a watch says how long it is")
    func beats() async throws {
        let plan = try Fixture.plan()
        let log = try await Fixture.log(in: try Fixture.folder())
        let source = try Fixture.source("news", kind: .rss, plan)
        let clock = HandClock()
        let waits = Mutex<[Int64]>([])
        let watch = SourceWatch(
            source: source, collector: Script([{ Harvest(row: $0) }]), normaliser: Normaliser(plan: plan),
            pace: clock.pace, logger: Logger(label: "test"), beat: { wait in waits.withLock { $0.append(wait) } })
        let records = IntakeRecords(partitions: Fixture.partitions, contentType: .json)
        var commits = try await SourceCommits(
            source: source, log: log, ledger: SourceLedger(log: log, partitions: Fixture.partitions), records: records)
        _ = try await watch.look(&commits)
        #expect(waits.withLock { $0 } == [Int64(source.schedule?.seconds ?? 0) * 1000])
        log.close()
    }

    @Test("a newer instance fences the older: the older one's items are never seen")
    func fenced() async throws {
        let plan = try Fixture.plan()
        let log = try await Fixture.log(in: try Fixture.folder())
        let source = try Fixture.source("news", kind: .rss, plan)
        let records = IntakeRecords(partitions: Fixture.partitions, contentType: .protobuf)
        let ledger = SourceLedger(log: log, partitions: Fixture.partitions)
        var older = try await SourceCommits(source: source, log: log, ledger: ledger, records: records)
        var newer = try await SourceCommits(source: source, log: log, ledger: ledger, records: records)
        let intakes = try Normaliser(plan: plan).intakes(
            of: MentionDraft(text: "澜江银行"), from: source, receivedAt: Fixture.start)
        await #expect(throws: (any Error).self) { try await older.commit(intakes, row: older.row, now: 1) }
        try await newer.commit(intakes, row: newer.row, now: 1)
        let all = try await Fixture.all(.mentionTakenIn, Intake.self, in: log)
        #expect(all.count == 1)
        log.close()
    }

    @Test("a host is called once at a time, with a gap between two calls")
    func politeness() async throws {
        let clock = HandClock()
        let turns = HostTurns(gap: 1_000, pace: clock.pace)
        let calls = Calls()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try await turns.turn(at: "a.example") {
                        calls.begin(at: clock.now)
                        await Task.yield()
                        calls.end()
                    }
                }
            }
            try await group.waitForAll()
        }
        let times = calls.times
        #expect(calls.most == 1 && times.count == 5)
        #expect(zip(times.dropFirst(), times).allSatisfy { $0 - $1 >= 1_000 })
    }
}
