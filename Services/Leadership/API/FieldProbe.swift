import Foundation
import SwiftProtobuf

/// Finds out what a field of a message is, from the code that decodes it: it offers one field number and looks at what is
/// asked of it. So the API's schemas are those of the messages, and cannot part from them.
struct FieldProbe: SwiftProtobuf.Decoder {
    /// What stands in the field.
    indirect enum Content {
        case schema(JSONValue)
        case message(any Message.Type)
        case list(Content)
        case map(Content)
    }

    private var number: Int?
    private(set) var content: Content?

    init(number: Int) { self.number = number }

    mutating func nextFieldNumber() -> Int? {
        defer { number = nil }
        return number
    }

    mutating func handleConflictingOneOf() {}

    // What is put into the field is not its default, so that the message shows the field's name when it is written.
    private mutating func one<T>(_ value: inout T, _ example: T, _ schema: JSONValue) {
        value = example
        content = .schema(schema)
    }

    private mutating func some<T>(_ value: inout [T], _ example: T, _ schema: JSONValue) {
        value = [example]
        content = .list(.schema(schema))
    }

    private static let whole: JSONValue = ["type": "integer"]
    /// Proto3's JSON has 64 bits in a string.
    private static let long: JSONValue = ["type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$"]
    private static let unsignedLong: JSONValue = ["type": "string", "format": "uint64", "pattern": "^[0-9]{1,20}$"]
    private static let number: JSONValue = [
        "anyOf": [["type": "number"], ["type": "string", "enum": ["NaN", "Infinity", "-Infinity"]]]
    ]
    private static let text: JSONValue = ["type": "string"]
    private static let flag: JSONValue = ["type": "boolean"]
    private static let bytes: JSONValue = ["type": "string", "contentEncoding": "base64"]

    mutating func decodeSingularFloatField(value: inout Float) { one(&value, 1, Self.number) }
    mutating func decodeSingularFloatField(value: inout Float?) { one(&value, 1, Self.number) }
    mutating func decodeRepeatedFloatField(value: inout [Float]) { some(&value, 1, Self.number) }
    mutating func decodeSingularDoubleField(value: inout Double) { one(&value, 1, Self.number) }
    mutating func decodeSingularDoubleField(value: inout Double?) { one(&value, 1, Self.number) }
    mutating func decodeRepeatedDoubleField(value: inout [Double]) { some(&value, 1, Self.number) }
    mutating func decodeSingularInt32Field(value: inout Int32) { one(&value, 1, Self.whole) }
    mutating func decodeSingularInt32Field(value: inout Int32?) { one(&value, 1, Self.whole) }
    mutating func decodeRepeatedInt32Field(value: inout [Int32]) { some(&value, 1, Self.whole) }
    mutating func decodeSingularInt64Field(value: inout Int64) { one(&value, 1, Self.long) }
    mutating func decodeSingularInt64Field(value: inout Int64?) { one(&value, 1, Self.long) }
    mutating func decodeRepeatedInt64Field(value: inout [Int64]) { some(&value, 1, Self.long) }
    mutating func decodeSingularUInt32Field(value: inout UInt32) { one(&value, 1, Self.whole) }
    mutating func decodeSingularUInt32Field(value: inout UInt32?) { one(&value, 1, Self.whole) }
    mutating func decodeRepeatedUInt32Field(value: inout [UInt32]) { some(&value, 1, Self.whole) }
    mutating func decodeSingularUInt64Field(value: inout UInt64) { one(&value, 1, Self.unsignedLong) }
    mutating func decodeSingularUInt64Field(value: inout UInt64?) { one(&value, 1, Self.unsignedLong) }
    mutating func decodeRepeatedUInt64Field(value: inout [UInt64]) { some(&value, 1, Self.unsignedLong) }
    mutating func decodeSingularSInt32Field(value: inout Int32) { one(&value, 1, Self.whole) }
    mutating func decodeSingularSInt32Field(value: inout Int32?) { one(&value, 1, Self.whole) }
    mutating func decodeRepeatedSInt32Field(value: inout [Int32]) { some(&value, 1, Self.whole) }
    mutating func decodeSingularSInt64Field(value: inout Int64) { one(&value, 1, Self.long) }
    mutating func decodeSingularSInt64Field(value: inout Int64?) { one(&value, 1, Self.long) }
    mutating func decodeRepeatedSInt64Field(value: inout [Int64]) { some(&value, 1, Self.long) }
    mutating func decodeSingularFixed32Field(value: inout UInt32) { one(&value, 1, Self.whole) }
    mutating func decodeSingularFixed32Field(value: inout UInt32?) { one(&value, 1, Self.whole) }
    mutating func decodeRepeatedFixed32Field(value: inout [UInt32]) { some(&value, 1, Self.whole) }
    mutating func decodeSingularFixed64Field(value: inout UInt64) { one(&value, 1, Self.unsignedLong) }
    mutating func decodeSingularFixed64Field(value: inout UInt64?) { one(&value, 1, Self.unsignedLong) }
    mutating func decodeRepeatedFixed64Field(value: inout [UInt64]) { some(&value, 1, Self.unsignedLong) }
    mutating func decodeSingularSFixed32Field(value: inout Int32) { one(&value, 1, Self.whole) }
    mutating func decodeSingularSFixed32Field(value: inout Int32?) { one(&value, 1, Self.whole) }
    mutating func decodeRepeatedSFixed32Field(value: inout [Int32]) { some(&value, 1, Self.whole) }
    mutating func decodeSingularSFixed64Field(value: inout Int64) { one(&value, 1, Self.long) }
    mutating func decodeSingularSFixed64Field(value: inout Int64?) { one(&value, 1, Self.long) }
    mutating func decodeRepeatedSFixed64Field(value: inout [Int64]) { some(&value, 1, Self.long) }
    mutating func decodeSingularBoolField(value: inout Bool) { one(&value, true, Self.flag) }
    mutating func decodeSingularBoolField(value: inout Bool?) { one(&value, true, Self.flag) }
    mutating func decodeRepeatedBoolField(value: inout [Bool]) { some(&value, true, Self.flag) }
    mutating func decodeSingularStringField(value: inout String) { one(&value, "x", Self.text) }
    mutating func decodeSingularStringField(value: inout String?) { one(&value, "x", Self.text) }
    mutating func decodeRepeatedStringField(value: inout [String]) { some(&value, "x", Self.text) }
    mutating func decodeSingularBytesField(value: inout Data) { one(&value, Data([1]), Self.bytes) }
    mutating func decodeSingularBytesField(value: inout Data?) { one(&value, Data([1]), Self.bytes) }
    mutating func decodeRepeatedBytesField(value: inout [Data]) { some(&value, Data([1]), Self.bytes) }

