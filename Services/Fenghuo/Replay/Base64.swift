/// RFC 4648, section 4: with padding, without line ends, and in one form only.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
        alphabet.withUnsafeBufferPointer { alphabet in
            bytes.withUnsafeBufferPointer { bytes in
                var at = 0
                while at + 3 <= bytes.count {
                    let group = UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2])
                    text.append(alphabet[Int(group >> 18)])
                    text.append(alphabet[Int(group >> 12 & 63)])
                    text.append(alphabet[Int(group >> 6 & 63)])
                    text.append(alphabet[Int(group & 63)])
                    at += 3
                }
                let rest = bytes.count - at
                guard rest > 0 else { return }
                let group = UInt32(bytes[at]) << 16 | (rest == 2 ? UInt32(bytes[at + 1]) << 8 : 0)
                text.append(alphabet[Int(group >> 18)])
                text.append(alphabet[Int(group >> 12 & 63)])
                text.append(rest == 2 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
                text.append(UInt8(ascii: "="))
            }
        }
    }

    /// - Returns: nil for what `append` would not have written.
    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        guard !text.isEmpty else { return [] }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard padding == 0 || text.last == UInt8(ascii: "=") else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        return values.withUnsafeBufferPointer { values in
            for at in stride(from: 0, to: text.count, by: 4) {
                let isLast = at + 4 == text.count
                var group: UInt32 = 0
                for index in 0..<4 {
                    let isPadding = isLast && index >= 4 - padding
                    let value = isPadding ? 0 : values[Int(text[at + index])]
                    guard value < 64 else { return nil }
                    group = group << 6 | UInt32(value)
                }
                let count = isLast ? 3 - padding : 3
                if count < 3, group & (count == 2 ? 0xff : 0xffff) != 0 { return nil }
                bytes.append(UInt8(group >> 16))
                if count > 1 { bytes.append(UInt8(group >> 8 & 0xff)) }
                if count > 2 { bytes.append(UInt8(group & 0xff)) }
            }
            return bytes
        }
    }
}
