import EventLog
import Plan
import Schemas
import SwiftProtobuf

/// What monitoring's edge appends to the log, as records.
struct IntakeRecords: Sendable {
    var partitions: Int32
    var contentType: ContentType

    func record(of intake: Intake) throws -> ProducerRecord {
        let mention = intake.mention
        return try record(
            .mentionTakenIn, intake, key: mention.id, partitionKey: mention.subject,
            id: EventID.derive("taken-in", mention.id, String(mention.receivedAt)), now: mention.receivedAt,
            isDrill: mention.drill)
    }

    func record(of source: Source, now: Int64) throws -> ProducerRecord {
        try record(
            .sourceObserved, source, key: source.id, partitionKey: source.id,
            id: EventID.derive("source", source.id, String(now), String(source.received)), now: now)
    }

    private func record(
        _ kind: EventKind, _ message: some Message, key: String, partitionKey: String, id: String, now: Int64,
        isDrill: Bool = false
    ) throws -> ProducerRecord {
        let attributes = EventAttributes(
            id: id, type: kind.type, source: "/fenghuo/monitoring", time: now, subject: key,
            partitionKey: partitionKey, contentType: contentType, isDrill: isDrill)
        return ProducerRecord(
            to: TopicPartition(kind.topic, Partitioner.partition(forKey: partitionKey, count: partitions)),
            key: Array(key.utf8), value: try EventCodec.encode(message, as: contentType),
            headers: attributes.headers.map { RecordHeader($0.name, $0.value) }, timestamp: now)
    }
}
