/// UTF-8 that somebody took for Western letters and wrote as UTF-8 once more: `æ¾œæ±Ÿ` for 澜江.
package enum DoubleEncoding {
    /// The text as it was meant, in UTF-8; the same bytes where they are what they seem.
    ///
    /// It is undone only where every letter beyond ASCII stands for a byte, the bytes are valid UTF-8, and at least two characters of
    /// three bytes come of it: no language is written so.
    /// - Parameter bytes: valid UTF-8.
    package static func undone(_ bytes: [UInt8]) -> [UInt8] {
        // Three bytes that are letters each: a text in Latin script has ASCII between them, and one in any other is not in question.
        guard bytes.contains(where: { 0xc2...0xc3 ~= $0 }) else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var long = 0
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            guard let byte = scalar.value < 0x100 ? UInt8(scalar.value) : windows[scalar.value] else { return bytes }
            if 0xe3...0xf4 ~= byte { long += 1 }
            out.append(byte)
        }
        return long >= 2 && String(validating: out, as: UTF8.self) != nil ? out : bytes
    }

    /// Bytes 0x80 to 0x9F as Windows shows them.
    private static let windows: [UInt32: UInt8] = [
        0x20ac: 0x80, 0x201a: 0x82, 0x0192: 0x83, 0x201e: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87, 0x02c6: 0x88,
        0x2030: 0x89, 0x0160: 0x8a, 0x2039: 0x8b, 0x0152: 0x8c, 0x017d: 0x8e, 0x2018: 0x91, 0x2019: 0x92, 0x201c: 0x93,
        0x201d: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02dc: 0x98, 0x2122: 0x99, 0x0161: 0x9a, 0x203a: 0x9b,
        0x0153: 0x9c, 0x017e: 0x9e, 0x0178: 0x9f,
    ]
}
