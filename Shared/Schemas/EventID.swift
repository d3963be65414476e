import Crypto

/// Ids derived from what they name; nothing random.
public enum EventID {
    /// First 128 bits of SHA-256 over the length-prefixed parts, in hex.
    public static func derive(_ parts: String...) -> String { derive(parts) }

    public static func derive(_ parts: [String]) -> String {
        String(decoding: hex(digest(parts), 16), as: UTF8.self)
    }

    /// The same as the text's bytes.
    public static func deriveBytes(_ parts: String...) -> [UInt8] { hex(digest(parts), 16) }

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

    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes).withUnsafeBytes { hex($0) }, as: UTF8.self)
    }

    /// - Parameter count: bytes of the digest.
    private static func hex(_ digest: SHA256.Digest, _ count: Int) -> [UInt8] {
        digest.withUnsafeBytes { hex(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    private static func hex(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
        return [UInt8](unsafeUninitializedCapacity: 2 * bytes.count) { out, count in
            for (index, byte) in bytes.enumerated() {
                out[2 * index] = digit(byte >> 4)
                out[2 * index + 1] = digit(byte & 15)
            }
            count = 2 * bytes.count
        }
    }
}
