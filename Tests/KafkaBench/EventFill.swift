import EventLog
import Foundation
import KafkaLog

/// Fills a topic with events as services write them: keys, nine headers, a value that compresses as text does.
struct EventFill {
    let log: KafkaLog
    let topic: String
    let count: Int
    let bytes: Int
    static let partitions: Int32 = 6

    func run() async throws {
        try await log.createTopics([
            TopicSpecification(name: topic, partitions: Self.partitions, cleanup: .delete(retentionMilliseconds: nil))
        ])
        let producer = try await log.makeProducer()
        let text = (0..<64).map { number in Self.text(number, bytes) }
        let began = Int64(Date().timeIntervalSince1970 * 1000) - Int64(count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, start) in stride(from: 0, to: count, by: 1000).enumerated() {
                if index >= 16 { try await group.next() }
                group.addTask {
                    try await producer.append(
                        (start..<min(start + 1000, count)).map { event($0, text[$0 % text.count], began) })
                }
            }
            try await group.waitForAll()
        }
        await producer.close()
        await log.close()
    }

    private func event(_ number: Int, _ value: [UInt8], _ began: Int64) -> ProducerRecord {
        let (id, subject) = (String(format: "%032x", number), "subject-\(number % 97)")
        let headers = [
            ("ce_specversion", "1.0"), ("ce_id", id), ("ce_type", "fenghuo.mention.published.v1"),
            ("ce_source", "/fenghuo/monitoring"), ("ce_time", "2026-01-31T08:00:00.000Z"), ("ce_subject", id),
            ("ce_partitionkey", subject), ("content-type", "application/protobuf"),
            ("traceparent", "00-\(id)-00f067aa0ba902b7-00"),
        ]
        return ProducerRecord(
            to: TopicPartition(topic, Partitioner.partition(forKey: subject, count: Self.partitions)),
            key: Array(id.utf8), value: value, headers: headers.map { RecordHeader($0.0, $0.1) },
            timestamp: began + Int64(number))
    }

    /// Begins as a protobuf message does, so that no part of it is taken for JSON.
    private static func text(_ seed: Int, _ bytes: Int) -> [UInt8] {
        var state = UInt64(seed + 1) &* 0x9e37_79b9_7f4a_7c15
        var value: [UInt8] = [10, 32]
        while value.count < bytes {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let word = "word\(state % 512) "
            value += Array(word.utf8)
        }
        return Array(value.prefix(bytes))
    }
}
