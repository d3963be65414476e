import Text

/// Words that a text writes as names: with a capital in at least half of their uses.
///
/// Who, where and what it is called tell a happening from others of its kind better than the words for what happened do
/// (Kumaran and Allan, "Text Classification and Named Entities for New Event Detection", SIGIR 2004). Folding takes
/// capitals away, so they are looked for in the text as it was written; not in its title, since titles often begin every
/// word with one. Where all words have capitals, or the script knows none, no word weighs more than another.
struct WrittenNames {
    /// How much more than another word a name of a long text weighs. A post of a line or two is written too carelessly
    /// for its capitals to say anything.
    private static let added: Float = 1

    /// The hash of each use with a capital, and of each without; ascending.
    private var capitals: [UInt64] = []
    private var others: [UInt64] = []

    /// - Parameter limit: scalars; no more of the text is read.
    init(in text: String, limit: Int, folding: TextFolding = .standard) {
        text.unicodeScalars.prefix(limit).map(\.value).withUnsafeBufferPointer { text in
            var at = 0
            while at < text.count {
                guard ScalarKind(text[at]).isWordlike else {
                    at += 1
                    continue
                }
                let (end, isNumber) = TermReader.endOfWord(text, from: at)
                if !isNumber { take(UnsafeBufferPointer(rebasing: text[at..<end]), folding) }
                at = end
            }
        }
        capitals.sort()
        others.sort()
    }

    private mutating func take(_ word: UnsafeBufferPointer<UInt32>, _ folding: TextFolding) {
        let hash =
            word.allSatisfy { $0 < 0x80 }
            ? TermReader.word(word.lazy.map { Self.isCapitalOfASCII($0) ? $0 | 0x20 : $0 })
            : TermReader.word(folding.foldScalars(TextFolding.string(word)))
        if Self.isCapital(word[0]) { capitals.append(hash) } else { others.append(hash) }
    }

    private static func isCapitalOfASCII(_ scalar: UInt32) -> Bool { (0x41...0x5a).contains(scalar) }

    private static func isCapital(_ scalar: UInt32) -> Bool {
        scalar < 0x80 ? isCapitalOfASCII(scalar) : Unicode.Scalar(scalar)?.properties.isUppercase ?? false
    }

    /// Makes the names among a text's terms weigh more.
    func emphasise(_ terms: inout TextTerms) {
        let weight = 1 + Self.added * Likeness.length(terms: terms.hashes.count)
        guard weight > 1 else { return }
        var (capital, other) = (capitals[...], others[...])
        for (index, hash) in terms.hashes.enumerated() {
            let uses = Self.uses(of: hash, in: &capital)
            if uses > 0, uses >= Self.uses(of: hash, in: &other) { terms.weights[index] *= weight }
        }
    }

    /// How often a hash stands at the front of what is left, without the smaller ones; takes all these away.
    private static func uses(of hash: UInt64, in left: inout ArraySlice<UInt64>) -> Int {
        left = left.drop { $0 < hash }
        let found = left.prefix { $0 == hash }.count
        left = left.dropFirst(found)
        return found
    }
}
