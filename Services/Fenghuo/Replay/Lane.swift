import EventLog

/// One partition that is copied: read in order, up to an end that was known at the start.
struct Lane: Codable, Hashable, Sendable {
    /// By its name on the log that is read, or in the export.
    var topic: String
    var partition: Int32
    /// Positions: offsets of a log, bytes of a file.
    var from: Int64
    var to: Int64

    /// Names it within a run.
    var key: String { "\(topic)/\(partition)" }
    var place: TopicPartition { TopicPartition(topic, partition) }
}

/// How far a lane has come: written together with its records.
struct LanePosition: Codable, Hashable, Sendable {
    /// The position to go on from.
    var next: Int64
    /// Records read, and those of them that were wanted and written.
    var read: Int64 = 0
    var written: Int64 = 0
}
