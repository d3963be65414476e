import Foundation
import SwiftProtobuf

/// JSON Schemas (2020-12) of messages in proto3's canonical JSON, each under its name, with all they refer to.
struct MessageSchemas {
    /// Above every field number in use.
    private static let numbers = 1...256

    private(set) var definitions: [String: JSONValue] = [:]

    static func reference(to type: any Message.Type) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name(of: type))")]
    }

    static func name(of type: any Message.Type) -> String {
        String(type.protoMessageName.split(separator: ".").last ?? "")
    }

    /// Adds a message, and those it is made of.
    mutating func add(_ type: any Message.Type) {
        let name = Self.name(of: type)
        guard definitions[name] == nil else { return }
        definitions[name] = [:]
        var properties: [String: JSONValue] = [:]
        for (field, content) in Self.fields(of: type) { properties[field] = schema(content) }
        definitions[name] = ["type": "object", "properties": .object(properties), "additionalProperties": false]
    }

    /// The fields of a message by their names in JSON.
    static func fields(of type: any Message.Type) -> [(name: String, content: FieldProbe.Content)] {
        numbers.compactMap { number in
            var message = type.init()
            var probe = FieldProbe(number: number)
            guard (try? message.decodeMessage(decoder: &probe)) != nil, let content = probe.content,
                let bytes: [UInt8] = try? message.jsonUTF8Bytes(),
                let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                let name = object.keys.first
            else { return nil }
            return (name, content)
        }
    }

    private mutating func schema(_ content: FieldProbe.Content) -> JSONValue {
        switch content {
        case .schema(let schema): return schema
        case .message(let type):
            add(type)
            return Self.reference(to: type)
        case .list(let element): return ["type": "array", "items": schema(element)]
        case .map(let value): return ["type": "object", "additionalProperties": schema(value)]
        }
    }
}
