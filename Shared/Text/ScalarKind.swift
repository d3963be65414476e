/// What a folded scalar is to tokenising and matching.
package enum ScalarKind: UInt8 {
    /// Written without spaces between words: Han, Kana, Bopomofo, Hangul.
    case ideograph
    /// A letter, or a mark on one, of a script that puts spaces between words.
    case letter
    case digit
    case space
    /// Punctuation, symbols, emoji.
    case other

    /// Letters and digits of spaced scripts: what a word boundary lies around.
    @inlinable package var isWordlike: Bool { self == .letter || self == .digit }
    @inlinable package var isContent: Bool { self == .ideograph || isWordlike }

    /// In place where it is asked: most scalars of a text are unified ideographs or small letters.
    @inlinable @inline(__always)
    package init(_ scalar: UInt32) {
        if scalar &- 0x4e00 < 0x5200 {
            self = .ideograph
        } else if scalar &- 0x61 < 26 {
            self = .letter
        } else {
            self = Self.rare(scalar)
        }
    }

    @usableFromInline
    package static func rare(_ scalar: UInt32) -> ScalarKind {
        switch scalar {
        case 0x61...0x7a, 0x41...0x5a: .letter
        case 0x30...0x39: .digit
        case 0x20, 0x09...0x0d: .space
        case 0..<0x80: .other
        case 0x3000: .space
        case 0x2000...0x206f, 0x3001...0x3004, 0x3008...0x303f, 0xff00...0xff0f: .other
        case 0x4e00...0x9fff, 0x3400...0x4dbf: .ideograph
        case 0x3005...0x3007, 0x3040...0x30fa, 0x30fc...0x318f, 0x31a0...0x31bf, 0x31f0...0x31ff: .ideograph
        case 0xac00...0xd7a3, 0xf900...0xfaff, 0x20000...0x3fffd: .ideograph
        default: byProperties(scalar)
        }
    }

    private static func byProperties(_ value: UInt32) -> ScalarKind {
        guard let scalar = Unicode.Scalar(value) else { return .other }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .letterNumber:
            return .letter
        case .decimalNumber: return .digit
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .space
        default: return .other
        }
    }
}
