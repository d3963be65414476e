package import SwiftProtobuf

/// JSON Schemas of messages in proto3's canonical JSON, each under its name, with all they refer to and what the .proto
/// files say of each field.
package struct MessageSchemas {
    package enum Reader: Sendable {
        /// OpenAPI 3.1, JSON Schema 2020-12: an answer has these members and no other.
        case api
        /// AsyncAPI 3.0, draft-07: nothing may stand beside a reference, and whoever reads old and new events passes over
        /// members it does not know.
        case events
    }

    package let reader: Reader

    package private(set) var definitions: [String: JSONValue] = [:]

    private let descriptors = SchemaDescriptors.all

    package init(for reader: Reader) { self.reader = reader }

    package static func reference(to type: any Message.Type) -> JSONValue {
        reference(SchemaDescriptors.name(of: type))
    }

    package static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// Adds a message, and those it is made of.
    package mutating func add(_ type: any Message.Type) { add(SchemaDescriptors.name(of: type)) }

    private mutating func add(_ name: String) {
        guard definitions[name] == nil, let message = descriptors.messages[name] else { return }
        definitions[name] = [:]
        var properties: [String: JSONValue] = [:]
        for field in message.fields {
            let said: [String: JSONValue] = field.comment.isEmpty ? [:] : ["description": .string(field.comment)]
            let schema = schema(field.kind)
            if reader == .events, case .object(let members) = schema, members["$ref"] != nil, !said.isEmpty {
                properties[field.jsonName] = .object(["allOf": [schema]]).with(said)
            } else {
                properties[field.jsonName] = schema.with(said)
            }
        }
        var definition: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
        if reader == .api { definition["additionalProperties"] = false }
        if !message.comment.isEmpty { definition["description"] = .string(message.comment) }
        definitions[name] = .object(definition)
    }

    private mutating func schema(_ kind: SchemaDescriptors.Kind) -> JSONValue {
        switch kind {
        case .text: return ["type": "string"]
        case .bytes: return ["type": "string", "contentEncoding": "base64"]
        case .flag: return ["type": "boolean"]
        case .whole: return ["type": "integer"]
        // Proto3's JSON has 64 bits in a text.
        case .long: return ["type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$"]
        case .unsignedLong: return ["type": "string", "format": "uint64", "pattern": "^[0-9]{1,20}$"]
        case .number:
            return ["anyOf": [["type": "number"], ["type": "string", "enum": ["NaN", "Infinity", "-Infinity"]]]]
        case .message(let name):
            add(name)
            return Self.reference(name)
        case .enumeration(let name):
            addValues(name)
            return Self.reference(name)
        case .list(let element): return ["type": "array", "items": schema(element)]
        case .map(let value): return ["type": "object", "additionalProperties": schema(value)]
        }
    }

    private mutating func addValues(_ name: String) {
        let values = descriptors.enumerations[name] ?? []
        definitions[name] = [
            "type": "string", "enum": .array(values.map { .string($0.name) }),
            "description": .string(values.map { "`\($0.name)`: \($0.comment)" }.joined(separator: " ")),
        ]
    }
}
