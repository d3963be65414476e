import Foundation
import Text

/// What a text is about, as hashed terms with how often it uses each.
struct TextTerms: Sendable {
    /// Ascending, distinct. An odd hash is of a detail: a number, or a name in quotation or book-title marks.
    var hashes: [UInt64] = []
    /// By `UseWeights`, where a use in the title counts `TermReader.titleUses` times; of names, as `WrittenNames` says.
    var weights: [Float] = []
    /// Most terms are words of a spaced script.
    var isSpaced = false

    static func isDetail(_ hash: UInt64) -> Bool { hash & 1 == 1 }
}

/// Reads the terms of a folded text in one pass, without a dictionary: pairs of neighbouring ideographs (none of them a
/// function character), words of spaced scripts without their plural (names weigh more), numbers, and names in
/// quotation or book-title marks. Addresses and the names of those spoken to (`@name`) say nothing of the matter.
struct TermReader: Sendable {
    /// Terms of the subjects' and peers' own names: they tell no two of their incidents apart.
    private var masked = HashMap<UInt64, Bool>(absent: false)
    private var functionWords = HashMap<UInt64, Bool>(absent: false)
    private var functionCharacters = ScalarSet()

    static let titleUses = 4
    /// No more of a text is read, in terms.
    static let maximumTerms = 4096
    /// Nor, for each scalar that folding left, more than this many scalars of what was written.
    private static let writtenShare = 2

    init(names: [String] = [], folding: TextFolding = .standard) {
        for word in FunctionWords.english.split(separator: " ") {
            functionWords[Self.word(folding.foldScalars(String(word)))] = true
        }
        for scalar in FunctionWords.chinese.unicodeScalars { functionCharacters.insert(scalar.value) }
        var found: [UInt64] = []
        for name in names { collect(folding.foldScalars(name), into: &found) }
        for term in found { masked[term] = true }
    }

    /// - Parameters:
    ///   - title: folded; may be empty.
    ///   - body: folded.
    ///   - text: the body as it was written, with its capitals.
    func read(title: [UInt32], body: [UInt32], written text: String) -> TextTerms {
        var found: [UInt64] = []
        found.reserveCapacity(body.count + title.count * Self.titleUses)
        collect(title, into: &found)
        let ofTitle = found.count
        for _ in 1..<Self.titleUses {
            for index in 0..<ofTitle { found.append(found[index]) }
        }
        let spaced = collect(body, into: &found)
        var terms = Self.counted(&found, isSpaced: spaced * 2 > found.count - ofTitle * Self.titleUses)
        if terms.isSpaced { WrittenNames(in: text, limit: body.count * Self.writtenShare).emphasise(&terms) }
        return terms
    }

    static func counted(_ found: inout [UInt64], isSpaced: Bool) -> TextTerms {
        HashSort.sort(&found)
        var terms = TextTerms()
        terms.isSpaced = isSpaced
        terms.hashes.reserveCapacity(found.count)
        terms.weights.reserveCapacity(found.count)
        var at = 0
        while at < found.count {
            var end = at + 1
            while end < found.count, found[end] == found[at] { end += 1 }
            terms.hashes.append(found[at])
            terms.weights.append(isSpaced ? UseWeights.ofWord(uses: end - at) : UseWeights.ofPair(uses: end - at))
            at = end
        }
        return terms
    }

    // MARK: Reading

    /// - Returns: how many of the terms are words.
    @discardableResult
    private func collect(_ text: [UInt32], into found: inout [UInt64]) -> Int {
        var words = 0
        let limit = found.count + Self.maximumTerms
        text.withUnsafeBufferPointer { text in
            var at = 0
            while at < text.count, found.count < limit {
                switch ScalarKind(text[at]) {
                case .ideograph: at = collectIdeographs(text, from: at, into: &found)
                case .letter, .digit:
                    let before = found.count
                    at = collectWord(text, from: at, into: &found)
                    words += found.count - before
                case .space: at += 1
                case .other:
                    if text[at] == 0x40 {
                        at = Self.end(of: text, from: at + 1)
                    } else if let close = Self.closing(text[at]) {
                        collectQuoted(text, from: at + 1, until: close, into: &found)
                        at += 1
                    } else {
                        at += 1
                    }
                }
            }
        }
        return words
    }

    private func append(_ term: UInt64, to found: inout [UInt64]) {
        if !masked[term] { found.append(term) }
    }

    private func collectIdeographs(_ text: UnsafeBufferPointer<UInt32>, from start: Int, into found: inout [UInt64])
        -> Int
    {
        var at = start + 1
        var previous = text[start]
        var isFunction = functionCharacters.contains(previous)
        while at < text.count, ScalarKind(text[at]) == .ideograph {
            let isNextFunction = functionCharacters.contains(text[at])
            if !isFunction && !isNextFunction {
                let pair = UInt64(previous) << 32 | UInt64(text[at])
                append(Hashing.finalize(pair) & ~1, to: &found)
            }
            isFunction = isNextFunction
            previous = text[at]
            at += 1
        }
        return at
    }

