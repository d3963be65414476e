extension EventLog {
    /// A log that has no name is told from no other: what was written with its offsets is not gone by.
    public func identity() async throws -> String? { nil }
    /// A log whose groups cannot be set from outside says so.
    public func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws {
        throw EventLogError.refused(
            doing: "setting offsets of group \(group)", found: "a log that does not do that", expected: "one that does")
    }
    /// What a Kafka broker takes unless it is told otherwise (`message.max.bytes`).
    public var maximumRecordBytes: Int { 1_000_000 }
}
