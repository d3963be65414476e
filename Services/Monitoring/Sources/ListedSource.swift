public import EventLog
public import Plan
import Schemas

/// A source of the plan with what the log says of it.
public struct ListedSource: Encodable, Sendable {
    public var source: String
    public var name: String
    public var kind: String
    /// Without what stands in its query: keys stand there.
    public var address: String
    /// RFC 3339; absent where it never answered.
    public var lastSuccess: String?
    public var received: Int64
    /// Of them those that name a subject.
    public var matched: Int64
    public var refused: Int64
    public var consecutiveFailures: Int64
    /// Empty where nothing is wrong.
    public var lastError: String

    /// An address without what stands in its query: keys do.
    static func shown(_ address: String) -> String {
        address.firstIndex(of: "?").map { address[..<$0] + "?…" } ?? address
    }

    /// In the order of the plan.
    public static func read(
        _ plan: ResponsePlan, from log: any EventLog, partitions: Int32
    ) async throws -> [ListedSource] {
        let rows = try await SourceLedger(log: log, partitions: partitions).allRows()
        return plan.sources.map { source in
            let row = rows[source.id] ?? Source()
            let address = source.address ?? ""
            return ListedSource(
                source: source.id, name: source.name, kind: source.kind.rawValue,
                address: shown(address),
                lastSuccess: row.lastSuccessAt > 0 ? Timestamps.rfc3339(row.lastSuccessAt) : nil,
                received: row.received, matched: row.matched, refused: row.refused,
                consecutiveFailures: row.consecutiveFailures,
                lastError: row.consecutiveFailures > 0 ? row.lastError : "")
        }
    }
}
