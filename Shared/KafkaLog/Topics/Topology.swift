import CRdkafka
import EventLog
import Synchronization

/// What is known of the cluster's topics; asked again when something is not known.
final class Topology: Sendable {
    private struct State: Sendable {
        /// As of the last look.
        var topics: [String: TopicState] = [:]
        /// Ever seen, with their number of partitions: a broker that just came back may not know all of them yet.
        var known: [String: Int32] = [:]
        var compacted: [String: Bool] = [:]
        /// What this process works on, as it should be.
        var expected: [String: ExpectedTopic] = [:]
        /// Of brokers ever named: one that is dead is named no more, and has its partitions still.
        var addresses: [Int32: BrokerAddress] = [:]
    }
    private let state = Mutex(State())
    private let seat: Seat<Client>
    private let options: KafkaOptions

    init(seat: Seat<Client>, options: KafkaOptions) {
        self.seat = seat
        self.options = options
    }

    /// - Throws: `EventLogError.unknownTopic`.
    func partitions(of topic: String, doing: String) async throws -> Int32 {
        if let known = state.withLock({ $0.known[topic] }) { return known }
        try await refresh(doing)
        guard let count = state.withLock({ $0.known[topic] }) else {
            throw EventLogError.unknownTopic(topic)
        }
        return count
    }

    /// Every topic but Kafka's own, with its number of partitions.
    func all(doing: String) async throws -> [String: Int32] {
        try await refresh(doing)
        return state.withLock { $0.topics.mapValues(\.partitions) }
    }

    /// - Throws: `EventLogError.unknownTopic`, `.refused` for a partition that is not there.
    func check(_ place: TopicPartition, doing: String) async throws {
        let count = try await partitions(of: place.topic, doing: doing)
        guard (0..<count).contains(place.partition) else {
            throw EventLogError.refused(
                doing: doing, found: "partition \(place.partition) of topic \(place.topic)",
                expected: "0 to \(count - 1)")
        }
    }

    /// Whether all of these may be written; looked at before any is.
    func check(_ records: [ProducerRecord], doing: String) async throws {
        var last: TopicPartition?
        for record in records {
            let place = record.topicPartition
            if place != last {
                try await check(place, doing: doing)
                last = place
            }
            guard record.timestamp > 0 else {
                throw EventLogError.refused(
                    doing: doing, found: "a record for \(place) with the timestamp \(record.timestamp)",
                    expected: "milliseconds since 1970, more than 0")
            }
            if record.key == nil, try await isCompacted(place.topic, doing: doing) {
                throw EventLogError.refused(
                    doing: doing, found: "a record without a key for \(place)",
                    expected: "a key, as the topic is compacted")
            }
            let size = record.byteCount
            if size > options.maximumRecordBytes {
                throw EventLogError.refused(
                    doing: doing, found: "a record of \(size) bytes for \(place)",
                    expected: "at most \(options.maximumRecordBytes) bytes")
            }
        }
    }

    /// One of these topics that is not there for everybody yet.
    func leaderless(_ topics: [TopicSpecification], doing: String) async throws -> String? {
        guard !topics.isEmpty else { return nil }
        try await refresh(doing)
        return state.withLock { state in
            topics.first { topic in
                guard let found = state.topics[topic.name] else { return true }
                return found.partitions != topic.partitions || !found.leaderless.isEmpty
            }?.name
        }
    }

    /// Deleted on purpose: whoever asks for one later looks anew, and nobody misses it.
    func forget(_ names: [String]) {
        state.withLock { state in
            for name in names {
                state.topics[name] = nil
                state.known[name] = nil
                state.compacted[name] = nil
                state.expected[name] = nil
            }
        }
    }

    func remember(compacted: [String: Bool]) {
        state.withLock { $0.compacted.merge(compacted) { $1 } }
    }

    /// What is to stay so while this process works on it.
    func expect(_ topics: [ExpectedTopic]) {
        state.withLock { state in for topic in topics { state.expected[topic.name] = topic } }
    }

    /// What keeps the expected topics from being read or written, as of the last look.
    var complaint: String? {
        let (expected, topics) = state.withLock { ($0.expected, $0.topics) }
        return expected.values.sorted { $0.name < $1.name }.lazy
            .compactMap { $0.complaint(found: topics[$0.name]) }.first
    }

    /// The brokers that keep partitions of the expected topics.
    var brokers: Set<Int32> {
        let (expected, topics) = state.withLock { ($0.expected, $0.topics) }
        return Set(expected.keys.flatMap { topics[$0]?.replicas.values.flatMap { $0 } ?? [] })
    }

    /// Where a broker listens, as the others said last; `nil`: nobody ever said.
    func address(of broker: Int32) -> BrokerAddress? { state.withLock { $0.addresses[broker] } }

    /// A partition that cannot be written while these brokers are silent; `nil`: all can.
    func partition(without silent: Set<Int32>) -> TopicPartition? {
        let (expected, topics) = state.withLock { ($0.expected, $0.topics) }
        for topic in expected.values.sorted(by: { $0.name < $1.name }) {
            for (partition, replicas) in (topics[topic.name]?.replicas ?? [:]).sorted(by: { $0.key < $1.key }) {
                let left = replicas.filter { !silent.contains($0) }.count
                if left < topic.minimumInSync ?? 1 { return TopicPartition(topic.name, partition) }
            }
        }
        return nil
    }

    /// What the client that asks last had to say of its connections.
    var trouble: String? { try? seat.occupant(doing: "looking at the cluster").trouble }

    /// Asked only for a record without a key, which no service writes: so the question costs nothing in operation.
    private func isCompacted(_ topic: String, doing: String) async throws -> Bool {
        if let known = state.withLock({ $0.compacted[topic] }) { return known }
        let settings = try await Administration(seat: seat, options: options)
            .settings(of: [topic], doing: doing)
        let isCompacted = settings[topic]?.isCompacted ?? false
        remember(compacted: [topic: isCompacted])
        return isCompacted
    }

    /// All topics at once: asking for one by name would create it where the broker does that by itself.
    /// - Returns: whether a partition is led by another broker than when last looked.
    @discardableResult func refresh(_ doing: String, within limit: Duration? = nil) async throws -> Bool {
        let timeout = min(limit ?? options.requestTimeout, options.requestTimeout).timeout
        let client = try seat.occupant(doing: doing)
        let (found, addresses) = try await client.call(doing) {
            client -> ([String: TopicState], [Int32: BrokerAddress]) in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaFailure.check(rd_kafka_metadata(client, 1, nil, &metadata, timeout))
            guard let metadata else { return ([:], [:]) }
            defer { rd_kafka_metadata_destroy(metadata) }
            return (TopicState.read(metadata.pointee), BrokerAddress.read(metadata.pointee))
        }
        client.recovered()
        return state.withLock { state in
            let isMoved = found.contains { name, topic in
                state.topics[name].map { $0.leaders != topic.leaders } ?? false
            }
            defer { state.topics = found }
            state.addresses.merge(addresses) { $1 }
            state.known.merge(found.mapValues(\.partitions)) { $1 }
            return isMoved
        }
    }
}
