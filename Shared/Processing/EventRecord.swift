public import EventLog
public import Schemas
public import SwiftProtobuf

/// An event as a record of its topic: CloudEvents headers, data, key, partition.
public enum EventRecord {
    /// - Parameters:
    ///   - about: CloudEvents subject.
    ///   - partitionKey: decides the partition, by murmur2.
    ///   - source: the service: `/fenghuo/monitoring`.
    ///   - now: milliseconds since 1970, the record's timestamp and the event's time.
    public static func make(
        kind: EventKind, message: (any Message & Sendable)?, key: String, about: String, partitionKey: String,
        partitions: Int32, id: String, source: String, now: Int64, contentType: ContentType = .protobuf,
        isDrill: Bool = false, traceParent: String? = nil
    ) throws -> ProducerRecord {
        let attributes = EventAttributes(
            id: id, type: kind.type, source: source, time: now, subject: about, partitionKey: partitionKey,
            contentType: contentType, traceParent: traceParent, isDrill: isDrill)
        return ProducerRecord(
            to: TopicPartition(kind.topic, Partitioner.partition(forKey: partitionKey, count: partitions)),
            key: Array(key.utf8), value: try message.map { try EventCodec.encode($0, as: contentType) },
            headers: attributes.headers.map { RecordHeader($0.name, $0.value) }, timestamp: now)
    }
}

extension InputEvent {
    /// Reads a record of a topic as an event of that topic's kind.
    public init(_ record: LogRecord, kind: EventKind) throws {
        let attributes = try EventAttributes { record.header($0) }
        guard attributes.type == kind.type else {
            throw EventDecodingError.unsupported(header: "ce_type", found: attributes.type, expected: kind.type)
        }
        self.init(
            kind: kind, attributes: attributes, partition: record.topicPartition.partition, offset: record.offset,
            timestamp: EventBounds.time(record.timestamp),
            key: record.key.map { String(decoding: $0, as: UTF8.self) } ?? "",
            data: record.value)
    }
}
