import Schemas

/// One text that a statement had: what was drafted, and each edit.
struct StatementVersion: Hashable, Sendable {
    /// Counted by the case; 0 where only the edit itself is known.
    var version: Int32
    var title: String
    var body: String
    /// What is signed; of an edit that is known from its decision alone, the hash of its words.
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
            contentHash: Statement.textHash(
                channel: edit.channel, language: edit.language, title: edit.title, body: edit.body),
            draftedBy: decision.person, draftedAt: decision.decidedAt)
    }
}

extension [StatementVersion] {
    /// Most texts kept of one statement; the oldest go first.
    static let longest = 50

    /// Keeps each text once, in the order of drafting. The case counts versions; an edit read from the decisions alone
    /// has no number yet.
    mutating func note(_ version: StatementVersion) {
        let same = firstIndex { known in
            if known.contentHash == version.contentHash { return true }
            // An edit knows neither facts nor promise, so not what is signed: it is known by its words and its hand.
            return (known.version == 0 || version.version == 0) && known.title == version.title
                && known.body == version.body && known.draftedBy == version.draftedBy
        }
        if let same {
            if version.version > 0 { self[same] = version }
        } else {
            append(version)
        }
        sort { ($0.draftedAt, $0.version, $0.contentHash) < ($1.draftedAt, $1.version, $1.contentHash) }
        if count > Self.longest { removeFirst(count - Self.longest) }
    }
}
