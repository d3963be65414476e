import GRDB
import Text

/// An entry as it stands in the file: names as numbers, and a row id that sorts by time.
struct ArchiveRow: Hashable {
    var kind: ArchiveKind
    var subject: Int64
    var source: Int64
    var language: Int64
    var grade: Int64
    var incident: Int64
    var isDrill: Bool
    var data: [UInt8]

    /// The document that the full text index has of it: the filters' tokens, then the text's. It is taken out of the index
    /// by the same bytes, so it is a function of the row alone.
    func document() throws -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        for filter in filters {
            bytes.append(contentsOf: filter.token.utf8)
            bytes.append(0x20)
        }
        ArchiveText.writeTokens(try ArchiveText.folded(kind, data), into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private var filters: [ArchiveFilterToken] {
        var filters: [ArchiveFilterToken] = [.kind(kind), .subject(subject)]
        if source > 0 { filters.append(.source(source)) }
        if language > 0 { filters.append(.language(language)) }
        if grade > 0 { filters.append(.grade(grade)) }
        if incident > 0 { filters.append(.incident(incident)) }
        if isDrill { filters.append(.drill) }
        return filters
    }
}

/// A filter as a token of the index: what is filtered by is intersected where the words are. No text has such a token,
/// because it begins with a sign that no word has.
enum ArchiveFilterToken: Hashable {
    case kind(ArchiveKind)
    case subject(Int64)
    case source(Int64)
    case language(Int64)
    case grade(Int64)
    case incident(Int64)
    case drill

    var token: String {
        switch self {
        case .kind(let kind): "§k\(kind.rawValue)"
        case .subject(let name): "§s\(name)"
        case .source(let name): "§q\(name)"
        case .language(let name): "§l\(name)"
        case .grade(let grade): "§g\(grade)"
        case .incident(let name): "§i\(name)"
        case .drill: "§d"
        }
    }
}

/// Row ids: by the second, the millisecond, and then by the thing's hash, so that every list is in the order of time and
/// a cursor is a row id.
enum ArchivePlace {
    private static let bits: Int64 = 29
    private static let lastSecond: Int64 = (1 << 33) - 1

    /// - Parameter attempt: from 0; the next where the place before is another's.
    static func id(at milliseconds: Int64, hash: Int64, attempt: UInt64) -> Int64 {
        let time = max(milliseconds, 0)
        let low =
            attempt == 0
            ? (time % 1_000) << 19 | (hash & 0x7_ffff)
            : Int64(Hashing.finalize(UInt64(bitPattern: hash) &+ attempt) & ((1 << 29) - 1))
        return second(at: time) << bits | low
    }

    static func second(at milliseconds: Int64) -> Int64 { min(max(milliseconds, 0) / 1_000, lastSecond) }
    static func second(of id: Int64) -> Int64 { id >> bits }

    /// The first id of the second of that time (ms since 1970).
    static func first(atOrAfter milliseconds: Int64) -> Int64 { second(at: milliseconds) << bits }
}
