public import Foundation
import Text

extension MentionDraft {
    /// Of one mention as JSON, in bytes: a text at its longest, escaped, and all the rest.
    static let jsonBytes = 1 << 20

    /// Reads one JSON object. `null` is as good as absent; unknown fields are refused by name.
    public init(json data: Data) throws(DraftMistake) {
        try self.init(json: Array(data))
    }

    init(json bytes: [UInt8]) throws(DraftMistake) {
        let node: JSONNode
        do throws(StrictJSON.Mistake) {
            node = try StrictJSON.read(bytes, limits: .init(bytes: Self.jsonBytes))
        } catch {
            throw DraftMistake(field: "", found: error.shown, expected: "a JSON object")
        }
        try self.init(node: node)
    }

    init(node: JSONNode) throws(DraftMistake) {
        guard case .object(let fields) = node else {
            throw DraftMistake(field: "", found: node.shown, expected: "a JSON object")
        }
        self.init(text: "")
        for name in fields.keys.sorted() {
            guard let field = Field(rawValue: name) else { throw .unknownField(name) }
            guard let value = fields[name], value != .null else { continue }
            switch (field, value) {
            case (.reach, .integer(let number)): reach = number
            case (.reach, _):
                throw DraftMistake(field: name, found: value.shown, expected: "a whole number, at least 0")
            case (_, .string(let text)): try set(field, to: text)
            default: throw DraftMistake(field: name, found: value.shown, expected: "a string")
            }
        }
    }
}

extension JSONNode {
    /// In few words, for a mistake.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .string(let text): DraftMistake.shown(text)
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension StrictJSON.Mistake {
    var shown: String { "no valid JSON: \(found) at byte \(place)" }
}
