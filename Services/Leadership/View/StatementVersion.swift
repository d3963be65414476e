import Schemas

/// One text that a statement had: what was drafted, and each edit.
struct StatementVersion: Hashable, Sendable {
    /// Counted by the case; 0 where only the edit itself is known.
    var version: Int32
    var title: String
    var body: String
    /// SHA-256 over channel, language, title and body, in hex: what is signed.
    var contentHash: String
    /// A person, or `plan`.
    var draftedBy: String
    /// Milliseconds since 1970.
    var draftedAt: Int64
}

extension StatementVersion {
    init(_ statement: Statement) {
        self.init(
            version: statement.version, title: statement.title, body: statement.body,
            contentHash: statement.contentHash, draftedBy: statement.draftedBy, draftedAt: statement.draftedAt)
    }

    init(_ edit: EditStatement, by decision: Decision) {
        self.init(
            version: 0, title: edit.title, body: edit.body,
            contentHash: EventID.hexSHA256([edit.channel, edit.language, edit.title, edit.body]),
            draftedBy: decision.person, draftedAt: decision.decidedAt)
    }
}

extension [StatementVersion] {
    /// Most texts kept of one statement; the oldest go first.
    static let longest = 50

    /// Keeps each text once, in the order of drafting. The case counts versions; an edit read from the decisions alone
    /// has no number yet.
    mutating func note(_ version: StatementVersion) {
        if let index = firstIndex(where: { $0.contentHash == version.contentHash }) {
            if version.version > 0 { self[index] = version }
        } else {
            append(version)
        }
        sort { ($0.draftedAt, $0.version, $0.contentHash) < ($1.draftedAt, $1.version, $1.contentHash) }
        if count > Self.longest { removeFirst(count - Self.longest) }
    }
}
