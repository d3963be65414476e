import Foundation

/// One value of a labelled row, as JSON has them.
package indirect enum LabelledValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([LabelledValue])
    case object([String: LabelledValue])

    init(_ value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let number as NSNumber:
            // JSON's Booleans come as numbers too; their encoding (`c`, a C Boolean) tells them.
            self = number.objCType.pointee == 0x63 ? .bool(number.boolValue) : .number(number.doubleValue)
        case let array as [Any]: self = .array(array.map { LabelledValue($0) })
        case let object as [String: Any]: self = .object(object.mapValues { LabelledValue($0) })
        default: self = .null
        }
    }

    /// What it is, for a mistake's message; longer texts are not shown: they may be anybody's words.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): "the number \(number.formatted())"
        case .string(let text): text.count <= 24 ? "\"\(text)\"" : "a text of \(text.count) characters"
        case .array(let values): "an array of \(values.count)"
        case .object: "an object"
        }
    }
}
