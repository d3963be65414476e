import EmbeddedLog
import EventLog
import Logging
import Plan
import Schemas
import Synchronization
import Testing

@testable import Monitoring

/// The rows that pushed sources have before anybody has pushed.
@Suite struct FirstRowsTests {
    /// Counts how many transactional producers of one id are open at once: the older is superseded by the newer.
    private final class WatchedLog: EventLog {
        let log: EmbeddedLog
        let open = Mutex<(now: [String: Int], most: [String: Int])>(([:], [:]))

        init(_ log: EmbeddedLog) { self.log = log }

        func createTopics(_ topics: [TopicSpecification]) async throws { try await log.createTopics(topics) }
        func deleteTopics(_ names: [String]) async throws { try await log.deleteTopics(names) }
        func deleteGroups(_ names: [String]) async throws { try await log.deleteGroups(names) }
        func describeTopics() async throws -> [TopicDescription] { try await log.describeTopics() }
        func describeGroups() async throws -> [GroupDescription] { try await log.describeGroups() }
        func makeProducer() async throws -> any Producer { try await log.makeProducer() }
        func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
            open.withLock { open in
                open.now[id, default: 0] += 1
                open.most[id] = max(open.most[id] ?? 0, open.now[id] ?? 0)
            }
            // Whoever else is about to make one does it now.
            for _ in 0..<20 { await Task.yield() }
            return WatchedProducer(producer: try await log.makeTransactionalProducer(id: id)) {
                self.open.withLock { $0.now[id, default: 0] -= 1 }
            }
        }
        func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
            try await log.joinGroup(subscription)
        }
        func makeReader() async throws -> any LogReader { try await log.makeReader() }
    }

    private struct WatchedProducer: TransactionalProducer {
        let producer: any TransactionalProducer
        let closed: @Sendable () -> Void

        func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
            try await producer.commit(records, offsets: offsets)
        }
        func close() async {
            await producer.close()
            closed()
        }
    }

    @Test(.timeLimit(.minutes(1))) func `An instance does not supersede itself where pushed sources share a partition`()
        async throws
    {
        let log = WatchedLog(try await Fixture.log(in: try Fixture.folder()))
        let plan = try Fixture.plan()
        let ledger = SourceLedger(log: log, partitions: Fixture.partitions)
        let watches = SourceWatches(
            log: log, ledger: ledger, records: IntakeRecords(partitions: Fixture.partitions, contentType: .protobuf),
            plan: plan, collector: { _ in nil }, pace: HandClock().pace, logger: Logger(label: "test"))
        let run = Task { try await watches.run() }
        for source in plan.sources where source.kind == .push {
            while try await ledger.row(source.id) == nil { await Task.yield() }
        }
        run.cancel()
        try await run.value
        let pushed = log.open.withLock { $0.most }.filter { $0.key.hasPrefix("monitoring-push-") }
        #expect(!pushed.isEmpty && pushed.count < plan.sources.count { $0.kind == .push }, "two share a partition")
        #expect(Set(pushed.values) == [1], "\(pushed)")
        log.log.close()
    }
}
