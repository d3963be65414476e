import Schemas

/// What one look at a source gave.
struct Harvest: Sendable {
    /// Drafts, and what could not be read as one, each said so that a person finds it.
    var drafts: [(place: String, draft: MentionDraft)] = []
    var refused: [String] = []
    /// What the refused ones begin with, by what is said of them.
    var excerpts: [String: String] = [:]
    /// The row with the cursor moved; counts and coverage are the caller's.
    var row: Source
    /// There is more at once.
    var hasMore = false
    /// Nothing more will come: do not look again.
    var isDone = false
    /// Worth a line in the log of a person.
    var notice: String?
}

/// One way of looking at a source that is polled. Pure of the log: where it was, and what it found, are in the row.
protocol SourceCollector: Sendable {
    /// - Parameter row: as committed last.
    func collect(from row: Source) async throws -> Harvest
}
