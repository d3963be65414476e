import EventLog
import Foundation
import GRDB
import Synchronization
import Testing

@testable import EmbeddedLog

/// A clock moved by hand: milliseconds since 1970.
final class HandClock: Sendable {
    private let time = Mutex<Int64>(1_000_000)
    var now: Int64 { time.withLock { $0 } }
    func advance(by milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// A file of its own for one test, removed when the last log on it is gone.
final class Scratch: Sendable {
    let folder: URL
    let clock = HandClock()
    var path: String { folder.appending(path: "log.sqlite").path }

    init() {
        folder = FileManager.default.temporaryDirectory.appending(path: "eventlog-\(UUID().uuidString)")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func open(_ change: (inout EmbeddedLogOptions) -> Void = { _ in }) async throws -> EmbeddedLog {
        var options = EmbeddedLogOptions(durability: .processCrash, maintenanceInterval: nil) { [self] in clock.now }
        change(&options)
        return try await EmbeddedLog(path: path, options: options)
    }

    func logUnderTest() async throws -> LogUnderTest {
        let (log, other) = (try await open(), try await open())
        return LogUnderTest(
            log: log, other: other,
            silence: { [clock] member, living in
                try #require(member as? EmbeddedGroupMember).stopHeartbeat()
                // Twice 6 of the session's 10 seconds: those who beat in between live on.
                for _ in 0..<2 {
                    clock.advance(by: 6000)
                    for other in living { try await #require(other as? EmbeddedGroupMember).beat() }
                }
            },
            wake: { member in try await #require(member as? EmbeddedGroupMember).beat() },
            close: {
                log.close()
                other.close()
            })
    }
}

@Suite struct EmbeddedLogTests {
    @Test(arguments: Promise.all) func keepsThePromise(_ promise: Promise) async throws {
        let under = try await Scratch().logUnderTest()
        try await promise.check(under)
        await under.close()
    }

    @Test func recordsTooLargeAreRefused() async throws {
        let scratch = Scratch()
        let log = try await scratch.open { $0.maximumRecordBytes = 10 }
        try await log.createTopics([Sample.kept])
        let producer = try await log.makeProducer()
        try await producer.append([Sample.record("123456789")])
        await expectFailure(\.isRefused, naming: ["11 bytes", "kept[0]", "at most 10"]) {
            try await producer.append([Sample.record("1234567890")])
        }
        log.close()
    }

    @Test func aFetchEndsEarlyPastItsBytes() async throws {
        let scratch = Scratch()
        let log = try await scratch.open { $0.fetchBytes = 1500 }
        try await log.createTopics([Sample.kept])
        let value = String(repeating: "x", count: 1000)
        try await log.makeProducer().append((0..<5).map { _ in Sample.record(value) })
        let reader = try await log.makeReader()
        let (records, next) = try await reader.read(Sample.place, from: 0, to: nil, limit: 10, wait: .zero)
        #expect(records.count == 2 && next == 2)
        log.close()
    }

    @Test(arguments: ["", "a b", "a/b", "..", "空", String(repeating: "x", count: 250)])
    func topicNamesKafkaWouldRefuseAreRefused(_ name: String) async throws {
        let log = try await Scratch().open()
        await expectFailure(\.isRefused, naming: ["\"\(name)\""]) {
            try await log.createTopics([TopicSpecification(name: name, partitions: 1, cleanup: .compact)])
        }
        log.close()
    }

    @Test func aLiveGroupKeepsItsNumberOfPartitionsAnEmptyOneMayChange() async throws {
        let scratch = Scratch()
        let log = try await scratch.open()
        let wide = TopicSpecification(name: "wide", partitions: 5, cleanup: .compact)
        try await log.createTopics([Sample.kept, wide])
        let member = try await Sample.join(log, expecting: [0, 1, 2])
        await expectFailure(\.isRefused, naming: ["group g", "5 partitions", "3"]) {
            _ = try await log.joinGroup(GroupSubscription(group: "g", topics: ["wide"]))
        }
        await member.leave()
        let later = try await log.joinGroup(GroupSubscription(group: "g", topics: ["wide"]))
        #expect(try await later.nextChange() == .assigned([0, 1, 2, 3, 4]))
        log.close()
    }

    @Test func aCrashedProcessLosesItsPartitions() async throws {
        let scratch = Scratch()
        let (crashing, log) = (try await scratch.open(), try await scratch.open())
        try await log.createTopics([Sample.kept])
        _ = try await Sample.join(crashing, expecting: [0, 1, 2])
        crashing.close()
        let member = try await log.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
        #expect(try await log.describeGroups().first?.members.map(\.partitions) == [[0, 1, 2], []])
        let embedded = try #require(member as? EmbeddedGroupMember)
        for _ in 0..<2 {
            scratch.clock.advance(by: 6000)
            try await embedded.beat()
        }
        #expect(try await member.nextChange() == .assigned([0, 1, 2]))
        log.close()
    }

    @Test func aHeartbeatKeepsASessionAlive() async throws {
        let scratch = Scratch()
        let log = try await scratch.open()
        try await log.createTopics([Sample.kept])
        let member = try await log.joinGroup(
            GroupSubscription(group: "g", topics: ["kept"], sessionTimeout: .milliseconds(30)))
        #expect(try await member.nextChange() == .assigned([0, 1, 2]))
        // The clock stands 20 ms later: one beat (each 10 ms of real time) moves the deadline on by them.
        scratch.clock.advance(by: 20)
        let queue = try DatabaseQueue(path: scratch.path)
        var deadline: Int64 = 0
        while deadline < 1_000_050 {
            await Task.yield()
            deadline = try await queue.read { try Int64.fetchOne($0, sql: "SELECT deadline FROM members") } ?? 0
        }
        #expect(deadline == 1_000_050)
        log.close()
    }

    @Test func closingLetsEveryoneGo() async throws {
        let log = try await Scratch().open()
        try await log.createTopics([Sample.kept])
        let member = try await Sample.join(log, expecting: [0, 1, 2])
        let fetched = Task {
            _ = try await member.fetch(partition: 0, from: ["kept": 0], limit: 1, wait: .seconds(3600))
        }
        let change = Task { _ = try await member.nextChange() }
        log.close()
        await #expect(throws: EventLogError.self) { try await fetched.value }
        await #expect(throws: EventLogError.self) { try await change.value }
        await expectFailure({ if case .fatal = $0 { true } else { false } }, naming: ["closed"]) {
            _ = try await log.describeTopics()
        }
    }

    @Test func manyWritersOnOneFileLoseNothing() async throws {
        let scratch = Scratch()
        let logs = [try await scratch.open(), try await scratch.open(), try await scratch.open()]
        try await logs[0].createTopics([Sample.kept])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, log) in logs.enumerated() {
                group.addTask {
                    let producer = try await log.makeTransactionalProducer(id: "t\(index)")
                    for number in 0..<40 {
                        try await producer.commit([Sample.record("\(index)-\(number)")], offsets: nil)
                    }
                }
            }
            try await group.waitForAll()
        }
        let values = try await Sample.values(of: logs[0])
        #expect(values.count == 120 && Set(values).count == 120)
        for log in logs { log.close() }
    }
}
