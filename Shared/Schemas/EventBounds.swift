import Foundation
public import SwiftProtobuf

/// The numbers an event may carry. They come from topics that others may write to, and everything calculates with them:
/// so small that adding several up, or taking seconds for milliseconds, cannot overflow.
public enum EventBounds {
    /// The last millisecond of the year 9999, since 1970; and more than anything that is counted here.
    public static let largest: Int64 = 253_402_300_799_999
    public static let largestInt32: Int32 = 1_000_000_000
    public static let largestNumber = 1e15

    /// - Throws: `EventDecodingError.undecodable` that names the field: a number beyond the bounds on either side, or one
    ///   that is none.
    public static func check<M: Message>(_ message: M) throws(EventDecodingError) {
        var visitor = BoundsVisitor(type: M.self)
        do {
            try message.traverse(visitor: &visitor)
        } catch let error as OutOfBounds {
            throw .undecodable(type: M.protoMessageName, reason: error.description)
        } catch {
            throw .undecodable(type: M.protoMessageName, reason: "\(error)")
        }
    }

    /// A sum that stays within the bounds.
    public static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? (a < 0 ? -largest : largest) : min(max(sum, -largest), largest)
    }

    /// A time brought between 1970 and 9999.
    public static func time(_ milliseconds: Int64) -> Int64 { min(max(milliseconds, 0), largest) }
}

private struct OutOfBounds: Error, CustomStringConvertible {
    var type: any Message.Type
    var field: Int
    var found: String
    var expected: String

    var description: String {
        let name = FieldNames.name(of: field, in: type).map { " (\($0))" } ?? ""
        return "field \(field)\(name) of \(type.protoMessageName) is \(found), expected \(expected)"
    }
}

/// Looks at every number of a message.
private struct BoundsVisitor: Visitor {
    var type: any Message.Type

    mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) throws {
        guard (-EventBounds.largest...EventBounds.largest).contains(value) else {
            throw OutOfBounds(
                type: type, field: fieldNumber, found: "\(value)",
                expected: "-\(EventBounds.largest) to \(EventBounds.largest)")
        }
    }

    mutating func visitSingularInt32Field(value: Int32, fieldNumber: Int) throws {
        // Numbers of this width count: attempts, steps, hours.
        guard (0...EventBounds.largestInt32).contains(value) else {
            throw OutOfBounds(
                type: type, field: fieldNumber, found: "\(value)", expected: "0 to \(EventBounds.largestInt32)")
        }
    }

    mutating func visitSingularDoubleField(value: Double, fieldNumber: Int) throws {
        // Not a number is in no range.
        guard (-EventBounds.largestNumber...EventBounds.largestNumber).contains(value) else {
            throw OutOfBounds(
                type: type, field: fieldNumber, found: "\(value)",
                expected: "a number, at most \(EventBounds.largestNumber)")
        }
    }

    mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws {
        let outer = type
        type = M.self
        try value.traverse(visitor: &self)
        type = outer
    }

    mutating func visitMapField<KeyType, ValueType: Message>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: _ProtobufMessageMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws {
        for element in value.values { try visitSingularMessageField(value: element, fieldNumber: fieldNumber) }
    }

    mutating func visitMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type, value: _ProtobufMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws {
        for element in value.values {
            try ValueType.visitSingular(value: element, fieldNumber: fieldNumber, with: &self)
        }
    }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type, value: _ProtobufEnumMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws where ValueType.RawValue == Int {}

    // Unsigned numbers are hashes and bits: nobody calculates with them. Texts and flags are no numbers.
    mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) throws {}
    mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) throws {}
    mutating func visitSingularStringField(value: String, fieldNumber: Int) throws {}
    mutating func visitSingularBytesField(value: Data, fieldNumber: Int) throws {}
    mutating func visitSingularEnumField<E: Enum>(value: E, fieldNumber: Int) throws {}
    mutating func visitUnknown(bytes: Data) throws {}
}

/// What fields are called; asked for only where something is wrong with one.
enum FieldNames {
    /// In JSON; nil for one that is neither a whole number nor a fraction.
    static func name(of number: Int, in type: any Message.Type) -> String? {
        for value in [[0, 1], [1, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]] as [[UInt8]] {
            guard let message = try? type.init(serializedBytes: tag(number, value[0]) + value.dropFirst()),
                let text = try? message.jsonString()
            else { continue }
            let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
            if parts.count > 2, parts[0] == "{" { return String(parts[1]) }
        }
        return nil
    }

    private static func tag(_ number: Int, _ wire: UInt8) -> [UInt8] {
        var value = UInt64(clamping: number) << 3 | UInt64(wire)
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7f) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }
}
