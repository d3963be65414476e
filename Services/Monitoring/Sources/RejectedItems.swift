public import EventLog
import Schemas

/// What the sources gave and could not be taken, as the log has it.
public struct RejectedItems: Encodable, Sendable {
    public struct Item: Encodable, Sendable {
        /// RFC 3339.
        public var at: String
        public var mistake: String
        /// What it begins with; empty where it was not kept.
        public var excerpt: String
    }

    public var source: String
    /// In all, since the source was first looked at.
    public var refused: Int64
    /// The last 20, the newest last.
    public var items: [Item]

    public init(source: String, refused: Int64, items: [Item]) {
        (self.source, self.refused, self.items) = (source, refused, items)
    }

    /// - Returns: nil where nothing was ever heard of the source.
    public static func read(_ source: String, from log: any EventLog, partitions: Int32) async throws -> RejectedItems?
    {
        guard let row = try await SourceLedger(log: log, partitions: partitions).row(source) else { return nil }
        return RejectedItems(
            source: source, refused: row.refused,
            items: row.rejected.map {
                Item(at: Timestamps.rfc3339($0.at), mistake: $0.mistake, excerpt: $0.excerpt)
            })
    }
}
