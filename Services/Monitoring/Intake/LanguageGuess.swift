import Foundation

/// The language of a mention, as a BCP 47 tag.
enum LanguageGuess {
    /// The tag as we write it: `zh-CN` is `zh-Hans`, `zh_TW` is `zh-Hant`, `en-GB` is `en`. Nil: no language tag.
    static func canonical(_ tag: String) -> String? {
        let parts = tag.trimmingCharacters(in: .whitespaces).replacing("_", with: "-").split(separator: "-")
        guard let first = parts.first, (2...8).contains(first.count), tag.utf8.count <= 35,
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
        else { return nil }
        let rest = parts.dropFirst().map { $0.lowercased() }
        switch first.lowercased() {
        case "zh", "cmn", "yue":
            if rest.contains("hans") { return "zh-Hans" }
            if rest.contains(where: ["hant", "tw", "hk", "mo"].contains) || first.lowercased() == "yue" {
                return "zh-Hant"
            }
            return "zh-Hans"
        case "en": return "en"
        default: return ([first.lowercased()] + parts.dropFirst().map(String.init)).joined(separator: "-")
        }
    }

    /// By script: Chinese where there are ideographs and they are at least a tenth of the letters; Traditional where
    /// more of them are written only so than only the other way. `und` where there are no letters.
    static func guess(_ text: String) -> String {
        var ideographs = 0
        var letters = 0
        var kana = 0
        var han = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(2_000) {
            switch scalar.value {
            case 0x3400...0x9fff, 0xf900...0xfaff, 0x20000...0x323af:
                ideographs += 1
                han.append(scalar)
            case 0x3041...0x30ff: kana += 1
            case 0x41...0x5a, 0x61...0x7a, 0xc0...0x24f: letters += 1
            default: break
            }
        }
        if kana > 0, kana * 5 > ideographs { return "ja" }
        guard ideographs > 0, ideographs * 10 >= letters else { return letters > 0 ? "en" : "und" }
        let text = String(han)
        let simplified = text.applyingTransform(StringTransform("Hant-Hans"), reverse: false) ?? text
        let traditional = text.applyingTransform(StringTransform("Hans-Hant"), reverse: false) ?? text
        return difference(text, simplified) > difference(text, traditional) ? "zh-Hant" : "zh-Hans"
    }

    private static func difference(_ a: String, _ b: String) -> Int {
        zip(a.unicodeScalars, b.unicodeScalars).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    }
}
