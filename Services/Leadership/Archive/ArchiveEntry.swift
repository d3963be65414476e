import Schemas
import Text

/// One thing that can be looked up: what it is found by, and the event's own message.
package struct ArchiveEntry: Hashable, Sendable {
    package var kind: ArchiveKind
    /// Of the thing itself, unique within its kind: a mention's id, `incident/sequence` of a journal's entry.
    package var key: String
    /// When it was published, opened, written, decided (ms since 1970).
    package var at: Int64
    package var subject: String
    /// Plan's source id; of mentions only.
    package var source = ""
    package var language = ""
    /// 1 to 4; 0 where it has none.
    package var grade: Int64 = 0
    /// Empty where it belongs to none.
    package var incident = ""
    package var isDrill: Bool
    /// The message, as protobuf; ``ArchiveText`` reads from it what is searched.
    package var data: [UInt8]

    /// What it is known by in the file. Two things in 10¹⁹ would share one.
    var hash: Int64 { Self.hash(kind, key) }

    static func hash(_ kind: ArchiveKind, _ key: String) -> Int64 {
        Int64(bitPattern: Hashing.stableHash("\(kind.rawValue)/\(key)"))
    }
}

/// What one record does to the archive.
enum ArchiveChange: Hashable, Sendable {
    case put(ArchiveEntry)
    case remove(ArchiveKind, key: String)

    /// What it is done to.
    var hash: Int64 {
        switch self {
        case .put(let entry): entry.hash
        case .remove(let kind, let key): ArchiveEntry.hash(kind, key)
        }
    }

    /// Whether it is a mention published before that time (ms since 1970).
    func isMention(before time: Int64) -> Bool {
        if case .put(let entry) = self { entry.kind == .mention && entry.at < time } else { false }
    }
}
