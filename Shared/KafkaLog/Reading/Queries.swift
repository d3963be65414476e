import CRdkafka
import EventLog

/// Questions about partitions, each bounded in time.
struct Queries: Sendable {
    let client: Client
    let options: KafkaOptions

    /// The first offset kept, and the one after the last committed (the last stable offset).
    func range(of place: TopicPartition, doing: String) async throws -> OffsetRange {
        let timeout = options.requestTimeout.timeout
        return try await retrying(doing) { client in
            var (low, high): (Int64, Int64) = (0, 0)
            try KafkaFailure.check(
                rd_kafka_query_watermark_offsets(client, place.topic, place.partition, &low, &high, timeout))
            return OffsetRange(low: low, high: high)
        }
    }

    /// Asks again while the partition has no leader, or the client does not know of the new one yet: librdkafka hands
    /// these through.
    private func retrying<T: Sendable>(
        _ doing: String, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        let deadline = ContinuousClock.now + options.requestTimeout
        while true {
            do {
                return try await client.callRaw(body)
            } catch let failure as KafkaFailure {
                switch failure.code {
                case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                    RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
                    guard ContinuousClock.now < deadline else { throw failure.translated(doing: doing) }
                    try await Task.sleep(for: .milliseconds(50))
                default: throw failure.translated(doing: doing)
                }
            }
        }
    }

    /// The first offset whose record's timestamp is at or after the time; `nil` when there is none.
    func offset(of place: TopicPartition, atOrAfter time: Int64, doing: String) async throws -> Int64? {
        let timeout = options.requestTimeout.timeout
        return try await retrying(doing) { client in
            // Negative times are special offsets to a broker.
            let list = PartitionList([place: max(0, time)])
            try KafkaFailure.check(rd_kafka_offsets_for_times(client, list.pointer, timeout))
            guard let entry = list.entries.first else { return nil }
            try KafkaFailure.check(entry.error)
            return entry.offset >= 0 ? entry.offset : nil
        }
    }
}
