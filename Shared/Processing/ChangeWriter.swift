import EventLog
import Schemas

/// Writes a table's changes as records of its changelog. Those of one commit differ in little: what they have in common is
/// written once and shared.
struct ChangeWriter {
    private let kind: EventKind
    private let place: TopicPartition
    private let source: String
    private let contentType: ContentType
    /// As `EventAttributes.headers` has them, of an event that is neither traced nor a drill's; a trace comes last.
    private var headers: [RecordHeader] = []
    private var (id, time, subject, partitionKey) = (0, 0, 0, 0)
    /// What stands in the headers just now.
    private var written: (time: Int64, partitionKey: String) = (0, "")

    init(_ kind: EventKind, source: String, partition: Int32, contentType: ContentType) {
        self.kind = kind
        self.source = source
        self.contentType = contentType
        place = TopicPartition(kind.topic, partition)
        headers = attributes(of: "", id: "", partitionKey: "", at: 0).headers.map { RecordHeader($0.name, $0.value) }
        func position(of name: String) -> Int {
            guard let at = headers.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("an event without the header \(name)")
            }
            return at
        }
        id = position(of: "ce_id")
        time = position(of: "ce_time")
        subject = position(of: "ce_subject")
        partitionKey = position(of: "ce_partitionkey")
    }

    mutating func record(of change: TableChange) throws -> ProducerRecord {
        let key = Array(change.key.utf8)
        let id = EventID.deriveBytes(kind.topic, change.key, change.stamp.origin)
        let value = try change.bytes ?? change.message.map { try EventCodec.encode($0, as: contentType) }
        return ProducerRecord(
            to: place, key: key, value: value, headers: headers(of: change, key: key, id: id),
            timestamp: change.stamp.now)
    }

    private mutating func headers(of change: TableChange, key: [UInt8], id: [UInt8]) -> [RecordHeader] {
        guard !change.isDrill else {
            var attributes = attributes(
                of: change.key, id: String(decoding: id, as: UTF8.self), partitionKey: change.partitionKey,
                at: change.stamp.now)
            attributes.traceParent = change.stamp.traceParent
            attributes.isDrill = change.isDrill
            return attributes.headers.map { RecordHeader($0.name, $0.value) }
        }
        if written.time != change.stamp.now {
            written.time = change.stamp.now
            headers[time].value = Array(Timestamps.rfc3339(written.time).utf8)
        }
        if written.partitionKey != change.partitionKey {
            written.partitionKey = change.partitionKey
            headers[partitionKey].value = Array(change.partitionKey.utf8)
        }
        headers[self.id].value = id
        headers[subject].value = key
        guard let traceParent = change.stamp.traceParent else { return headers }
        return headers + CollectionOfOne(RecordHeader("traceparent", traceParent))
    }

    private func attributes(of key: String, id: String, partitionKey: String, at time: Int64) -> EventAttributes {
        EventAttributes(
            id: id, type: kind.type, source: source, time: time, subject: key, partitionKey: partitionKey,
            contentType: contentType)
    }
}
