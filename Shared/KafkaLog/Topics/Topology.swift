import CRdkafka
import EventLog
import Synchronization

/// What is known of the cluster's topics; asked again when something is not known.
final class Topology: Sendable {
    private struct State {
        var partitions: [String: Int32] = [:]
        var compacted: [String: Bool] = [:]
    }
    private let state = Mutex(State())
    private let queries: Client
    private let options: KafkaOptions

    init(queries: Client, options: KafkaOptions) {
        self.queries = queries
        self.options = options
    }

    /// - Throws: `EventLogError.unknownTopic`.
    func partitions(of topic: String, doing: String) async throws -> Int32 {
        if let known = state.withLock({ $0.partitions[topic] }) { return known }
        try await refresh(doing)
        guard let count = state.withLock({ $0.partitions[topic] }) else { throw EventLogError.unknownTopic(topic) }
        return count
    }

    /// Every topic but Kafka's own, with its number of partitions.
    func all(doing: String) async throws -> [String: Int32] {
        try await refresh(doing)
        return state.withLock { $0.partitions }
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
            let size = record.size
            if size > options.maximumRecordBytes {
                throw EventLogError.refused(
                    doing: doing, found: "a record of \(size) bytes for \(place)",
                    expected: "at most \(options.maximumRecordBytes) bytes")
            }
        }
    }

    func remember(_ topics: [String: Int32]) {
        state.withLock { $0.partitions.merge(topics) { $1 } }
    }

    func remember(compacted: [String: Bool]) {
        state.withLock { $0.compacted.merge(compacted) { $1 } }
    }

    /// Asked only for a record without a key, which no service writes: so the question costs nothing in operation.
    private func isCompacted(_ topic: String, doing: String) async throws -> Bool {
        if let known = state.withLock({ $0.compacted[topic] }) { return known }
        let settings = try await Administration(client: queries, options: options)
            .settings(of: [topic], doing: doing)
        let isCompacted = settings[topic]?.isCompacted ?? false
        remember(compacted: [topic: isCompacted])
        return isCompacted
    }

    /// All topics at once: asking for one by name would create it where the broker does that by itself.
    private func refresh(_ doing: String) async throws {
        let timeout = options.requestTimeout.timeout
        let found = try await queries.call(doing) { client in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaFailure.check(rd_kafka_metadata(client, 1, nil, &metadata, timeout))
            guard let metadata else { return [String: Int32]() }
            defer { rd_kafka_metadata_destroy(metadata) }
            var found: [String: Int32] = [:]
            for index in 0..<Int(metadata.pointee.topic_cnt) {
                let topic = metadata.pointee.topics[index]
                let name = String(cString: topic.topic)
                // A topic just created may have no leader yet.
                let isThere =
                    topic.err == RD_KAFKA_RESP_ERR_NO_ERROR || topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
                guard isThere, topic.partition_cnt > 0, !name.hasPrefix("__") else { continue }
                found[name] = topic.partition_cnt
            }
            return found
        }
        state.withLock { $0.partitions = found }
    }
}

extension ProducerRecord {
    /// Key, value and headers together, in bytes.
    var size: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + $1.value.count }
    }
}
