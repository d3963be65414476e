import CRdkafka
import EventLog

/// Questions about partitions, each bounded in time.
struct Queries: Sendable {
    let client: Client
    let options: KafkaOptions

    /// The first offset kept, and the one after the last committed (the last stable offset).
    func range(of place: TopicPartition, doing: String) async throws -> OffsetRange {
        let timeout = options.requestTimeout.timeout
        return try await client.call(doing) { client in
            var (low, high): (Int64, Int64) = (0, 0)
            try KafkaFailure.check(
                rd_kafka_query_watermark_offsets(client, place.topic, place.partition, &low, &high, timeout))
            return OffsetRange(low: low, high: high)
        }
    }

    /// The first offset whose record's timestamp is at or after the time; `nil` when there is none.
    func offset(of place: TopicPartition, atOrAfter time: Int64, doing: String) async throws -> Int64? {
        let timeout = options.requestTimeout.timeout
        return try await client.call(doing) { client in
            // Negative times are special offsets to a broker.
            let list = PartitionList([place: max(0, time)])
            try KafkaFailure.check(rd_kafka_offsets_for_times(client, list.pointer, timeout))
            guard let entry = list.entries.first else { return nil }
            try KafkaFailure.check(entry.error)
            return entry.offset >= 0 ? entry.offset : nil
        }
    }
}
