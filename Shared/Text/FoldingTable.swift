import Foundation

/// What each Unicode scalar folds to on its own, in pages of 256 scalars; pages in which nothing changes share one.
///
/// Built once from the Unicode data of the standard library and Foundation, so that there is no data file to keep.
struct FoldingTable: Sendable {
    /// The scalar is dropped.
    static let removed: UInt32 = 0xffff_ffff
    /// Set on an index into `expansions`.
    static let expansion: UInt32 = 0x4000_0000
    /// The scalar may compose with or be reordered against its neighbours: the whole text must be normalised.
    static let contextual: UInt32 = 0x8000_0000

    /// The page of each `scalar >> 8`; page 0 is the one that changes nothing.
    private var pages = [UInt16](repeating: 0, count: 0x1100)
    private var entries = [UInt32](repeating: FoldingTable.unchanged, count: 256)
    private(set) var expansions: [[UInt32]] = []
    private static let unchanged: UInt32 = 0x2000_0000

    /// Traditional characters and their simplified forms.
    let simplifiedForms: [UInt32: UInt32]

    init() {
        let simplified = Self.simplifiedCharacters()
        simplifiedForms = simplified
        var candidates = simplified.keys.sorted()
        for value in Self.scalarsThatMayChange.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            if properties.isWhitespace {
                set(value, 0x20)
            } else if Self.isInvisible(scalar) {
                set(value, Self.removed)
            } else if properties.changesWhenNFKCCaseFolded || properties.changesWhenLowercased
                || properties.changesWhenUppercased
            {
                candidates.append(value)
            } else if Self.isContextual(scalar) {
                set(value, Self.contextual)
            }
        }
        for (value, folded) in zip(candidates, Self.fixpoints(of: candidates, simplified: simplified)) {
            if folded.contains(where: { Unicode.Scalar($0).map(Self.isContextual) ?? false }) {
                set(value, Self.contextual)
            } else if folded.isEmpty {
                set(value, Self.removed)
            } else if folded.count == 1 {
                set(value, folded[0])
            } else {
                set(value, Self.expansion | UInt32(expansions.count))
                expansions.append(folded)
            }
        }
    }

    /// The folded scalar, or one of the markers above.
    @inline(__always)
    subscript(scalar: UInt32) -> UInt32 {
        let entry = entries[Int(pages[Int(scalar >> 8)]) << 8 | Int(scalar & 0xff)]
        return entry == Self.unchanged ? scalar : entry
    }

    private mutating func set(_ scalar: UInt32, _ entry: UInt32) {
        let page = Int(scalar >> 8)
        if pages[page] == 0 {
            pages[page] = UInt16(entries.count >> 8)
            entries.append(contentsOf: repeatElement(Self.unchanged, count: 256))
        }
        entries[Int(pages[page]) << 8 | Int(scalar & 0xff)] = entry
    }
}

extension FoldingTable {
    /// Where to look: the ideographs between change in script only, and Hangul syllables not at all.
    private static let scalarsThatMayChange: [ClosedRange<UInt32>] = [
        0...0x33ff, 0x4dc0...0x4dff, 0xa000...0xabff, 0xd7a4...0xdfff, 0xf900...0x1ffff, 0x2f800...0x2fa1f,
        0xe0000...0xe0fff,
    ]

    /// Control, formatting (zero-width, bidirectional, tags) and default-ignorable characters.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format: !scalar.properties.isWhitespace
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Combining marks, and Hangul letters, which compose into syllables.
    private static func isContextual(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: (0x1100...0x11ff).contains(scalar.value) || scalar.properties.canonicalCombiningClass != .notReordered
        }
    }

    /// Case folding of one scalar: up and down again, which also joins ß with ss and ς with σ.
    static func caseFolded(_ scalar: Unicode.Scalar) -> String {
        scalar.properties.uppercaseMapping.unicodeScalars.reduce(into: "") { $0 += $1.properties.lowercaseMapping }
    }

    /// One step of folding, before normalisation.
    static func mapped(_ text: some Sequence<Unicode.Scalar>, simplified: [UInt32: UInt32]) -> String {
        var mapped = String.UnicodeScalarView()
        for scalar in text {
            if scalar.properties.isWhitespace {
                mapped.append(" ")
            } else if isInvisible(scalar) {
                continue
            } else if let simple = simplified[scalar.value].flatMap(Unicode.Scalar.init) {
                mapped.append(simple)
            } else {
                mapped.append(contentsOf: caseFolded(scalar).unicodeScalars)
            }
        }
        return String(mapped)
    }

    /// What each scalar becomes when it is folded again and again until nothing changes.
    ///
    /// All at once, one a line: a call into Foundation for each would take seconds.
    private static func fixpoints(of scalars: [UInt32], simplified: [UInt32: UInt32]) -> [[UInt32]] {
        var lines = scalars.map { value in Unicode.Scalar(value).map { String($0) } ?? "" }
        for _ in 0..<6 {
            let before = lines.joined(separator: "\n")
            let normalised = lines.map { mapped($0.unicodeScalars, simplified: simplified) }
                .joined(separator: "\n").precomposedStringWithCompatibilityMapping
            let next = normalised.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            guard next.count == lines.count else { break }
            lines = next.map { String($0) }
            if before.unicodeScalars.elementsEqual(normalised.unicodeScalars) { break }
        }
        return lines.map { line in line.unicodeScalars.map(\.value) }
    }

    /// Character by character from ICU's `Hant-Hans`, for the unified ideographs and extension A.
    ///
    /// The later extensions hold six pairs among 75,000 characters, and would triple the time this takes.
    private static func simplifiedCharacters() -> [UInt32: UInt32] {
        var lines = String.UnicodeScalarView()
        for value: UInt32 in 0x3400...0x9fff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            lines.append(scalar)
            lines.append("\n")
        }
        let traditional = String(lines)
        guard let simplified = traditional.applyingTransform(StringTransform("Hant-Hans"), reverse: false) else {
            return [:]
        }
        var forms: [UInt32: UInt32] = [:]
        let pairs = zip(
            traditional.unicodeScalars.split(separator: "\n"), simplified.unicodeScalars.split(separator: "\n"))
        for (from, into) in pairs where into.count == 1 {
            if let from = from.first, let into = into.first, from != into { forms[from.value] = into.value }
        }
        for (from, into) in variants { forms[from.value] = into.value }
        return forms
    }

    /// Characters of traditional texts that ICU leaves as they are, or turns into others than simplified texts write:
    /// 回覆, 諮詢, 鉅虧, 資金鍊, 頂峯.
    private static let variants: KeyValuePairs<Unicode.Scalar, Unicode.Scalar> = [
        "覆": "复", "諮": "咨", "谘": "咨", "鉅": "巨", "钜": "巨", "鍊": "链", "峯": "峰", "嶽": "岳", "鍼": "针", "蔘": "参", "噁": "恶",
    ]
}
