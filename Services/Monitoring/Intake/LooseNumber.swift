import Foundation

/// A number as people and spreadsheets write it: `1,234`, `1.2万`, `3.4k`, `100.0`, `1.2E+04`, `10万+`.
enum LooseNumber {
    private static let powers: [Character: Double] = [
        "万": 1e4, "萬": 1e4, "w": 1e4, "亿": 1e8, "億": 1e8, "千": 1e3, "k": 1e3, "m": 1e6, "百": 1e2,
    ]

    /// A whole number, the fraction cut; nil for what is none, or does not fit.
    static func whole(_ text: String) -> Int64? {
        guard text.utf8.count <= 40 else { return nil }
        var plain = text.precomposedStringWithCompatibilityMapping.lowercased()
        plain.unicodeScalars.removeAll { $0.properties.isWhitespace || $0 == "," || $0 == "'" || $0 == "\u{66c}" }
        // `约3万`, `<100`, `1234人次`, `10万+`.
        while let first = plain.first, "约約近超逾><≥≤≈~".contains(first) { plain.removeFirst() }
        while let last = plain.last, "+次人条條余餘多赞讚".contains(last) { plain.removeLast() }
        var factor = 1.0
        while let last = plain.last, let power = powers[last] {
            factor *= power
            plain.removeLast()
        }
        let isPlain = plain.utf8.allSatisfy {
            0x30...0x39 ~= $0 || $0 == 0x2e || $0 == 0x2d || $0 == 0x2b || $0 == 0x65
        }
        guard !plain.isEmpty, isPlain else { return nil }
        if factor == 1, let whole = Int64(plain) { return whole }
        guard let number = Double(plain), number.isFinite else { return nil }
        return Int64(exactly: (number * factor).rounded(.towardZero))
    }
}
