extension EventLog {
    /// A log that has no name is told from no other: what was written with its offsets is not gone by.
    public func identity() async throws -> String? { nil }
    /// What a Kafka broker takes unless it is told otherwise (`message.max.bytes`).
    public var maximumRecordBytes: Int { 1_000_000 }
}
