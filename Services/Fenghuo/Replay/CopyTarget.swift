import EventLog

/// Where copied records go, each portion together with how far its lane has come: both, or neither.
protocol CopyTarget: Sendable {
    /// Makes ready to take: who copied for the same run before can do so no more.
    /// - Returns: by lane, how far it has come for good; lanes that have not begun are absent.
    func open() async throws -> [String: LanePosition]
    /// Returns when it is durable.
    func take(_ records: [LogRecord], of lane: Lane, position: LanePosition) async throws
    /// Lets go of what `open` took.
    func close() async
}
