/// RFC 4648, section 4: with padding, without line ends, and in one form only.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (bytes.count + 2) / 3 * 4))
        alphabet.withUnsafeBufferPointer { alphabet in
            text.withUnsafeMutableBufferPointer { text in
                var (at, out) = (0, start)
                while at + 3 <= bytes.count {
                    let group = Int(bytes[at]) << 16 | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2])
                    text[out] = alphabet[group >> 18]
                    text[out + 1] = alphabet[group >> 12 & 63]
                    text[out + 2] = alphabet[group >> 6 & 63]
                    text[out + 3] = alphabet[group & 63]
                    at += 3
                    out += 4
                }
                // What is missing of the last four stays padding.
                let rest = bytes.count - at
                guard rest > 0 else { return }
                let group = Int(bytes[at]) << 16 | (rest == 2 ? Int(bytes[at + 1]) << 8 : 0)
                text[out] = alphabet[group >> 18]
                text[out + 1] = alphabet[group >> 12 & 63]
                if rest == 2 { text[out + 2] = alphabet[group >> 6 & 63] }
            }
        }
    }

    /// - Returns: nil for what `append` would not have written.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        guard !text.isEmpty else { return [] }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard padding == 0 || text.last == UInt8(ascii: "=") else { return nil }
        var isRight = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { bytes, count in
            values.withUnsafeBufferPointer { values in
                // Whole groups: a letter that is none shows in the highest bits of all of them together.
                var (seen, at, out): (UInt32, Int, Int) = (0, 0, 0)
                while at < text.count - 4 {
                    let (a, b) = (UInt32(values[Int(text[at])]), UInt32(values[Int(text[at + 1])]))
                    let (c, d) = (UInt32(values[Int(text[at + 2])]), UInt32(values[Int(text[at + 3])]))
                    seen |= a | b | c | d
                    let group = a << 18 | b << 12 | c << 6 | d
                    bytes[out] = UInt8(truncatingIfNeeded: group >> 16)
                    bytes[out + 1] = UInt8(truncatingIfNeeded: group >> 8)
                    bytes[out + 2] = UInt8(truncatingIfNeeded: group)
                    at += 4
                    out += 3
                }
                var group: UInt32 = 0
                for index in 0..<4 {
                    let value = index >= 4 - padding ? 0 : UInt32(values[Int(text[at + index])])
                    seen |= value
                    group = group << 6 | value & 63
                }
                isRight = seen < 64 && group & (padding == 0 ? 0 : padding == 1 ? 0xff : 0xffff) == 0
                for index in 0..<(3 - padding) {
                    bytes[out] = UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(index)))
                    out += 1
                }
                count = out
            }
        }
        return isRight ? bytes : nil
    }
}
