import Crypto

/// Ids derived from what they name; nothing random.
public enum EventID {
    /// First 128 bits of SHA-256 over the length-prefixed parts, in hex.
    public static func derive(_ parts: String...) -> String { derive(parts) }

    public static func derive(_ parts: [String]) -> String {
        String(hexSHA256(parts).prefix(32))
    }

    /// SHA-256 over the length-prefixed parts, in hex: 64 characters.
    public static func hexSHA256(_ parts: [String]) -> String {
        var hasher = SHA256()
        for part in parts {
            let bytes = Array(part.utf8)
            hasher.update(data: Array("\(bytes.count):".utf8))
            hasher.update(data: bytes)
        }
        return hex(hasher.finalize())
    }

    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
