import Foundation

/// What names say: the halves of the day, and zones.
extension TimeTokens {
    static func hour(_ hour: Int, _ name: String) -> Int? {
        guard hour <= 12 else { return hour <= 24 ? hour : nil }
        switch name {
        case "am": return hour == 12 ? 0 : hour
        case "noon": return hour < 11 ? hour + 12 : hour
        default: return hour == 12 ? 12 : hour + 12
        }
    }

    /// `asia/shanghai`, in brackets or not.
    static func identifier(in text: String) -> String? {
        guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else { return nil }
        func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter || character == "_" }
        let before = text[..<slash].reversed().prefix(while: isLetter)
        let after = text[text.index(after: slash)...].prefix(while: isLetter)
        guard before.count >= 3, after.count >= 3 else { return nil }
        return String(before.reversed()) + "/" + after
    }

    static func zone(_ identifier: String) -> TimeZone? {
        let parts = identifier.split(separator: "/").map { part in
            part.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "_")
        }
        return TimeZone(identifier: parts.joined(separator: "/"))
    }
}
