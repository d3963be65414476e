import Foundation
import Schemas
import SwiftProtobuf
import Text

/// In how many of a subject's mentions a term was met: what is said every day tells incidents least apart.
///
/// Learnt from every mention at first and later from one in eight, chosen by its id. Bounded: the rarest terms are
/// dropped, and all counts are halved now and then, so that what was learnt long ago fades and a mention costs the same
/// however many came before it.
struct TermStatistics {
    /// Terms kept for a subject of posts; a stream of long texts has more.
    static let maximumTerms = 2048
    static let maximumTermsOfDocuments = 1 << 16
    private static let learnAll: Int64 = 256
    /// Mentions after which all counts are halved.
    private static let horizon: Float = 16_384
    /// Mentions that count as seen before the first, and as containing each term: the first ones are comparable too.
    private static let priorMentions: Float = 30
    private static let priorCount: Float = 1

    private(set) var counts = HashMap<UInt64, Float>(absent: 0)
    private(set) var learnt: Float = 0
    private let capacity: Int

    init(capacity: Int = maximumTerms) { self.capacity = capacity }

    init(packed: PackedTerms, learnt: Float, capacity: Int = maximumTerms) {
        self.capacity = capacity
        self.learnt = learnt
        for (hash, count) in zip(packed.hashes, packed.weights) { counts[hash] = count }
    }

    static func isLearntFrom(mention hash: UInt64, after mentions: Int64) -> Bool {
        mentions <= learnAll || hash & 7 == 0
    }

    mutating func learn(_ terms: [UInt64]) {
        learnt += 1
        for term in terms { counts[term] += 1 }
        if learnt >= Self.horizon {
            learnt /= 2
            keep(counts.count, factor: 0.5)
        } else if counts.count > capacity * 2 {
            keep(capacity, factor: 1)
        }
    }

    /// Keeps the most frequent; of those as frequent as the last of them, the ones with the smaller hashes.
    private mutating func keep(_ number: Int, factor: Float) {
        let least = leastCount(of: number)
        var kept = HashMap<UInt64, Float>(absent: 0)
        var asFrequent: [UInt64] = []
        counts.forEach { hash, count in
            guard count * factor >= 0.5 else { return }
            if count > least { kept[hash] = count * factor } else if count == least { asFrequent.append(hash) }
        }
        HashSort.sort(&asFrequent)
        for hash in asFrequent.prefix(max(0, number - kept.count)) { kept[hash] = least * factor }
        counts = kept
    }

    /// The count of the last of the most frequent terms. There are few counts, and many terms of each.
    private func leastCount(of number: Int) -> Float {
        var termsByCount: [Float: Int] = [:]
        counts.forEach { termsByCount[$1, default: 0] += 1 }
        var left = number
        for (count, terms) in termsByCount.sorted(by: { $0.key > $1.key }) {
            left -= terms
            if left <= 0 { return count }
        }
        return 0
    }

    /// ln of the share of mentions without the term; at least 0.
    func inverse(of term: UInt64) -> Float {
        max(0, logf((learnt + Self.priorMentions) / (counts[term] + Self.priorCount)))
    }

    /// All terms, by hash.
    var packed: PackedTerms {
        var all: [(hash: UInt64, count: Float)] = []
        all.reserveCapacity(counts.count)
        counts.forEach { all.append(($0, $1)) }
        all.sort { $0.hash < $1.hash }
        return PackedTerms(hashes: all.map(\.hash), weights: all.map(\.count))
    }
}

extension TermStatistics {
    /// As `terms` wrote them; of a row of before they were counted: nothing.
    init(_ terms: [Term], capacity: Int) {
        let learnt = terms.first { $0.hash == 0 }?.weight ?? 0
        let counts = terms.filter { $0.hash != 0 }
        self.init(
            packed: PackedTerms(hashes: counts.map(\.hash), weights: counts.map(\.weight)), learnt: learnt,
            capacity: capacity)
    }

    /// All terms, by hash, after the number of texts they were learnt from.
    var terms: [Term] {
        guard learnt > 0 else { return [] }
        let packed = packed
        return [Term.with { $0.weight = learnt }]
            + zip(packed.hashes, packed.weights).map { hash, count in
                Term.with { ($0.hash, $0.weight) = (hash, count) }
            }
    }
}
