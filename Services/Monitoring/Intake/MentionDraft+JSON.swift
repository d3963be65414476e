public import Foundation

extension MentionDraft {
    /// Reads one JSON object. `null` is as good as absent; unknown fields are refused by name.
    public init(
        json data: Data, unknownFields: MentionFile.UnknownFields = .refuse
    ) throws(DraftMistake) {
        let object: JSONObject
        do {
            object = try JSONDecoder().decode(JSONObject.self, from: data)
        } catch {
            throw DraftMistake(field: "", found: JSONText.fault(error), expected: "a JSON object")
        }
        try self.init(object: object, unknownFields: unknownFields)
    }

    init(object: JSONObject, unknownFields: MentionFile.UnknownFields = .refuse) throws(DraftMistake) {
        self.init(text: "")
        for name in object.fields.keys.sorted() {
            guard let field = Field(rawValue: name) else {
                if unknownFields == .ignore { continue }
                throw .unknownField(name)
            }
            guard let value = object.fields[name], value != .null else { continue }
            switch (field, value) {
            case (.reach, .integer(let number)): reach = number
            case (.reach, _):
                throw DraftMistake(
                    field: name, found: value.description, expected: "a whole number, at least 0")
            case (_, .string(let text)): try set(field, to: text)
            default: throw DraftMistake(field: name, found: value.description, expected: "a string")
            }
        }
    }
}

/// A JSON value of the kinds that matter here.
indirect enum JSONValue: Decodable, Hashable, Sendable, CustomStringConvertible {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if let text = try? single.decode(String.self) {
            self = .string(text)
        } else if single.decodeNil() {
            self = .null
        } else if let flag = try? single.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? single.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? single.decode(Double.self) {
            self = .number(number)
        } else if let object = try? single.decode(JSONObject.self) {
            self = .object(object)
        } else {
            self = .array(try single.decode([JSONValue].self))
        }
    }

    var description: String {
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

struct JSONObject: Decodable, Hashable, Sendable {
    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var fields: [String: JSONValue]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        fields = [:]
        for name in container.allKeys { fields[name.stringValue] = try container.decode(JSONValue.self, forKey: name) }
    }

    func string(_ name: String) -> String? {
        if case .string(let text)? = fields[name] { text } else { nil }
    }
}

enum JSONText {
    /// What the decoder found, in few words.
    static func fault(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "something unreadable" }
        switch error {
        case .typeMismatch, .valueNotFound: return "another JSON value"
        default: return "no valid JSON"
        }
    }
}
