import Testing

@testable import Text

@Suite struct PatternAutomatonTests {
    private struct Found: Hashable {
        var pattern: Int
        var range: Range<Int>
    }

    /// Patterns within, before and behind one another, over few letters so that they meet often; of ideographs, letters and
    /// scalars beyond the basic plane.
    @Test(arguments: UInt64(1)...30)
    func `every occurrence is found, and nothing else`(seed: UInt64) {
        var random = SplitMix(seed)
        let letters: [UInt32] = [0x61, 0x62, 0x4e00, 0x94f6, 0x20000]
        func word(_ length: Int) -> [UInt32] { (0..<length).map { _ in letters.randomElement(using: &random) ?? 0 } }
        let patterns = Array(Set((0..<40).map { _ in word(Int.random(in: 1...5, using: &random)) }))
        let text = word(200)
        var found: [Found] = []
        PatternAutomaton(patterns).scan(text) { found.append(Found(pattern: $0, range: $1)) }
        var expected: Set<Found> = []
        for (index, pattern) in patterns.enumerated() {
            for start in text.indices where text[start...].starts(with: pattern) {
                expected.insert(Found(pattern: index, range: start..<(start + pattern.count)))
            }
        }
        #expect(found.count == expected.count && Set(found) == expected)
        // By their ends, longer ones first.
        #expect(
            found
                == found.sorted {
                    ($0.range.upperBound, $0.range.lowerBound) < ($1.range.upperBound, $1.range.lowerBound)
                })
    }
}
