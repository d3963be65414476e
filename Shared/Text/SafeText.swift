/// Makes text from outside fit to keep and to show: bounded, and free of characters that deceive the eye.
///
/// It does not escape for HTML, SQL or a terminal: whoever renders does that.
public enum SafeText {
    /// The marks kept on one base character; more is a stack that runs over neighbouring lines ("zalgo").
    public static let maximumMarks = 8

    /// The text without control characters, bidirectional controls (UAX #9; "Trojan Source", CVE-2021-42574), other
    /// invisible characters and noncharacters, cut to at most `maximumCharacters` characters.
    ///
    /// Line ends become `\n`, tabs stay. Joiners stay where they join something (emoji, Indic scripts).
    /// Work and memory are in proportion to what is kept, not to what is sent, as far as it is visible.
    public static func clean(_ text: String, maximumCharacters: Int) -> String {
        guard maximumCharacters > 0 else { return "" }
        var kept = String.UnicodeScalarView()
        let limit = maximumCharacters.multipliedReportingOverflow(by: maximumMarks + 2)
        let maximumScalars = limit.overflow ? Int.max : limit.partialValue
        var count = 0
        var marks = 0
        var endedWithReturn = false
        for scalar in text.unicodeScalars {
            if count >= maximumScalars { break }
            let afterReturn = endedWithReturn
            endedWithReturn = scalar == "\r"
            switch scalar {
            case "\n" where afterReturn: continue
            case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{0b}", "\u{0c}": kept.append("\n")
            case "\t": kept.append("\t")
            case "\u{200d}", "\u{200c}", "\u{fe0e}", "\u{fe0f}":
                marks += 1
                guard marks <= maximumMarks, count > 0 else { continue }
                kept.append(scalar)
            default:
                if isUnsafe(scalar) { continue }
                marks = isMark(scalar) ? marks + 1 : 0
                guard marks <= maximumMarks else { continue }
                kept.append(scalar)
            }
            count += 1
        }
        // No more scalars than characters asked for: there is nothing to cut, and no need to find the characters.
        return count <= maximumCharacters ? String(kept) : String(String(kept).prefix(maximumCharacters))
    }

    /// As `clean`, on one line: runs of white space become one space, none at the ends.
    public static func line(_ text: String, maximumCharacters: Int) -> String {
        guard maximumCharacters > 0 else { return "" }
        if let plain = plainLine(text, maximumCharacters: maximumCharacters) { return plain }
        let roomForSpaces = maximumCharacters.multipliedReportingOverflow(by: 2)
        let cleaned = clean(text, maximumCharacters: roomForSpaces.overflow ? Int.max : roomForSpaces.partialValue)
        let words = cleaned.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard words.count > maximumCharacters else { return words }
        let cut = words.prefix(maximumCharacters)
        return String(cut.last == " " ? cut.dropLast() : cut)
    }

    /// As `line`, for what something is called by: where it is too long it ends behind a whole clause or word, with `…`.
    ///
    /// Words of spaced scripts are never cut, as long as one is shorter than half of the room; ideographs, which have no
    /// spaces between words, are cut behind a clause where one ends in the last half of the room.
    public static func headline(_ text: String, maximumCharacters: Int) -> String {
        guard maximumCharacters > 1, maximumCharacters < Int.max else {
            return line(text, maximumCharacters: maximumCharacters)
        }
        let whole = line(text, maximumCharacters: maximumCharacters + 1)
        guard whole.count > maximumCharacters else { return whole }
        // Room for the mark, and the character behind it, which tells whether a word goes on.
        let room = Array(whole.prefix(maximumCharacters))
        let least = maximumCharacters / 2
        var end = maximumCharacters - 1
        if let clause = (least..<end).last(where: { endsClause(room[$0]) }) {
            end = clause + 1
        } else if isSpaced(room[end]), end > 0, isSpaced(room[end - 1]),
            let gap = (least..<end).last(where: { !isSpaced(room[$0]) })
        {
            end = gap + 1
        }
        var kept = room[..<end]
        while let last = kept.last, kept.count > 1, last == " " || "，、：；,:;-—–".contains(last) { kept.removeLast() }
        return String(kept) + "…"
    }

    private static func endsClause(_ character: Character) -> Bool { "。！？；，!?;".contains(character) }

    /// A letter or digit of a script that has spaces between its words.
    private static func isSpaced(_ character: Character) -> Bool {
        guard character.isLetter || character.isNumber, let first = character.unicodeScalars.first else { return false }
        return !(0x2e80...0x9fff).contains(first.value) && !(0xf900...0xfaff).contains(first.value)
            && first.value < 0x20000
    }

    /// Most texts are of characters that are one scalar each and need nothing done to them, in one line: `nil` for others.
    private static func plainLine(_ text: String, maximumCharacters: Int) -> String? {
        var count = 0
        var wasSpace = true
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20:
                if wasSpace { return nil }
                wasSpace = true
            case 0x21..<0x7f, 0x3001...0x3029, 0x4e00...0x9fff, 0xff01...0xff5e: wasSpace = false
            default: return nil
            }
            count += 1
            if count > maximumCharacters {
                let cut = String(text.unicodeScalars.prefix(maximumCharacters))
                return cut.utf8.last == 0x20 ? String(cut.dropLast()) : cut
            }
        }
        return wasSpace && count > 0 ? nil : text
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7f, 0x3000...0x303f, 0x4e00...0x9fff, 0xff01...0xff5e: false
        case 0xfdd0...0xfdef: true
        case let value where value & 0xfffe == 0xfffe: true
        default: FoldingTable.isInvisible(scalar)
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300, !(0x4e00...0x9fff).contains(scalar.value) else { return false }
        return switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
