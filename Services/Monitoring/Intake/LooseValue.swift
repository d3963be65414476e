import Text

/// What a JSON value says where a text is asked.
enum LooseValue {
    /// - Returns: nil where it says nothing.
    static func text(_ value: JSONNode, of field: MentionDraft.Field) -> String? {
        switch value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return Int64(exactly: number).map { String($0) } ?? "\(number)"
        case .bool(let flag): return "\(flag)"
        case .null: return nil
        case .array(let values):
            guard field == .text || field == .title else { return nil }
            // Paragraphs; a list of other things is no text.
            let lines = values.prefix(1_000).compactMap { element -> String? in
                if case .string(let line) = element { return line }
                return nil
            }
            return lines.isEmpty || lines.count < min(values.count, 1_000) ? nil : lines.joined(separator: "\n")
        case .object(let members):
            // Databases' exports say what a value is: {"$date": …}, {"$numberLong": "…"}.
            if members.count == 1, let (name, inner) = members.first, name.hasPrefix("$") {
                return text(inner, of: field)
            }
            guard let names = within[field] else { return nil }
            for name in names {
                if let member = members[name], case .string(let text) = member, !text.isEmpty { return text }
            }
            return nil
        }
    }

    /// Where a thing is said by an object, what of it is meant.
    private static let within: [MentionDraft.Field: [String]] = [
        .author: ["name", "screen_name", "nickname", "nickName", "username", "displayName", "display_name", "acct"],
        .text: ["rendered", "plain", "text", "html", "content", "value", "body"],
        .title: ["rendered", "plain", "text", "value"],
        .url: ["href", "url"],
    ]
}
