/// Finds the aliases of all subjects in a text at once.
///
/// - Text and patterns are folded the same way, so script (瀾江銀行, 澜江银行), width and case do not matter.
/// - Where a pattern begins or ends with a letter or digit of a spaced script it matches at a word's boundary only:
///   `LJBK` is not in `LJBKX`, but is in `买LJBK吗`.
/// - An exclusion suppresses the aliases of its own subject that lie within it.
/// - A short name that ends in 行 is none where it goes over into another word: 澜行 is not in 微澜行动.
/// - Where it is asked for, names are found through what stands between their characters (``MarkedNames``) or words
///   (``ApartNames``), and with 银行 in letters or as a picture.
/// - Of what is left, matches do not overlap: the leftmost wins, and of those the longest. So 澜江理财 names the
///   subsidiary and not, by its first half, the bank. Subjects that share an alias are all reported.
public struct AliasMatcher: Sendable {
    /// Those who share one folded pattern.
    private struct Owner: Sendable {
        let id: String
        let pattern: String
    }
    private struct Names: Sendable {
        var aliases: [Owner] = []
        var exclusions: [String] = []
        let startsWordlike: Bool
        let endsWordlike: Bool
    }
    private struct Occurrence {
        let names: Int
        let range: Range<Int>
    }

    private let folding: TextFolding
    private let automaton: PatternAutomaton
    private let names: [Names]
    private let marked: MarkedNames?
    private let apart: ApartNames?

    /// - Parameters:
    ///   - patterns: in any order; a repeated one counts once, one that folds to nothing never matches.
    ///   - seesThroughMarks: finds names that are written so as not to be found, too.
    public init(
        _ patterns: [AliasPattern], folding: TextFolding = .standard, seesThroughMarks: Bool = false
    ) {
        var order: [[UInt32]] = []
        var names: [[UInt32]: Names] = [:]
        let written = patterns.flatMap { pattern in
            let folded = folding.foldScalars(pattern.pattern)
            let others = seesThroughMarks && pattern.kind == .alias ? NameEndings.evasions(of: folded) : []
            return ([folded] + others).map { (pattern, $0) }
        }
        for (pattern, folded) in written {
            guard let first = folded.first, let last = folded.last else { continue }
            if names[folded] == nil { order.append(folded) }
            var entry =
                names[folded]
                ?? Names(
                    startsWordlike: ScalarKind(first).isWordlike, endsWordlike: ScalarKind(last).isWordlike)
            switch pattern.kind {
            case .alias:
                if !entry.aliases.contains(where: { $0.id == pattern.id }) {
                    entry.aliases.append(Owner(id: pattern.id, pattern: pattern.pattern))
                }
            case .exclusion:
                if !entry.exclusions.contains(pattern.id) { entry.exclusions.append(pattern.id) }
            }
            names[folded] = entry
        }
        self.folding = folding
        self.automaton = PatternAutomaton(order)
        self.marked = seesThroughMarks ? MarkedNames(order) : nil
        self.apart = seesThroughMarks ? ApartNames(order) : nil
        self.names = order.compactMap { folded in
            names[folded].map { entry in
                var sorted = entry
                sorted.aliases.sort { $0.id < $1.id }
                return sorted
            }
        }
    }

    /// The aliases in a text, by position, then by subject.
    public func matches(in text: String) -> [AliasMatch] {
        matches(inFolded: folding.foldScalars(text))
    }

    /// As `matches(in:)`, for a text already folded by `TextFolding.foldScalars`.
    public func matches(inFolded text: [UInt32]) -> [AliasMatch] {
        var occurrences: [Occurrence] = []
        var excluded: [(id: String, range: Range<Int>)] = []
        automaton.scan(text) { index, range in
            guard isWhole(names[index], at: range, in: text) else { return }
            for id in names[index].exclusions { excluded.append((id, range)) }
            if !names[index].aliases.isEmpty { occurrences.append(Occurrence(names: index, range: range)) }
        }
        func take(_ index: Int, _ range: Range<Int>) {
            for id in names[index].exclusions { excluded.append((id, range)) }
            if !names[index].aliases.isEmpty { occurrences.append(Occurrence(names: index, range: range)) }
        }
        marked?.scan(text, found: take)
        apart?.scan(text, found: take)
        guard !occurrences.isEmpty else { return [] }
        occurrences.sort {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }
        let exclusions = ExclusionCover(excluded)
        var matches: [AliasMatch] = []
        var end = 0
        for occurrence in occurrences where occurrence.range.lowerBound >= end {
            let before = matches.count
            for owner in names[occurrence.names].aliases where !exclusions.covers(occurrence.range, of: owner.id) {
                matches.append(AliasMatch(id: owner.id, pattern: owner.pattern, range: occurrence.range))
            }
            if matches.count > before { end = occurrence.range.upperBound }
        }
        return matches
    }

    /// The subjects spoken of in a text, each with its matches by position. Iterate over sorted keys where order
    /// matters, or use `subjectIDs(in:)`.
    public func subjects(in text: String) -> [String: [AliasMatch]] {
        subjects(inFolded: folding.foldScalars(text))
    }

    /// As `subjects(in:)`, for a text already folded by `TextFolding.foldScalars`.
    public func subjects(inFolded text: [UInt32]) -> [String: [AliasMatch]] {
        Dictionary(grouping: matches(inFolded: text), by: \.id)
    }

    /// The ids of the subjects spoken of in a text, in order.
    public func subjectIDs(in text: String) -> [String] {
        Set(matches(in: text).map(\.id)).sorted()
    }

    private func isWhole(_ names: Names, at range: Range<Int>, in text: [UInt32]) -> Bool {
        if names.startsWordlike && range.lowerBound > 0 && ScalarKind(text[range.lowerBound - 1]).isWordlike {
            return false
        }
        let next = range.upperBound < text.count ? text[range.upperBound] : nil
        if NameEndings.goesOver(text[range], into: next) { return false }
        return !(names.endsWordlike && range.upperBound < text.count && ScalarKind(text[range.upperBound]).isWordlike)
    }
}

/// Answers in logarithmic time whether some exclusion of a subject covers a range, however many a hostile text holds.
private struct ExclusionCover {
    /// Per subject, by start; each with the furthest end of those up to it.
    private var ranges: [String: [(start: Int, furthestEnd: Int)]] = [:]

    init(_ excluded: [(id: String, range: Range<Int>)]) {
        for (id, range) in excluded.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            let furthest = max(ranges[id]?.last?.furthestEnd ?? 0, range.upperBound)
            ranges[id, default: []].append((range.lowerBound, furthest))
        }
    }

    func covers(_ range: Range<Int>, of id: String) -> Bool {
        guard let own = ranges[id] else { return false }
        var low = 0
        var high = own.count
        while low < high {
            let middle = (low + high) / 2
            if own[middle].start <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low > 0 && own[low - 1].furthestEnd >= range.upperBound
    }
}
