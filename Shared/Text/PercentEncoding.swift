/// Percent-encoding in one spelling (RFC 3986, 2.1 to 2.3 and 6.2.2).
public enum PercentEncoding {
    /// A text as one component of an address or a form: only unreserved characters stay plain.
    public static func component(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 { if isUnreserved(byte) { encoded.append(byte) } else { encode(byte, into: &encoded) } }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The delimiters that may stand plain in a path's segment.
    static let pathBytes = Set("!$&'()*+,;=:@".utf8)
    /// The delimiters that may stand plain in the name of a query's parameter.
    static let nameBytes = Set("!$'()*+,;:@/?".utf8)
    /// The delimiters that may stand plain in its value.
    static let valueBytes = nameBytes.union("=".utf8)

    /// Unreserved characters plain, `keeping` as they were found, everything else encoded in upper case.
    static func normalised(_ bytes: ArraySlice<UInt8>, keeping: Set<UInt8>) -> String {
        var normal: [UInt8] = []
        normal.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == UInt8(ascii: "%"), position + 2 < bytes.endIndex, let high = digit(bytes[position + 1]),
                let low = digit(bytes[position + 2])
            {
                let decoded = high << 4 | low
                if isUnreserved(decoded) { normal.append(decoded) } else { encode(decoded, into: &normal) }
                position += 3
                continue
            }
            if isUnreserved(byte) || keeping.contains(byte) { normal.append(byte) } else { encode(byte, into: &normal) }
            position += 1
        }
        return String(decoding: normal, as: UTF8.self)
    }

    private static func encode(_ byte: UInt8, into bytes: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
    }
}
