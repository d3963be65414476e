import Foundation

/// Brings texts that a reader takes for the same to the same scalars.
///
/// In this order: Unicode NFKC (which also folds width: `ＡＢＣ` → `ABC`, `①` → `1`), case folding, Traditional to
/// Simplified Chinese character by character, removal of zero-width, bidirectional and other invisible characters,
/// and white space collapsed to single spaces with none at the ends. Folding a folded text changes nothing.
///
/// The result is for comparing, not for showing: emoji joined by zero-width joiners fall apart, and words that share a
/// simplified form (乾 and 干) become one.
public struct TextFolding: Sendable {
    /// The one folding everything shares: it is immutable, and takes some tens of milliseconds to build.
    public static let standard = TextFolding()

    private let table: FoldingTable

    public init() {
        table = FoldingTable()
    }

    /// The folded text.
    public func fold(_ text: String) -> String {
        Self.string(foldScalars(text))
    }

    /// The folded text as Unicode scalar values, which matching and shingling work on.
    public func foldScalars(_ text: String) -> [UInt32] {
        var text = text
        if let folded = text.withUTF8({ foldASCII($0) }) { return folded }
        return foldByScalar(text) ?? foldAsWhole(text)
    }

    /// A text from scalar values; values that are no scalars become U+FFFD.
    public static func string(_ scalars: some Collection<UInt32>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count * 3)
        for value in scalars {
            if value < 0x80 {
                bytes.append(UInt8(value))
            } else {
                bytes.append(
                    contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{fffd}") ?? UTF8.encodedReplacementCharacter)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Plain ASCII needs no table; nil at the first byte that is not.
    private func foldASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt32]? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        var folded = FoldedScalars(capacity: bytes.count)
        for byte in bytes {
            switch byte {
            case 0x41...0x5a: folded.append(UInt32(byte) | 0x20)
            case 0x21...0x7e: folded.append(UInt32(byte))
            case 0x20, 0x09...0x0d: folded.appendSpace()
            default: continue
            }
        }
        return folded.scalars
    }

    /// Scalar by scalar; nil when the text holds something that only whole-text normalisation can decide.
    private func foldByScalar(_ text: String) -> [UInt32]? {
        var folded = FoldedScalars(capacity: text.utf8.count / 2)
        for scalar in text.unicodeScalars {
            let entry = table[scalar.value]
            if entry < FoldingTable.expansion {
                folded.append(entry)
            } else if entry == FoldingTable.removed {
                continue
            } else if entry & FoldingTable.contextual != 0 {
                return nil
            } else {
                for part in table.expansions[Int(entry ^ FoldingTable.expansion)] { folded.append(part) }
            }
        }
        return folded.scalars
    }

    /// The slow way, for the few texts with combining marks: until nothing changes any more.
    private func foldAsWhole(_ text: String) -> [UInt32] {
        var current = text
        for _ in 0..<Self.roundLimit {
            let next = FoldingTable.mapped(current.unicodeScalars, simplified: table.simplifiedForms)
                .precomposedStringWithCompatibilityMapping
            if next.unicodeScalars.elementsEqual(current.unicodeScalars) { break }
            current = next
        }
        var folded = FoldedScalars(capacity: current.utf8.count / 2)
        for scalar in current.unicodeScalars { folded.append(scalar.value) }
        return folded.scalars
    }

    /// Two rounds are the rule (fold, see that nothing changes); no text is known that needs more than four.
    private static let roundLimit = 8
}

/// Collects scalars, single spaces between and none around them.
private struct FoldedScalars {
    private(set) var scalars: [UInt32] = []
    private var spaceIsDue = false

    init(capacity: Int) {
        scalars.reserveCapacity(capacity)
    }

    @inline(__always)
    mutating func append(_ scalar: UInt32) {
        if scalar == 0x20 { return appendSpace() }
        if spaceIsDue {
            scalars.append(0x20)
            spaceIsDue = false
        }
        scalars.append(scalar)
    }

    @inline(__always)
    mutating func appendSpace() {
        spaceIsDue = !scalars.isEmpty
    }
}
