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

    /// What the copies of one partition all say.
    static func common(run: String, lane: Lane) -> PackedHeaders {
        PackedHeaders([
            RecordHeader(Self.run, run), RecordHeader(topic, lane.topic),
            RecordHeader(partition, String(lane.partition)),
        ])
    }

    /// The headers of a copy: as they were, then these. What an earlier replay said of it, and how far a state had read
    /// the log that it stood on, are not true of the copy.
    static func headers(of record: LogRecord, common: PackedHeaders) -> PackedHeaders {
        var headers = PackedHeaders()
        headers.reserve(record.packedHeaders.bytes.count + common.bytes.count + 48)
        var hasOthers = false
        record.packedHeaders.forEach { name, _ in hasOthers = hasOthers || isOfThatPlace(name) }
        headers.append(hasOthers ? record.packedHeaders.filter { !isOfThatPlace($0) } : record.packedHeaders)
        headers.append(common)
        headers.append(offset, Array(String(record.offset).utf8))
        return headers
    }

    private static func isOfThatPlace(_ name: UnsafeRawBufferPointer) -> Bool {
        guard name.first == UInt8(ascii: "_") else { return name.elementsEqual(runName) }
        return name.elementsEqual(positionsName) || name.starts(with: prefixName)
    }

    /// Offsets mean something on one log and in one set of topics only.
    static func withoutPositions(_ headers: PackedHeaders) -> PackedHeaders {
        var hasAny = false
        headers.forEach { name, _ in hasAny = hasAny || name.elementsEqual(positionsName) }
        return hasAny ? headers.filter { !$0.elementsEqual(positionsName) } : headers
    }

    // As bytes: each header of each record is compared with them.
    private static let runName = Array(run.utf8)
    private static let prefixName = Array(prefix.utf8)
    private static let positionsName = Array(Positions.header.utf8)
}
