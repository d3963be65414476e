import Schemas

/// A mention as a source gives it: the fields of `POST /v1/mentions`, of a JSONL line and of a CSV row alike.
public struct MentionDraft: Hashable, Sendable {
    public enum Field: String, Sendable, CaseIterable {
        case text, title, url, author, publishedAt, source, language, reach, externalId
    }

    /// What was said, plain text. Required; kept up to `textCharacters` characters.
    public var text: String
    public var title: String?
    /// `http` or `https`.
    public var url: String?
    public var author: String?
    /// Milliseconds since 1970; RFC 3339 where it is written. Nil: when it came in.
    public var publishedAt: Int64?
    /// A source id of the plan. Nil: the source it came by.
    public var source: String?
    /// BCP 47. Nil: guessed from the source and the text.
    public var language: String?
    /// People who may have seen it, at least 0.
    public var reach: Int64
    /// The source's own id of it.
    public var externalID: String?
    /// Read leniently: what of it could not be kept was cut or left out before, and a missing time is one that nobody knows.
    var isMended = false
    /// What tells it apart where its address does not; nil: its address does, or the source's own id.
    var identity: [String]?
    /// It stood in its source, undated or old, when that was first looked at.
    var isBacklog = false
    /// Its source said something else under the same identity before: subjects that it names no more hear of it.
    var isEdit = false

    public init(
        text: String, title: String? = nil, url: String? = nil, author: String? = nil, publishedAt: Int64? = nil,
        source: String? = nil, language: String? = nil, reach: Int64 = 0, externalID: String? = nil
    ) {
        self.text = text
        self.title = title
        self.url = url
        self.author = author
        self.publishedAt = publishedAt
        self.source = source
        self.language = language
        self.reach = reach
        self.externalID = externalID
    }

    /// Text is cut to so many characters.
    public static let textCharacters = 20_000
    /// A longer text is refused, in bytes of UTF-8.
    public static let textBytes = 65_536
    /// Titles, authors and external ids beyond this are refused, in bytes of UTF-8.
    public static let lineBytes = 4_096
    /// How far ahead of its arrival a mention may say it was published, in milliseconds: clocks and zones go wrong.
    public static let lead: Int64 = 86_400_000

    /// As much of it as can be kept: long lines cut, numbers and times out of range left out.
    /// - Parameter now: milliseconds since 1970.
    func mended(now: Int64) -> MentionDraft {
        func line(_ text: String?) -> String? {
            text.map { $0.utf8.count <= Self.lineBytes ? $0 : String($0.unicodeScalars.prefix(Self.lineBytes / 4)) }
        }
        var draft = self
        draft.isMended = true
        (draft.title, draft.author, draft.externalID) = (line(title), line(author), line(externalID))
        draft.reach = min(max(0, reach), EventBounds.largest)
        if draft.text.utf8.count > Self.mendedBytes {
            draft.text = String(draft.text.unicodeScalars.prefix(Self.mendedBytes / 4))
        }
        if let time = publishedAt, time < 0 || time > EventBounds.sum(now, Self.lead) { draft.publishedAt = nil }
        return draft
    }

    /// Of a text that is read leniently as much is looked through for names, in bytes of UTF-8; `textCharacters` are kept.
    private static let mendedBytes = 1 << 20

    /// Checks what does not depend on the plan.
    /// - Parameter now: milliseconds since 1970.
    public func check(now: Int64) throws(DraftMistake) {
        func refuse(_ field: Field, _ found: String, _ expected: String) -> DraftMistake {
            DraftMistake(field: field.rawValue, found: found, expected: expected)
        }
        if text.allSatisfy(\.isWhitespace) {
            throw refuse(.text, text.isEmpty ? "nothing" : "only white space", "what was said")
        }
        if !isMended, text.utf8.count > Self.textBytes {
            throw refuse(.text, "\(text.utf8.count) bytes", "at most \(Self.textBytes) bytes of UTF-8")
        }
        for (field, value) in [(Field.title, title), (.author, author), (.externalId, externalID)] {
            guard let value, value.utf8.count > Self.lineBytes else { continue }
            throw refuse(field, "\(value.utf8.count) bytes", "at most \(Self.lineBytes) bytes of UTF-8")
        }
        if reach < 0 { throw refuse(.reach, "\(reach)", "a whole number, at least 0") }
        if reach > EventBounds.largest { throw refuse(.reach, "\(reach)", "at most \(EventBounds.largest)") }
        if let publishedAt, publishedAt < 0 || publishedAt > now + Self.lead {
            throw refuse(
                .publishedAt, Timestamps.rfc3339(publishedAt),
                "a time since 1970 and not more than a day after its arrival at \(Timestamps.rfc3339(now))")
        }
    }

    /// Sets a field from its text, as CSV has it.
    mutating func set(_ field: Field, to value: String) throws(DraftMistake) {
        switch field {
        case .text: text = value
        case .title: title = value
        case .url: url = value
        case .author: author = value
        case .source: source = value
        case .language: language = value
        case .externalId: externalID = value
        case .publishedAt:
            guard let time = Timestamps.milliseconds(rfc3339: value) else {
                throw DraftMistake(
                    field: field.rawValue, found: DraftMistake.shown(value),
                    expected: "an RFC 3339 time such as 2026-01-02T03:04:05Z")
            }
            publishedAt = time
        case .reach:
            guard let number = Int64(value) else {
                throw DraftMistake(
                    field: field.rawValue, found: DraftMistake.shown(value), expected: "a whole number, at least 0")
            }
            reach = number
        }
    }
}
