import Text

/// What a mention can hit, by number: the plan's lists of terms, tiers, matters and telling words. Numbers hold for one
/// process; rows keep names, so that they outlast a change of the plan.
final class MarkNames: Sendable {
    let names: [String]
    private let numbers: [String: Int]
    private let firstTier: Int
    /// From here on nobody asks for the first mention.
    let firstMatter: Int
    /// Of mentions that say, in the voice of one who looked into it, that it is not true.
    let refutation: Int
    /// Stable, of the names.
    let hashes: [UInt64]
    private let numbersByHash: [UInt64: Int]
    let words: Range<Int32>
    /// The words themselves, from `words.lowerBound` on; empty for phrases that tell nothing.
    private let texts: [String]
    /// Words kept of an incident.
    static let maximumWords = 24

    /// - Parameter lexicon: nil where nothing is looked for.
    init(lexicon: CueLexicon?) {
        var names = lexicon?.marks.map(\.name) ?? []
        firstTier = names.count - 1
        names += (1...4).map { "tier:\($0)" }
        firstMatter = names.count
        names += Lexicon.matters.map { "matter:\($0.id)" }
        refutation = names.count
        names.append("refuted")
        let firstWord = names.count
        texts = (lexicon?.phrases ?? []).map { phrase in
            phrase.length >= 2 && phrase.roles.contains(where: \.isTelling) ? phrase.text : ""
        }
        names += texts.map { $0.isEmpty ? "" : "word:\($0)" }
        words = Int32(firstWord)..<Int32(names.count)
        self.names = names
        hashes = names.map { Hashing.stableHash($0) }
        numbersByHash = Dictionary(
            names.indices.filter { !names[$0].isEmpty }.map { (Hashing.stableHash(names[$0]), $0) },
            uniquingKeysWith: { first, _ in first })
        numbers = Dictionary(
            names.enumerated().filter { !$0.element.isEmpty }.map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// nil for what the plan and the lexicon no longer know.
    func number(of name: String) -> Int? { numbers[name] }
    func number(ofHash hash: UInt64) -> Int? { numbersByHash[hash] }
    /// - Parameter tier: 1...4.
    func number(ofTier tier: Int) -> Int { firstTier + tier }
    func number(ofMatter matter: Int) -> Int { firstMatter + matter }
    /// nil for a phrase that tells nothing.
    func number(ofPhrase phrase: Int) -> Int? {
        texts[phrase].isEmpty ? nil : Int(words.lowerBound) + phrase
    }
    func word(_ number: Int32) -> String { texts[Int(number - words.lowerBound)] }
}

extension Marks {
    /// The words that most mentions use, the most used first.
    func keywords(_ names: MarkNames, limit: Int) -> [String] {
        var words: [(number: Int32, mentions: Float)] = []
        words.reserveCapacity(numbers.count)
        for (number, value) in zip(numbers, values) where names.words.contains(number) {
            words.append((number, value.mentions))
        }
        words.sort { ($1.mentions, $0.number) < ($0.mentions, $1.number) }
        return words.prefix(limit).map { names.word($0.number) }
    }
}

extension CueRole {
    /// Says by itself what the trouble or the matter is.
    fileprivate var isTelling: Bool {
        switch self {
        case .matter, .mark: true
        case .negative(let weight): weight >= 0.5
        default: false
        }
    }
}
