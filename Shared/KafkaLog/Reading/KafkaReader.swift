import EventLog
import Synchronization

/// Reads any partition, outside groups; fetches ahead of the one it read last.
final class KafkaReader: LogReader {
    private struct Current {
        var place: TopicPartition
        var feeds: FeedSet
    }
    private let pool: FeedPool
    private let queries: Queries
    private let topology: Topology
    private let options: KafkaOptions
    private let current = Mutex<Current?>(nil)

    init(pool: FeedPool, queries: Queries, topology: Topology, options: KafkaOptions) {
        self.pool = pool
        self.queries = queries
        self.topology = topology
        self.options = options
    }

    deinit {
        // A reader that was not closed: its consumer goes on without it.
        if let feeds = current.withLock({ $0?.feeds }) { Task { await feeds.end() } }
    }

    func range(of partition: TopicPartition) async throws -> OffsetRange {
        let doing = "looking up the range of \(partition)"
        try await topology.check(partition, doing: doing)
        return try await queries.range(of: partition, doing: doing)
    }

    func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64? {
        let doing = "looking up the offset of \(partition) at \(time)"
        try await topology.check(partition, doing: doing)
        return try await queries.offset(of: partition, atOrAfter: time, doing: doing)
    }

    func read(
        _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
    ) async throws -> (records: [LogRecord], next: Int64) {
        let doing = "reading \(partition) from offset \(offset)"
        if let end, offset >= end { return ([], offset) }
        let feeds = try await feeds(of: partition, doing: doing)
        let read = try await feeds.read(
            [partition: offset], to: end, limit: limit, wait: wait,
            gathering: end == nil && wait > .zero ? .promptly : .fully, doing: doing)
        return (read.records, read.next[partition] ?? offset)
    }

    func close() async {
        let feeds = current.withLock { current in
            defer { current = nil }
            return current?.feeds
        }
        await feeds?.end()
    }

    /// The feeds of that partition; those of another are let go.
    private func feeds(of place: TopicPartition, doing: String) async throws -> FeedSet {
        if let feeds = current.withLock({ $0?.place == place ? $0?.feeds : nil }), !feeds.isSpent { return feeds }
        try await topology.check(place, doing: doing)
        let made = FeedSet(client: try pool.client(for: place), queries: queries, options: options)
        let previous = current.withLock { current in
            defer { current = Current(place: place, feeds: made) }
            return current?.feeds
        }
        await previous?.end()
        return made
    }
}
