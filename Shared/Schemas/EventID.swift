import Crypto

/// Ids derived from what they name; nothing random.
public enum EventID {
    /// First 128 bits of SHA-256 over the length-prefixed parts, in hex.
    public static func derive(_ parts: String...) -> String { derive(parts) }

    public static func derive(_ parts: [String]) -> String {
        String(decoding: hex(digest(parts).prefix(16)), as: UTF8.self)
    }

    /// The same as the text's bytes.
    public static func deriveBytes(_ parts: String...) -> [UInt8] { hex(digest(parts).prefix(16)) }

    /// SHA-256 over the length-prefixed parts, in hex: 64 characters.
    public static func hexSHA256(_ parts: [String]) -> String { hex(digest(parts)) }

    private static func digest(_ parts: [String]) -> SHA256.Digest {
        // One piece for one call of the hash: it is made for every record that is written.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count + 4 })
        for part in parts {
            bytes.append(contentsOf: String(part.utf8.count).utf8)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: part.utf8)
        }
        return SHA256.hash(data: bytes)
    }

    public static func hex(_ bytes: some Sequence<UInt8>) -> String { String(decoding: hex(bytes), as: UTF8.self) }

    private static func hex(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
        var out: [UInt8] = []
        out.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            out.append(digit(byte >> 4))
            out.append(digit(byte & 15))
        }
        return out
    }
}