    private func collectWord(_ text: UnsafeBufferPointer<UInt32>, from start: Int, into found: inout [UInt64]) -> Int {
        let (end, isNumber) = Self.endOfWord(text, from: start)
        let word = UnsafeBufferPointer(rebasing: text[start..<end])
        if isNumber {
            if word.count >= 2 || (end < text.count && ScalarKind(text[end]) == .ideograph) {
                append(Hashing.stableHash(scalars: word) | 1, to: &found)
            }
            return end
        }
        if end < text.count, text[end] == 0x3a, Self.isScheme(word) { return Self.address(text, from: end) }
        guard word.count >= 2 else { return end }
        let hash = Self.word(word)
        if !functionWords[hash] { append(hash, to: &found) }
        return end
    }

    /// Where a word or number ends; apostrophes and decimal points may stand within.
    static func endOfWord(_ text: UnsafeBufferPointer<UInt32>, from start: Int) -> (end: Int, isNumber: Bool) {
        var end = start
        var isNumber = true
        while end < text.count {
            let kind = ScalarKind(text[end])
            if kind == .letter {
                isNumber = false
            } else if kind != .digit {
                let isInner = text[end] == 0x27 || text[end] == 0x2019 || (isNumber && text[end] == 0x2e)
                guard isInner, end + 1 < text.count, ScalarKind(text[end + 1]).isWordlike else { break }
            }
            end += 1
        }
        return (end, isNumber)
    }

    /// The term of a folded word: without possessive or plural.
    static func word(_ word: some RandomAccessCollection<UInt32>) -> UInt64 {
        var word = word[...]
        func ends(_ suffix: StaticString) -> Bool {
            suffix.withUTF8Buffer { bytes in
                word.count > bytes.count && zip(word.suffix(bytes.count), bytes).allSatisfy { $0 == UInt32($1) }
            }
        }
        if ends("'s") || ends("\u{2019}s") { word = word.dropLast(2) }
        var hash: UInt64
        if word.count > 4, ends("ies") {
            hash = Hashing.stableHash(scalars: Array(word.dropLast(3)) + [0x79])
        } else {
            if word.count > 3, ends("s"), !ends("ss") { word = word.dropLast() }
            hash = Hashing.stableHash(scalars: word)
        }
        hash &= ~1
        return hash
    }

    private static let http = Array("http".unicodeScalars.map(\.value))

    private static func isScheme(_ word: UnsafeBufferPointer<UInt32>) -> Bool {
        (word.count == 4 || (word.count == 5 && word[4] == 0x73)) && zip(word, http).allSatisfy { $0 == $1 }
    }

    /// The end of an address: the next space or ideograph.
    private static func address(_ text: UnsafeBufferPointer<UInt32>, from start: Int) -> Int {
        var at = start
        while at < text.count, text[at] != 0x20, ScalarKind(text[at]) != .ideograph { at += 1 }
        return at
    }

    private static func end(of text: UnsafeBufferPointer<UInt32>, from start: Int) -> Int {
        var at = start
        while at < text.count, ScalarKind(text[at]).isContent || text[at] == 0x5f { at += 1 }
        return at
    }

    private static func closing(_ open: UInt32) -> UInt32? {
        switch open {
        case 0x300a: 0x300b
        case 0x201c: 0x201d
        case 0x300c: 0x300d
        default: nil
        }
    }

    /// A name of two to sixteen characters, whole.
    private func collectQuoted(
        _ text: UnsafeBufferPointer<UInt32>, from start: Int, until close: UInt32, into found: inout [UInt64]
    ) {
        var end = start
        while end < text.count, end - start <= 16, text[end] != close { end += 1 }
        guard end < text.count, text[end] == close, end - start >= 2 else { return }
        append(Hashing.stableHash(scalars: text[start..<end], seed: 1) | 1, to: &found)
    }
}

/// Scalars of the basic plane, a bit each.
struct ScalarSet: Sendable {
    private var bits = [UInt64](repeating: 0, count: 1024)

    mutating func insert(_ scalar: UInt32) {
        guard scalar < 0x10000 else { return }
        bits[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63)
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        scalar < 0x10000 && bits[Int(scalar >> 6)] >> UInt64(scalar & 63) & 1 == 1
    }
}

/// How much a term weighs by how often the text uses it. A pair of ideographs that comes again and again is as often as
/// not a piece of a phrase, and counts by the logarithm; a word that does is what the text is about, and counts more.
enum UseWeights {
    private static let pairs: [Float] = (0..<64).map { $0 == 0 ? 0 : 1 + Float(logarithm(Double($0))) }
    private static let words: [Float] = (0..<64).map { powf(Float($0), wordPower) }
    private static let wordPower: Float = 0.7

    static func ofPair(uses: Int) -> Float { uses < pairs.count ? pairs[uses] : 1 + Float(logarithm(Double(uses))) }
    static func ofWord(uses: Int) -> Float { uses < words.count ? words[uses] : powf(Float(uses), wordPower) }
}