    mutating func decodeSingularEnumField<E: Enum>(value: inout E) where E.RawValue == Int {
        one(&value, Self.example(), Self.choice(of: E.self))
    }
    mutating func decodeSingularEnumField<E: Enum>(value: inout E?) where E.RawValue == Int {
        one(&value, Self.example(), Self.choice(of: E.self))
    }
    mutating func decodeRepeatedEnumField<E: Enum>(value: inout [E]) where E.RawValue == Int {
        some(&value, Self.example(), Self.choice(of: E.self))
    }
    mutating func decodeSingularMessageField<M: Message>(value: inout M?) {
        value = M()
        content = .message(M.self)
    }
    mutating func decodeRepeatedMessageField<M: Message>(value: inout [M]) {
        value = [M()]
        content = .list(.message(M.self))
    }
    mutating func decodeSingularGroupField<G: Message>(value: inout G?) {}
    mutating func decodeRepeatedGroupField<G: Message>(value: inout [G]) {}

    mutating func decodeMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type, value: inout _ProtobufMap<KeyType, ValueType>.BaseType
    ) {
        value[KeyType.proto3DefaultValue] = ValueType.proto3DefaultValue
        content = .map(.schema(Self.text))
    }
    mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type,
        value: inout _ProtobufEnumMap<KeyType, ValueType>.BaseType
    ) where ValueType.RawValue == Int {
        value[KeyType.proto3DefaultValue] = ValueType()
        content = .map(.schema(Self.choice(of: ValueType.self)))
    }
    mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: inout _ProtobufMessageMap<KeyType, ValueType>.BaseType
    ) {
        value[KeyType.proto3DefaultValue] = ValueType()
        content = .map(.message(ValueType.self))
    }
    mutating func decodeExtensionField(
        values: inout ExtensionFieldValueSet, messageType: any Message.Type, fieldNumber: Int
    ) {}

    private static func example<E: Enum>() -> E where E.RawValue == Int {
        cases(of: E.self).first { $0.rawValue != 0 } ?? E()
    }

    /// Every case that the generated code knows.
    static func cases<E: Enum>(of type: E.Type) -> [E] {
        func all<Known: CaseIterable>(_ type: Known.Type) -> [Any] { type.allCases.map { $0 } }
        return (type as? any CaseIterable.Type).map { all($0) }?.compactMap { $0 as? E } ?? []
    }

    private static func choice<E: Enum>(of type: E.Type) -> JSONValue where E.RawValue == Int {
        ["type": "string", "enum": .array(names(of: type).map { .string($0) })]
    }

    /// As in the .proto files: the type's name before each, in capitals. A test reads each back.
    static func names<E: Enum>(of type: E.Type) -> [String] where E.RawValue == Int {
        cases(of: type).map { capitals("\(type)") + "_" + capitals("\($0)") }
    }

    private static func capitals(_ name: String) -> String {
        var out = ""
        for character in name {
            if character.isUppercase, !out.isEmpty { out += "_" }
            out += character.uppercased()
        }
        return out
    }
}
