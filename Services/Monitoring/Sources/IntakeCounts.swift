import Metrics
import Plan
import Schemas

/// What came in by one source since it was last written down.
struct IntakeCounts: Hashable, Sendable {
    var received: Int64 = 0
    var matched: Int64 = 0
    var dropped: Int64 = 0
    var refused: Int64 = 0
    /// Newest time of publication, and when that mention came in.
    var newest: Int64 = 0
    var newestReceivedAt: Int64 = 0
    var lastError: String?

    mutating func add(matched isMatched: Bool, publishedAt: Int64, receivedAt: Int64) {
        received += 1
        if isMatched { matched += 1 } else { dropped += 1 }
        if publishedAt >= newest { (newest, newestReceivedAt) = (publishedAt, receivedAt) }
    }

    mutating func add(_ other: IntakeCounts) {
        received += other.received
        matched += other.matched
        dropped += other.dropped
        refused += other.refused
        if other.newest >= newest { (newest, newestReceivedAt) = (other.newest, other.newestReceivedAt) }
        lastError = other.lastError ?? lastError
    }

    /// Adds them to a source's row.
    func apply(to row: inout Source, at now: Int64) {
        row.received += received
        row.matched += matched
        row.dropped += dropped
        row.refused += refused
        if received > 0, newest >= row.lastMentionAt {
            row.lastMentionAt = newest
            row.lagMilliseconds = max(0, newestReceivedAt - newest)
        }
        if let lastError {
            row.lastError = String(lastError.prefix(500))
            row.lastErrorAt = now
        }
    }
}

/// The edge's figures for `/metrics`.
enum IntakeMetrics {
    /// Every counter of every source of the plan, at 0.
    static func prepare(_ plan: ResponsePlan) {
        for source in plan.sources {
            for name in ["received", "matched", "dropped", "refused"] { counter(name, source.id).increment(by: 0) }
            duplicates(source.id).increment(by: 0)
        }
        for reason in ["no-key", "unknown-key"] { refusals(reason).increment(by: 0) }
    }

    static func count(_ counts: IntakeCounts, source: String) {
        let figures = [
            ("received", counts.received), ("matched", counts.matched), ("dropped", counts.dropped),
            ("refused", counts.refused),
        ]
        for (name, value) in figures where value > 0 {
            counter(name, source).increment(by: value)
        }
    }

    static func duplicate(source: String) { duplicates(source).increment() }

    static func refusals(_ reason: String) -> Counter {
        Counter(label: "fenghuo_intake_refusals_total", dimensions: [("reason", reason)])
    }

    private static func counter(_ name: String, _ source: String) -> Counter {
        Counter(label: "fenghuo_mentions_\(name)_total", dimensions: [("source", source)])
    }

    private static func duplicates(_ source: String) -> Counter {
        Counter(label: "fenghuo_mentions_duplicates_total", dimensions: [("source", source)])
    }

    static func fetched(_ source: String, milliseconds: Int64) {
        Timer(label: "fenghuo_source_fetch_seconds", dimensions: [("source", source)])
            .recordMilliseconds(milliseconds)
    }
}
