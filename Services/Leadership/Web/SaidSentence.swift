import Plan

/// A sentence of the catalogue in the languages that say it alike, cut at its holes.
struct SaidSentence: Sendable {
    var key: String
    var languages: Set<ResponsePlan.Language>
    var parts: [String]
    /// The numbers of the holes between the parts.
    var holes: [Int]

    init?(_ key: String, _ text: String, _ language: ResponsePlan.Language) {
        (self.key, languages, parts, holes) = (key, [language], Self.parts(of: text), [])
        for match in text.matches(of: /\{([0-9])\}/) {
            guard let number = Int(match.1) else { return nil }
            holes.append(number)
        }
    }

    /// Of the letters that it says by itself.
    var weight: Int { parts.reduce(0) { $0 + $1.utf8.count } }

    /// What stands in its holes, by their numbers; `nil` where it is another sentence.
    func values(in said: String) -> [String]? {
        guard let found = Self.values(in: said, between: parts), found.count == holes.count else { return nil }
        var values = [String](repeating: "", count: holes.max() ?? 0)
        for (number, value) in zip(holes, found) where number > 0 { values[number - 1] = value }
        return values
    }

    /// What stands between the parts of a sentence; `nil` where it is another one.
    private static func values(in said: String, between parts: [String]) -> [String]? {
        guard let first = parts.first, let last = parts.last, said.hasPrefix(first) else { return nil }
        guard parts.count > 1 else { return said == first ? [] : nil }
        var rest = said.dropFirst(first.count)
        guard rest.hasSuffix(last), !last.isEmpty || !rest.isEmpty else { return nil }
        rest = rest.dropLast(last.count)
        var values: [String] = []
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: part) else { return nil }
            values.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return values + [String(rest)]
    }

    /// Cuts a sentence of the catalogue at its holes.
    static func parts(of sentence: String) -> [String] {
        sentence.split(separator: /\{[0-9]\}/, omittingEmptySubsequences: false).map { String($0) }
    }
}
