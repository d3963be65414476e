public import Foundation
public import SwiftProtobuf

/// Whether the numbers in a message can be meant: a time, a count or a size, never one at the end of what 64 bits hold.
///
/// Sums and differences of what passes here do not overflow, so that whoever takes messages in has to ask once, at the
/// door, and not at every `+`. Unsigned fields hold hashes and may be anything.
public struct PlausibleNumbers {
    /// 2200-01-01 in milliseconds since 1970, and more than any count of ours.
    public static let largest: Int64 = 7_258_118_400_000
    public static let largestInt32: Int32 = 1_000_000_000
    public static let largestDouble = 1e15

    /// A number that cannot be meant, and where it is.
    public struct Implausible: Error, Hashable, Sendable, CustomStringConvertible {
        /// Field numbers from the outermost message to the number.
        public var path: [Int]
        public var found: String

        public var description: String {
            "field \(path.map { String($0) }.joined(separator: ".")): found \(found), expected a time, count or size "
                + "between -\(PlausibleNumbers.largest) and \(PlausibleNumbers.largest)"
        }
    }

    private var path: [Int] = []

    /// - Throws: `Implausible` for the first such number.
    public static func check(_ message: some Message) throws {
        var visitor = PlausibleNumbers()
        try message.traverse(visitor: &visitor)
    }
}

extension PlausibleNumbers: Visitor {
    public mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) throws {
        guard (-Self.largest...Self.largest).contains(value) else {
            throw Implausible(path: path + [fieldNumber], found: "\(value)")
        }
    }

    public mutating func visitSingularInt32Field(value: Int32, fieldNumber: Int) throws {
        guard (-Self.largestInt32...Self.largestInt32).contains(value) else {
            throw Implausible(path: path + [fieldNumber], found: "\(value)")
        }
    }

    public mutating func visitSingularDoubleField(value: Double, fieldNumber: Int) throws {
        guard value.isFinite, value.magnitude <= Self.largestDouble else {
            throw Implausible(path: path + [fieldNumber], found: "\(value)")
        }
    }

    public mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws {
        path.append(fieldNumber)
        try value.traverse(visitor: &self)
        path.removeLast()
    }

    public mutating func visitSingularGroupField<G: Message>(value: G, fieldNumber: Int) throws {
        try visitSingularMessageField(value: value, fieldNumber: fieldNumber)
    }

    // What is no number of ours to calculate with.
    public mutating func visitUnknown(bytes: Data) throws {}
    public mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) throws {}
    public mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) throws {}
    public mutating func visitSingularStringField(value: String, fieldNumber: Int) throws {}
    public mutating func visitSingularBytesField(value: Data, fieldNumber: Int) throws {}
    public mutating func visitSingularEnumField<E: Enum>(value: E, fieldNumber: Int) throws {}
    public mutating func visitMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type, value: _ProtobufMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws {}
    public mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type, value: _ProtobufEnumMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws where ValueType.RawValue == Int {}
    public mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: _ProtobufMessageMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws {
        for entry in value.values { try visitSingularMessageField(value: entry, fieldNumber: fieldNumber) }
    }
}
