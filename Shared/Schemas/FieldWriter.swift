/// Writes a protobuf message field by field (Protocol Buffers, "Encoding"), for a row that is written far more often than
/// anybody looks at it as a message.
///
/// Called in the order of field numbers it gives the bytes that SwiftProtobuf gives: default values are left out. Readers
/// take fields in any order.
public struct FieldWriter {
    public private(set) var bytes: [UInt8] = []

    private enum Wire: UInt64 {
        case varint = 0
        case eight = 1
        case counted = 2
        case four = 5
    }

    /// - Parameter capacity: bytes to make room for at once.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Fields that are written already.
    public mutating func append(_ written: [UInt8]) { bytes.append(contentsOf: written) }

    // MARK: Fields, left out where they hold their default

    public mutating func string(_ field: Int, _ text: String) {
        guard !text.isEmpty else { return }
        element(field, text)
    }

    public mutating func integer(_ field: Int, _ value: Int64) {
        guard value != 0 else { return }
        tag(field, .varint)
        varint(UInt64(bitPattern: value))
    }

    public mutating func number(_ field: Int, _ value: Double) {
        guard value.bitPattern != 0 else { return }
        tag(field, .eight)
        fixed(value.bitPattern)
    }

    public mutating func number(_ field: Int, _ value: Float) {
        guard value.bitPattern != 0 else { return }
        tag(field, .four)
        fixed(value.bitPattern)
    }

    /// A field of bytes, filled in place.
    /// - Parameter body: is given the bytes, all zero, and fills them.
    public mutating func bytes(_ field: Int, count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        guard count > 0 else { return }
        tag(field, .counted)
        varint(UInt64(count))
        let at = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        bytes.withUnsafeMutableBytes { body(UnsafeMutableRawBufferPointer(rebasing: $0[at...])) }
    }

    // MARK: Elements of lists, and messages: written whatever they hold

    public mutating func element(_ field: Int, _ text: String) {
        tag(field, .counted)
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable {
            varint(UInt64($0.count))
            bytes.append(contentsOf: $0)
        }
        guard isWritten == nil else { return }
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// A message that is written already.
    public mutating func message(_ field: Int, _ written: [UInt8]) {
        tag(field, .counted)
        varint(UInt64(written.count))
        bytes.append(contentsOf: written)
    }

    /// A message that is written already but for one field, its last.
    public mutating func message(_ field: Int, _ written: [UInt8], thenInteger last: Int, _ value: Int64) {
        tag(field, .counted)
        let more = value == 0 ? 0 : Self.length(of: UInt64(last) << 3) + Self.length(of: UInt64(bitPattern: value))
        varint(UInt64(written.count + more))
        bytes.append(contentsOf: written)
        integer(last, value)
    }

    public mutating func message(_ field: Int, _ body: (inout FieldWriter) -> Void) {
        tag(field, .counted)
        let at = bytes.count
        bytes.append(0)
        body(&self)
        let length = bytes.count - at - 1
        guard length >= 0x80 else {
            bytes[at] = UInt8(length)
            return
        }
        // Longer than one byte can say: what follows makes room.
        let more = Self.length(of: UInt64(length)) - 1
        for _ in 0..<more { bytes.append(0) }
        bytes.withUnsafeMutableBytes { bytes in
            let message = UnsafeRawBufferPointer(rebasing: bytes[(at + 1)..<(at + 1 + length)])
            UnsafeMutableRawBufferPointer(rebasing: bytes[(at + 1 + more)...]).copyMemory(from: message)
            var left = length
            for byte in at..<(at + more) {
                bytes[byte] = UInt8(truncatingIfNeeded: left) | 0x80
                left >>= 7
            }
            bytes[at + more] = UInt8(left)
        }
    }

    // MARK: Parts

    private mutating func tag(_ field: Int, _ wire: Wire) { varint(UInt64(field) << 3 | wire.rawValue) }

    private mutating func varint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// Bytes of a varint.
    private static func length(of value: UInt64) -> Int { (UInt64.bitWidth - (value | 1).leadingZeroBitCount + 6) / 7 }

    private mutating func fixed<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
