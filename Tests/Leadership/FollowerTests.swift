import EventLog
import Hosting
import Logging
import Testing

@testable import Leadership

/// How what people see is read from the log.
@Suite struct FollowerTests {
    /// Every partition ends with offsets that are no records, as Kafka's with the marker of a transaction: who waits for
    /// a record there waits in vain.
    private struct MarkedLog: EventLog, LogReader {
        func createTopics(_ topics: [TopicSpecification]) async throws {}
        func deleteTopics(_ names: [String]) async throws {}
        func deleteGroups(_ names: [String]) async throws {}
        func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws {}
        func describeTopics() async throws -> [TopicDescription] { [] }
        func describeGroups() async throws -> [GroupDescription] { [] }
        func makeProducer() async throws -> any Producer { throw Unused() }
        func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer { throw Unused() }
        func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember { throw Unused() }
        func makeReader() async throws -> any LogReader { self }

        func range(of partition: TopicPartition) async throws -> OffsetRange { OffsetRange(low: 0, high: 10) }
        func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64? { nil }
        func read(
            _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
        ) async throws -> (records: [LogRecord], next: Int64) {
            if let end { return ([], end) }
            try await Task.sleep(for: .seconds(3600))
            return ([], offset)
        }
        func close() async {}
    }

    private struct Unused: Error {}

    @Test(.timeLimit(.minutes(1))) func `It is ready without waiting for a record at the end`() async throws {
        let follower = ViewFollower(
            log: MarkedLog(), view: LeadershipView(), partitions: 2, logger: Logger(label: "test"))
        let run = Task { try await follower.run() }
        while !follower.progress.report.isReady { await Task.yield() }
        run.cancel()
        try await run.value
    }
}
