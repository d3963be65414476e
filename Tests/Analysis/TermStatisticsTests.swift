import Testing
import Text

@testable import Analysis

@Suite struct TermStatisticsTests {
    /// Texts of a few common and many rare terms, the same each time.
    private static let texts: [[UInt64]] = (0..<400).map { text in
        let common = (0..<6).filter { text % ($0 + 2) == 0 }.map { Hashing.finalize(UInt64($0 + 1)) }
        let rare = (0..<5).map { Hashing.finalize(UInt64(1000 + (text * 7 + $0 * 13) % 900)) }
        return Array(Set(common + rare)).sorted()
    }

    /// Of terms met equally often, those with the smaller hashes stay.
    @Test func keepsTheMostFrequentTerms() {
        let capacity = 64
        var statistics = TermStatistics(capacity: capacity)
        var counts: [UInt64: Float] = [:]
        var cuts = 0
        for text in Self.texts {
            statistics.learn(text)
            for term in text { counts[term, default: 0] += 1 }
            guard counts.count > capacity * 2 else { continue }
            cuts += 1
            let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            counts = Dictionary(uniqueKeysWithValues: order.prefix(capacity).map { ($0.key, $0.value) })
        }
        #expect(cuts > 3)
        let packed = statistics.packed
        #expect(packed.hashes == counts.keys.sorted())
        #expect(packed.weights == counts.sorted { $0.key < $1.key }.map(\.value))
    }
}
