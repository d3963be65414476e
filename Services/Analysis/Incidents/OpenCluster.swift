import Foundation
import Schemas
import Text

/// An incident that still takes mentions, as clustering sees it; its row of the clusters table says the same.
struct OpenCluster {
    /// A list of the plan's terms, or a tier, that some mention hit.
    struct Mark: Hashable {
        var count: Float
        var firstMention: String
    }
    struct Signature {
        var mention: String
        var minHash: MinHashSignature
        var bands: [UInt64]
    }

    let id: String
    let subject: String
    var isDrill = false
    var isFalseAlarm = false
    var first: Int64 = 0
    var last: Int64 = 0
    /// Distinct mentions, decayed to `last`.
    var mass: Float = 0
    /// Hashes of terms and matters, ascending.
    var terms: [UInt64] = []
    /// How many mentions contain each, decayed to `last`.
    var weights: [Float] = []
    var marks: [String: Mark] = [:]
    /// The oldest first.
    var signatures: [Signature] = []
    var refuted: [MinHashSignature] = []
    var authors = AuthorSketch()
    var negativity = 0.0
    var rumour = 0.0
    var kinds: [MentionKind: Int64] = [:]

    static let maximumTerms = 256
    static let maximumSignatures = 40
    static let bandRows = 4
    static let halfLife = 12.0 * 3_600_000

    init(id: String, subject: String) {
        self.id = id
        self.subject = subject
    }

    func weight(of term: UInt64) -> Float {
        var low = 0
        var high = terms.count
        while low < high {
            let middle = (low + high) / 2
            if terms[middle] < term { low = middle + 1 } else { high = middle }
        }
        return low < terms.count && terms[low] == term ? weights[low] : 0
    }

    /// Takes a distinct mention's terms in.
    mutating func add(terms more: [UInt64], at time: Int64) {
        var decay: Float = 1
        var share: Float = 1
        let change = Float(exp2(-Double(abs(time - last)) / Self.halfLife))
        if mass > 0 { if time >= last { decay = change } else { share = change } }
        var merged: [UInt64] = []
        var mergedWeights: [Float] = []
        merged.reserveCapacity(terms.count + more.count)
        mergedWeights.reserveCapacity(terms.count + more.count)
        var (left, right) = (0, 0)
        while left < terms.count || right < more.count {
            if right == more.count || (left < terms.count && terms[left] < more[right]) {
                merged.append(terms[left])
                mergedWeights.append(weights[left] * decay)
                left += 1
            } else if left == terms.count || more[right] < terms[left] {
                merged.append(more[right])
                mergedWeights.append(share)
                right += 1
            } else {
                merged.append(terms[left])
                mergedWeights.append(weights[left] * decay + share)
                left += 1
                right += 1
            }
        }
        mass = mass * decay + share
        terms = merged
        weights = mergedWeights
        if terms.count > Self.maximumTerms * 3 / 2 { prune() }
    }

    /// Keeps the heaviest terms; of equals, those with the smaller hash.
    private mutating func prune() {
        let kept = terms.indices.sorted { (weights[$1], terms[$0]) < (weights[$0], terms[$1]) }
            .prefix(Self.maximumTerms).sorted()
        terms = kept.map { terms[$0] }
        weights = kept.map { weights[$0] }
    }

    mutating func mark(_ name: String, mention: String) {
        marks[name, default: Mark(count: 0, firstMention: mention)].count += 1
    }

    mutating func sign(_ signature: MinHashSignature, mention: String) {
        guard !signature.isEmpty else { return }
        signatures.append(
            Signature(mention: mention, minHash: signature, bands: signature.bands(rows: Self.bandRows)))
        if signatures.count > Self.maximumSignatures { signatures.removeFirst() }
    }

    mutating func merge(_ other: OpenCluster) {
        let newest = max(last, other.last)
        let own = Float(exp2(-Double(newest - last) / Self.halfLife))
        let others = Float(exp2(-Double(newest - other.last) / Self.halfLife))
        var sums: [UInt64: Float] = [:]
        for (term, weight) in zip(terms, weights) { sums[term, default: 0] += weight * own }
        for (term, weight) in zip(other.terms, other.weights) { sums[term, default: 0] += weight * others }
        terms = sums.keys.sorted()
        weights = terms.map { sums[$0] ?? 0 }
        if terms.count > Self.maximumTerms { prune() }
        mass = mass * own + other.mass * others
        first = min(first, other.first)
        last = newest
        for (name, mark) in other.marks {
            marks[name, default: Mark(count: 0, firstMention: mark.firstMention)].count += mark.count
        }
        signatures = Array((other.signatures + signatures).suffix(Self.maximumSignatures))
        refuted += other.refuted
        authors.merge(other.authors)
        negativity += other.negativity
        rumour += other.rumour
        for (kind, count) in other.kinds { kinds[kind, default: 0] += count }
    }
}
