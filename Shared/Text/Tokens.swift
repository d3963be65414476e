/// A piece of folded text that carries meaning.
public struct Token: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Two neighbouring ideographs, or one that stands alone.
        case ideographs
        /// A word of a spaced script; it may hold digits and inner apostrophes.
        case word
        /// Digits, with a decimal point, groups of thousands and a percent sign where there are.
        case number
    }

    public let kind: Kind
    /// Offsets of the folded text's scalars.
    public let range: Range<Int>
}

/// The tokens of a folded text: overlapping bigrams of ideographs, words and numbers.
///
/// Bigrams stand in for Chinese words: no dictionary to keep, and new names are found as they appear.
public struct Tokens: Sendable {
    /// The folded text.
    public let scalars: [UInt32]
    /// In order of position.
    public let items: [Token]

    /// The tokens of any text, which is folded first.
    public init(_ text: String, folding: TextFolding = .standard) {
        self.init(folded: folding.foldScalars(text))
    }

    /// The tokens of a text already folded by `TextFolding.foldScalars`.
    public init(folded scalars: [UInt32]) {
        self.scalars = scalars
        var items: [Token] = []
        items.reserveCapacity(scalars.count)
        var position = 0
        while position < scalars.count {
            switch ScalarKind(scalars[position]) {
            case .ideograph: position = Self.readIdeographs(scalars, from: position, into: &items)
            case .letter, .digit: position = Self.readWord(scalars, from: position, into: &items)
            case .space, .other: position += 1
            }
        }
        self.items = items
    }

    /// The text of a token.
    public func text(of token: Token) -> String {
        TextFolding.string(scalars[token.range])
    }

    /// All tokens as text.
    public var strings: [String] {
        items.map(text(of:))
    }

    /// All tokens as stable hashes, in the same order; the same token has the same hash in every text.
    public var features: [UInt64] {
        items.map { Hashing.stableHash(scalars: scalars[$0.range]) }
    }

    private static func readIdeographs(_ scalars: [UInt32], from start: Int, into items: inout [Token]) -> Int {
        var end = start + 1
        while end < scalars.count, ScalarKind(scalars[end]) == .ideograph { end += 1 }
        if end - start == 1 {
            items.append(Token(kind: .ideographs, range: start..<end))
        } else {
            for first in start..<(end - 1) {
                items.append(Token(kind: .ideographs, range: first..<(first + 2)))
            }
        }
        return end
    }

    private static func readWord(_ scalars: [UInt32], from start: Int, into items: inout [Token]) -> Int {
        var end = start
        var isNumber = true
        while end < scalars.count {
            switch ScalarKind(scalars[end]) {
            case .letter: isNumber = false
            case .digit: break
            default:
                let joins =
                    isNumber
                    ? joinsDigits(scalars, at: end, from: start) : joinsLetters(scalars, at: end)
                guard joins else {
                    let isPercent = isNumber && scalars[end] == 0x25
                    return finish(isNumber ? .number : .word, start..<(isPercent ? end + 1 : end), into: &items)
                }
            }
            end += 1
        }
        return finish(isNumber ? .number : .word, start..<end, into: &items)
    }

    private static func finish(_ kind: Token.Kind, _ range: Range<Int>, into items: inout [Token]) -> Int {
        items.append(Token(kind: kind, range: range))
        return range.upperBound
    }

    /// An apostrophe between letters: don't, l'état.
    private static func joinsLetters(_ scalars: [UInt32], at position: Int) -> Bool {
        guard scalars[position] == 0x27 || scalars[position] == 0x2019, position + 1 < scalars.count else {
            return false
        }
        return ScalarKind(scalars[position + 1]) == .letter
    }

    /// A point before a digit, or a comma between groups of thousands.
    private static func joinsDigits(_ scalars: [UInt32], at position: Int, from start: Int) -> Bool {
        func isDigit(_ offset: Int) -> Bool {
            position + offset < scalars.count && ScalarKind(scalars[position + offset]) == .digit
        }
        switch scalars[position] {
        case 0x2e: return isDigit(1)
        case 0x2c:
            let group = scalars[start..<position].reversed().prefix { ScalarKind($0) == .digit }.count
            return group <= 3 && isDigit(1) && isDigit(2) && isDigit(3) && !isDigit(4)
        default: return false
        }
    }
}
