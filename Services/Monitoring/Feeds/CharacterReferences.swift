/// Character references: each stands for one character, so none can expand into more.
enum CharacterReferences {
    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{a0}", "hellip": "…", "mdash": "—",
        "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "bull": "•", "middot": "·",
        "copy": "©", "reg": "®", "trade": "™", "yen": "¥", "euro": "€", "pound": "£", "cent": "¢", "deg": "°",
        "laquo": "«", "raquo": "»", "times": "×", "divide": "÷", "plusmn": "±", "para": "¶", "sect": "§",
        "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "zwj": "\u{200d}", "zwnj": "\u{200c}",
        "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "eacute": "é", "egrave": "è", "aacute": "á",
        "agrave": "à", "uuml": "ü", "ouml": "ö", "auml": "ä", "szlig": "ß", "ccedil": "ç", "ntilde": "ñ",
    ]

    /// - Parameter name: what stands between `&` and `;`.
    static func character(_ name: some StringProtocol) -> String? {
        guard name.first == "#" else { return named[String(name)] }
        let digits = name.dropFirst()
        let isHex = digits.first == "x" || digits.first == "X"
        guard let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
        guard let scalar = Unicode.Scalar(value), value != 0 else { return "\u{fffd}" }
        return String(Character(scalar))
    }
}
