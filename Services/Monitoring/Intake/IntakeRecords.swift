import EventLog
import Processing
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
            isDrill: mention.drill, traceParent: Trace.current.description)
    }

    func record(of source: Source, now: Int64) throws -> ProducerRecord {
        try record(
            .sourceObserved, source, key: source.id, partitionKey: source.id,
            id: EventID.derive("source", source.id, String(now), String(source.received)), now: now)
    }

    private func record(
        _ kind: EventKind, _ message: some Message & Sendable, key: String, partitionKey: String, id: String,
        now: Int64, isDrill: Bool = false, traceParent: String? = nil
    ) throws -> ProducerRecord {
        try EventRecord.make(
            kind: kind, message: message, key: key, about: key, partitionKey: partitionKey, partitions: partitions,
            id: id, source: "/fenghuo/monitoring", now: now, contentType: contentType, isDrill: isDrill,
            traceParent: traceParent)
    }
}
