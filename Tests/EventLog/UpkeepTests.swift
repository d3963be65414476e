import EventLog
import Testing

@testable import EmbeddedLog

@Suite struct UpkeepTests {
    private let scratch = Scratch()
    private let table = TopicPartition("table", 0)
    private let aged = TopicSpecification(name: "aged", partitions: 1, cleanup: .delete(retentionMilliseconds: 1000))
    private let place = TopicPartition("aged", 0)

    @Test func oldRecordsGoFromTheFrontAndTheLowWatermarkAdvances() async throws {
        let log = try await scratch.open { $0.maintenanceStep = 3 }
        try await log.createTopics([aged])
        let now = scratch.clock.now
        // The 8th is young: what stands behind it stays, however old, so that offsets stay contiguous.
        let ages: [Int64] = [5000, 4000, 3000, 2000, 1500, 1400, 1300, 0, 9000]
        try await log.makeProducer().append(ages.map { Sample.record("\($0)", to: place, at: now - $0) })
        let reader = try await log.makeReader()
        try await log.maintain()
        #expect(try await reader.range(of: place) == OffsetRange(low: 7, high: 9))
        #expect(try await Sample.values(in: place, of: log) == ["0", "9000"])
        // A position below the low watermark starts there.
        let (records, next) = try await reader.read(place, from: 2, to: nil, limit: 1, wait: .zero)
        #expect(records.map(\.offset) == [7] && next == 8)
        #expect(try await reader.read(place, from: 0, to: 5, limit: 1, wait: .zero).next == 5)
        let member = try await Sample.join(log, topics: ["aged"], expecting: [0])
        let fetched = try await member.fetch(partition: 0, from: ["aged": 0], limit: 9, wait: .zero)
        #expect(fetched.records.map(\.offset) == [7, 8])
        #expect(try await reader.offset(of: place, atOrAfter: 0) == 7)

        scratch.clock.advance(by: 1001)
        try await log.maintain()
        #expect(try await reader.range(of: place) == OffsetRange(low: 9, high: 9))
        #expect(try await reader.offset(of: place, atOrAfter: 0) == nil)
        try await log.makeProducer().append([Sample.record("new", to: place, at: scratch.clock.now)])
        #expect(try await reader.read(place, from: 0, to: nil, limit: 9, wait: .zero).records.map(\.offset) == [9])
        log.close()
    }

    @Test func topicsKeptForEverKeepAll() async throws {
        let log = try await scratch.open()
        try await log.createTopics([Sample.kept])
        try await log.makeProducer().append([Sample.record("a", at: 0), Sample.record("b", at: 0)])
        try await log.maintain()
        #expect(try await Sample.values(of: log) == ["a", "b"])
        log.close()
    }

    @Test func compactionKeepsTheNewestRecordOfEachKey() async throws {
        let log = try await scratch.open { $0.maintenanceStep = 4 }
        try await log.createTopics([Sample.table])
        let producer = try await log.makeTransactionalProducer(id: "t")
        for round in 0..<5 {
            try await producer.commit(
                (0..<3).map { Sample.record("\(round)-\($0)", to: table, key: "k\($0)") }
                    + [Sample.record("other", to: TopicPartition("table", 1), key: "k0")], offsets: nil)
        }
        let reader = try await log.makeReader()
        let before = try await reader.range(of: table)
        try await log.maintain()
        let (records, next) = try await reader.read(table, from: 0, to: nil, limit: 100, wait: .zero)
        #expect(Sample.values(records) == ["4-0", "4-1", "4-2"])
        #expect(records.map(\.offset) == [16, 17, 18] && next == 20)
        #expect(try await reader.range(of: table) == before)
        #expect(try await Sample.values(in: TopicPartition("table", 1), of: log) == ["other"])
        log.close()
    }

    @Test func compactionWaitsItsLag() async throws {
        let log = try await scratch.open { $0.compactionLag = .seconds(60) }
        try await log.createTopics([Sample.table])
        let producer = try await log.makeProducer()
        try await producer.append([Sample.record("old", to: table), Sample.record("new", to: table)])
        scratch.clock.advance(by: 59_999)
        try await log.maintain()
        #expect(try await Sample.values(in: table, of: log) == ["old", "new"])
        scratch.clock.advance(by: 1)
        try await log.maintain()
        #expect(try await Sample.values(in: table, of: log) == ["new"])
        log.close()
    }

    @Test func aTombstoneStaysItsTimeThenTheKeyIsGone() async throws {
        let log = try await scratch.open { $0.tombstoneRetention = .seconds(100) }
        try await log.createTopics([Sample.table])
        let producer = try await log.makeProducer()
        try await producer.append([
            Sample.record("value", to: table, key: "gone"), Sample.record(nil, to: table, key: "gone"),
            Sample.record(nil, to: table, key: "back"), Sample.record("value", to: table, key: "back"),
        ])
        try await log.maintain()
        #expect(try await Sample.values(in: table, of: log) == [nil, "value"])
        scratch.clock.advance(by: 100_000)
        try await log.maintain()
        #expect(try await Sample.values(in: table, of: log) == ["value"])
        // A key that was gone may come again.
        try await producer.append([Sample.record("again", to: table, key: "gone")])
        try await log.maintain()
        #expect(try await Sample.values(in: table, of: log) == ["value", "again"])
        log.close()
    }

    @Test func upkeepRunsByItselfAndOneOfSeveralDoesIt() async throws {
        let (log, other) = (
            try await scratch.open { $0.maintenanceInterval = .milliseconds(5) },
            try await scratch.open { $0.maintenanceInterval = .milliseconds(5) }
        )
        try await log.createTopics([Sample.table])
        try await log.makeProducer().append([Sample.record("old", to: table), Sample.record("new", to: table)])
        while try await Sample.values(in: table, of: other) != ["new"] {
            scratch.clock.advance(by: 10)
            await Task.yield()
        }
        log.close()
        other.close()
    }
}
