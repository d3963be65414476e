/// Names of spaced scripts whose words are written apart, or together: Lan jiang bank and LANJIANGBANK are Lanjiang Bank to
/// who reads them. Only long ones: short words run together to names too often.
struct ApartNames: Sendable {
    /// At least so many letters and digits.
    static let shortest = 8

    private let automaton: PatternAutomaton
    /// The place of each in the list of all names.
    private let names: [Int]

    /// - Parameter folded: all names, folded.
    init(_ folded: [[UInt32]]) {
        var places: [Int] = []
        var seen: Set<[UInt32]> = []
        var plain: [[UInt32]] = []
        for (place, name) in folded.enumerated() {
            let letters = name.filter { ScalarKind($0).isWordlike }
            guard letters.count >= Self.shortest,
                name.allSatisfy({ ScalarKind($0).isWordlike || ScalarKind($0) == .space }),
                seen.insert(letters).inserted
            else { continue }
            places.append(place)
            plain.append(letters)
        }
        automaton = PatternAutomaton(plain)
        names = places
    }

    /// Each name found, by its place in the list and where it stands: from the beginning of a word to the end of one.
    func scan(_ text: [UInt32], found: (Int, Range<Int>) -> Void) {
        guard !names.isEmpty, text.contains(where: { ScalarKind($0) == .letter }) else { return }
        var letters: [UInt32] = []
        var places: [Int] = []
        letters.reserveCapacity(text.count)
        places.reserveCapacity(text.count)
        for (place, scalar) in text.enumerated() where ScalarKind(scalar) != .space {
            letters.append(scalar)
            places.append(place)
        }
        automaton.scan(letters) { index, range in
            guard let last = range.last else { return }
            let whole = places[range.lowerBound]..<(places[last] + 1)
            guard whole.lowerBound == 0 || !ScalarKind(text[whole.lowerBound - 1]).isWordlike,
                whole.upperBound == text.count || !ScalarKind(text[whole.upperBound]).isWordlike
            else { return }
            found(names[index], whole)
        }
    }
}
