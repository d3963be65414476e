import Schemas
import SwiftProtobuf

/// A parameter of a query: how it is documented, and what is accepted, said once.
struct APIParameter: Sendable {
    enum Kind: Sendable {
        /// At least one character.
        case text(longest: Int)
        case whole(ClosedRange<Int64>)
        case choice([String])
        case flag
    }

    var name: String
    var kind: Kind
    var description: String

    var schema: JSONValue {
        switch kind {
        case .text(let longest): ["type": "string", "minLength": 1, "maxLength": .integer(Int64(longest))]
        case .whole(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0) })]
        case .flag: ["type": "boolean"]
        }
    }

    /// - Throws: `Problem` with what was found and what was expected.
    func check(_ text: String) throws {
        func wrong(_ expected: String) -> Problem {
            Problem(.invalid, "found \(name)=\"\(Refusals.shown(text))\", expected \(expected)", field: name)
        }
        switch kind {
        case .text(let longest):
            guard !text.isEmpty, text.unicodeScalars.count <= longest, !text.utf8.contains(0) else {
                throw wrong("1 to \(longest) characters")
            }
        case .whole(let range):
            guard let number = Int64(text), range.contains(number), !text.hasPrefix("+") else {
                throw wrong("\(range.lowerBound) to \(range.upperBound)")
            }
        case .choice(let choices):
            guard choices.contains(text) else { throw wrong(choices.joined(separator: ", ")) }
        case .flag:
            guard text == "true" || text == "false" else { throw wrong("true or false") }
        }
    }

    static let limit = APIParameter(
        name: "limit", kind: .whole(1...200), description: "The most items to answer with; 50 otherwise.")
    static let after = APIParameter(
        name: "after", kind: .text(longest: 200),
        description: "The `next` of the page before; from the beginning otherwise.")
    static let paging = [limit, after]
    static let subject = APIParameter(
        name: "subject", kind: .text(longest: 200), description: "Only of this subject of the plan.")
    static let incident = APIParameter(
        name: "incident", kind: .text(longest: 200), description: "Only of this incident.")
    static let person = APIParameter(
        name: "person", kind: .text(longest: 200), description: "Only of this person of the plan.")
    static let drill = APIParameter(
        name: "drill", kind: .flag, description: "Only drills, or only what is none.")

    static func since(_ what: String) -> APIParameter {
        APIParameter(
            name: "since", kind: .whole(0...253_402_300_799_999),
            description: "Only what was \(what) at or after this moment (milliseconds since 1970).")
    }

    /// One of an enumeration's values, named as in the answers.
    static func choice<E: Enum>(_ name: String, of type: E.Type, _ description: String) -> APIParameter
    where E.RawValue == Int {
        APIParameter(
            name: name, kind: .choice(SchemaDescriptors.values(of: type).map(\.name)), description: description)
    }

    static func choice(_ name: String, of choices: [String], _ description: String) -> APIParameter {
        APIParameter(name: name, kind: .choice(choices), description: description)
    }

    static let format = choice("format", of: ["json", "csv"], "What the answer is written as; JSON otherwise.")
}
