import EmbeddedLog
import EventLog
import Logging
import Plan
import Schemas
import Synchronization
import Testing

@testable import Monitoring

/// How the rows of pushed sources are written: one producer a partition, kept; two instances leave each other room.
@Suite struct PushedRowsTests {
    /// Counts the transactional producers that are made of each id.
    private final class CountingLog: EventLog {
        let log: EmbeddedLog
        let made = Mutex<[String: Int]>([:])

        init(_ log: EmbeddedLog) { self.log = log }

        func createTopics(_ topics: [TopicSpecification]) async throws { try await log.createTopics(topics) }
        func deleteTopics(_ names: [String]) async throws { try await log.deleteTopics(names) }
        func deleteGroups(_ names: [String]) async throws { try await log.deleteGroups(names) }
        func describeTopics() async throws -> [TopicDescription] { try await log.describeTopics() }
        func describeGroups() async throws -> [GroupDescription] { try await log.describeGroups() }
        func makeProducer() async throws -> any Producer { try await log.makeProducer() }
        func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
            made.withLock { $0[id, default: 0] += 1 }
            return try await log.makeTransactionalProducer(id: id)
        }
        func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
            try await log.joinGroup(subscription)
        }
        func makeReader() async throws -> any LogReader { try await log.makeReader() }
    }

    private static let records = IntakeRecords(partitions: Fixture.partitions, contentType: .protobuf)

    private func counts(_ received: Int64) -> IntakeCounts {
        var counts = IntakeCounts()
        counts.received = received
        return counts
    }

    private func rows(_ log: any EventLog) -> PushedRows {
        PushedRows(
            log: log, ledger: SourceLedger(log: log, partitions: Fixture.partitions), records: Self.records)
    }

    @Test func aHundredWritingsMakeOneProducer() async throws {
        let log = CountingLog(try await Fixture.log(in: try Fixture.folder()))
        let source = try Fixture.source("pushed", kind: .push, try Fixture.plan())
        let rows = rows(log)
        for index in 0..<100 { try await rows.add(counts(1), to: source, at: Fixture.start + Int64(index)) }
        await rows.close()
        #expect(log.made.withLock { $0 }.values.map { $0 } == [1])
        let row = try await SourceLedger(log: log, partitions: Fixture.partitions).row("pushed")
        #expect(row?.received == 100)
        log.log.close()
    }

    @Test func whoIsSupersededAddsNothingAndLeavesThePartitionForLongerEachTime() async throws {
        let log = try await Fixture.log(in: try Fixture.folder())
        let source = try Fixture.source("pushed", kind: .push, try Fixture.plan())
        let (one, other) = (rows(log), rows(log))
        var now = Fixture.start
        try await one.add(counts(1), to: source, at: now)
        for pause in [PushedRows.firstPause, PushedRows.firstPause * 2, PushedRows.firstPause * 4] {
            try await other.add(counts(10), to: source, at: now)
            await #expect(throws: EventLogError.self) { try await one.add(counts(1), to: source, at: now) }
            #expect(await one.isLeft(source, at: now + pause - 1))
            #expect(await !one.isLeft(source, at: now + pause))
            now += pause
            try await one.add(counts(1), to: source, at: now)
            await #expect(throws: EventLogError.self) { try await other.add(counts(1), to: source, at: now) }
        }
        let row = try await SourceLedger(log: log, partitions: Fixture.partitions).row("pushed")
        #expect(row?.received == 34)
        await one.close()
        await other.close()
        log.close()
    }
}
