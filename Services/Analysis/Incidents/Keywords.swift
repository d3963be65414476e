import Schemas
import Text

/// The cues of trouble and matter that the evidence uses most: whole words, unlike clustering's bigrams.
struct Keywords {
    let lexicon: CueLexicon
    static let maximum = 8

    func of(_ sample: [Evidence]) -> [String] {
        var counts: [String: Int] = [:]
        for evidence in sample {
            let text = TextFolding.standard.foldScalars(evidence.title + "\u{3002}" + evidence.excerpt)
            var seen: Set<Range<Int>> = []
            var words: Set<String> = []
            lexicon.automaton.scan(text) { index, range in
                let phrase = lexicon.phrases[index]
                guard phrase.length >= 2, phrase.roles.contains(where: \.isTelling),
                    isWhole(phrase, range, in: text)
                else { return }
                seen.insert(range)
            }
            for range in seen where !seen.contains(where: { $0 != range && $0.clamped(to: range) == range }) {
                words.insert(TextFolding.string(text[range]))
            }
            for word in words { counts[word, default: 0] += 1 }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximum).map(\.key)
    }

    private func isWhole(_ phrase: CueLexicon.Phrase, _ range: Range<Int>, in text: [UInt32]) -> Bool {
        if phrase.startsWordlike, range.lowerBound > 0, ScalarKind(text[range.lowerBound - 1]).isWordlike {
            return false
        }
        return !(phrase.endsWordlike && range.upperBound < text.count && ScalarKind(text[range.upperBound]).isWordlike)
    }
}

extension CueRole {
    fileprivate var isTelling: Bool {
        switch self {
        case .matter, .mark: true
        case .negative(let weight): weight >= 0.5
        default: false
        }
    }
}
