/// Protobuf put together from parts that are written already (Protocol Buffers, "Encoding"): readers take fields in any
/// order, and the elements of a repeated field wherever they stand.
public enum EncodedFields {
    /// Appends a message's bytes as a field of the message that `bytes` is.
    /// - Parameter field: the field's number, 1 to 15; it is a message or a repeated one.
    public static func append(_ message: [UInt8], as field: UInt8, to bytes: inout [UInt8]) {
        precondition((1...15).contains(field), "field \(field) does not fit into a tag of one byte")
        bytes.append(field << 3 | 2)
        var length = UInt(message.count)
        while length >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        bytes.append(contentsOf: message)
    }
}
