import CXML2

/// Character references of HTML: each stands for one character, so none can expand into more.
package enum CharacterReferences {
    /// - Parameter name: what stands between `&` and `;`, or where a `;` should.
    package static func character(_ name: some StringProtocol) -> String? {
        guard name.utf8.first == UInt8(ascii: "#") else { return named(name) }
        let digits = name.dropFirst()
        let isHex = digits.utf8.first == UInt8(ascii: "x") || digits.utf8.first == UInt8(ascii: "X")
        let figures = isHex ? digits.dropFirst() : digits
        guard !figures.isEmpty, figures.utf8.count <= 8, figures.utf8.allSatisfy({ isFigure($0, isHex: isHex) }),
            let value = UInt32(figures, radix: isHex ? 16 : 10)
        else { return nil }
        guard let scalar = Unicode.Scalar(windows[value] ?? value), value != 0 else { return "\u{fffd}" }
        return String(Character(scalar))
    }

    private static func isFigure(_ byte: UInt8, isHex: Bool) -> Bool {
        switch byte {
        case 0x30...0x39: true
        case 0x41...0x46, 0x61...0x66: isHex
        default: false
        }
    }

    private static func named(_ name: some StringProtocol) -> String? {
        if name == "apos" { return "'" }
        guard (2...10).contains(name.utf8.count), let found = htmlEntityLookup(String(name)),
            let scalar = Unicode.Scalar(found.pointee.value)
        else { return nil }
        return String(Character(scalar))
    }

    /// What browsers take numbers 128 to 159 for: Windows' characters of that number (HTML, 13.2.5.80).
    private static let windows: [UInt32: UInt32] = [
        0x80: 0x20ac, 0x82: 0x201a, 0x83: 0x0192, 0x84: 0x201e, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021, 0x88: 0x02c6,
        0x89: 0x2030, 0x8a: 0x0160, 0x8b: 0x2039, 0x8c: 0x0152, 0x8e: 0x017d, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201c,
        0x94: 0x201d, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014, 0x98: 0x02dc, 0x99: 0x2122, 0x9a: 0x0161, 0x9b: 0x203a,
        0x9c: 0x0153, 0x9e: 0x017e, 0x9f: 0x0178,
    ]
}
