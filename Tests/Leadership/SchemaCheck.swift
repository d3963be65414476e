import Foundation
import Schemas

@testable import Leadership

/// As much of JSON Schema as the document uses.
struct SchemaCheck {
    private let document: [String: Any]

    init(_ document: JSONValue) throws {
        let data = try JSONEncoder().encode(document)
        self.document = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    func faults(in data: Data, of path: String, method: String, status: String, type: String) throws -> [String] {
        var place: Any? = document
        for name in ["paths", path, method, "responses", status, "content", type, "schema"] {
            place = (place as? [String: Any])?[name]
        }
        guard let schema = place as? [String: Any] else { return ["no schema for \(method) \(path) \(status) \(type)"] }
        let value = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
        return faults(value, schema, at: "$")
    }

    private func faults(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            var target: Any? = document
            for name in reference.dropFirst(2).split(separator: "/") {
                target = (target as? [String: Any])?[String(name)]
            }
            guard let target = target as? [String: Any] else { return ["\(place): \(reference) is not there"] }
            return faults(value, target, at: place)
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            return choices.contains { faults(value, $0, at: place).isEmpty } ? [] : ["\(place): none of anyOf"]
        }
        var found: [String] = []
        if let names = schema["enum"] as? [String], !names.contains(value as? String ?? "") {
            found.append("\(place): \(value) is none of \(names)")
        }
        switch schema["type"] as? String {
        case "object":
            guard let object = value as? [String: Any] else { return ["\(place): no object"] }
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for name in schema["required"] as? [String] ?? [] where object[name] == nil {
                found.append("\(place): \(name) is missing")
            }
            for (name, member) in object {
                if let property = properties[name] {
                    found += faults(member, property, at: "\(place).\(name)")
                } else if let more = schema["additionalProperties"] as? [String: Any] {
                    found += faults(member, more, at: "\(place).\(name)")
                } else if schema["additionalProperties"] as? Bool == false {
                    found.append("\(place): \(name) is not in the schema")
                }
            }
        case "array":
            guard let array = value as? [Any] else { return ["\(place): no array"] }
            let items = schema["items"] as? [String: Any] ?? [:]
            for (index, item) in array.enumerated() { found += faults(item, items, at: "\(place)[\(index)]") }
        case "string":
            guard let text = value as? String else { return ["\(place): no text"] }
            if let pattern = schema["pattern"] as? String, text.range(of: pattern, options: .regularExpression) == nil {
                found.append("\(place): \(text) does not match \(pattern)")
            }
        case "integer", "number", "boolean":
            if !(value is NSNumber) { found.append("\(place): no number or truth") }
        default: break
        }
        return found
    }
}
