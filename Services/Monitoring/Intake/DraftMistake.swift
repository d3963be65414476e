/// What is wrong with one field of a mention as it was sent.
public struct DraftMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field's name; empty where the whole item is not what it should be.
    public var field: String
    public var found: String
    public var expected: String

    public init(field: String, found: String, expected: String) {
        self.field = field
        self.found = found
        self.expected = expected
    }

    public var description: String {
        field.isEmpty ? "found \(found), expected \(expected)" : "field \(field): found \(found), expected \(expected)"
    }

    static func unknownField(_ name: String) -> DraftMistake {
        DraftMistake(
            field: String(name.prefix(64)), found: "an unknown field",
            expected: "one of: " + MentionDraft.Field.allCases.map(\.rawValue).joined(separator: ", "))
    }

    /// Something found, short enough to be shown.
    static func shown(_ text: String) -> String {
        text.count > 60 ? "\"\(text.prefix(60))…\"" : "\"\(text)\""
    }
}
