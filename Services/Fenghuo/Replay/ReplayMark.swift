import EventLog
import Processing

/// What a record that was replayed says of where it comes from.
enum ReplayMark {
    /// The run's id.
    static let run = "ce_replay"
    private static let prefix = "__fenghuo.replay."
    static let topic = prefix + "topic"
    static let partition = prefix + "partition"
    static let offset = prefix + "offset"

    /// The headers of a copy: as they were, then these. What an earlier replay said of it, and how far a state had read
    /// the log that it stood on, are not true of the copy.
    static func headers(of record: LogRecord, run: [UInt8], topic: [UInt8]) -> [RecordHeader] {
        var headers: [RecordHeader] = []
        headers.reserveCapacity(record.headers.count + 4)
        for header in record.headers where !isOfThatPlace(header.name) { headers.append(header) }
        headers.append(RecordHeader(Self.run, run))
        headers.append(RecordHeader(Self.topic, topic))
        headers.append(RecordHeader(partition, String(record.topicPartition.partition)))
        headers.append(RecordHeader(offset, String(record.offset)))
        return headers
    }

    private static func isOfThatPlace(_ name: String) -> Bool {
        guard name.utf8.first == UInt8(ascii: "_") else { return name == run }
        return name == Positions.header || name.hasPrefix(prefix)
    }

    /// Offsets mean something on one log and in one set of topics only.
    static func withoutPositions(_ headers: [RecordHeader]) -> [RecordHeader] {
        headers.contains { $0.name == Positions.header } ? headers.filter { $0.name != Positions.header } : headers
    }
}
