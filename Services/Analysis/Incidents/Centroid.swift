import Foundation

/// A text's terms, weighted by inverse document frequency, of length 1.
struct TermVector {
    /// Ascending.
    var hashes: [UInt64] = []
    var weights: [Float] = []
    var isSpaced = false
    /// Distinct terms of the text, before the lightest were left out.
    var distinct = 0

    /// The heaviest terms of a text; more add cost, not accuracy.
    static let maximumTerms = 300

    init(_ terms: TextTerms, _ statistics: TermStatistics) {
        isSpaced = terms.isSpaced
        distinct = terms.hashes.count
        hashes = terms.hashes
        weights = terms.weights
        for index in weights.indices { weights[index] *= statistics.inverse(of: hashes[index]) }
        if hashes.count > Self.maximumTerms { keepHeaviest() }
        var squares: Float = 0
        for weight in weights { squares += weight * weight }
        guard squares > 0 else {
            hashes = []
            weights = []
            return
        }
        let factor = 1 / squares.squareRoot()
        for index in weights.indices { weights[index] *= factor }
    }

    private mutating func keepHeaviest() {
        let kept = hashes.indices.sorted { (weights[$1], hashes[$0]) < (weights[$0], hashes[$1]) }
            .prefix(Self.maximumTerms).sorted()
        hashes = kept.map { hashes[$0] }
        weights = kept.map { weights[$0] }
    }
}

/// The sum of the vectors of an incident's texts, those long past counting less.
struct Centroid {
    /// Ascending.
    private(set) var hashes: [UInt64] = []
    private(set) var weights: [Float] = []
    /// Texts, decayed.
    private(set) var mass: Float = 0
    /// Of the weights.
    private(set) var squaredNorm: Float = 0

    init() {}

    init(_ packed: PackedTerms, mass: Float, squaredNorm: Float) {
        hashes = packed.hashes
        weights = packed.weights
        self.mass = mass
        self.squaredNorm = squaredNorm
    }

    var count: Int { hashes.count }
    var packed: PackedTerms { PackedTerms(hashes: hashes, weights: weights) }

    /// The cosine with a text, 0...1; a text with details (numbers, quoted names) of which the incident has others but
    /// none of these is less alike than its other words say.
    func cosine(_ vector: TermVector) -> Float {
        let dot = dot(vector.hashes, vector.weights)
        guard squaredNorm > 0, dot > 0 else { return 0 }
        return min(1, dot / squaredNorm.squareRoot())
    }

    func cosine(_ other: Centroid) -> Float {
        let dot = dot(other.hashes, other.weights)
        guard squaredNorm > 0, other.squaredNorm > 0, dot > 0 else { return 0 }
        return min(1, dot / (squaredNorm * other.squaredNorm).squareRoot())
    }

    private func dot(_ others: [UInt64], _ otherWeights: [Float]) -> Float {
        var sum: Float = 0
        hashes.withUnsafeBufferPointer { own in
            others.withUnsafeBufferPointer { other in
                var (left, right) = (0, 0)
                while left < own.count, right < other.count {
                    let (a, b) = (own[left], other[right])
                    if a == b { sum += weights[left] * otherWeights[right] }
                    left += a <= b ? 1 : 0
                    right += b <= a ? 1 : 0
                }
            }
        }
        return sum
    }

    /// - Parameters:
    ///   - decay: 0...1, what is left of the earlier texts.
    ///   - share: how much the text counts, 1 or, if it comes late, less.
    ///   - capacity: the heaviest terms kept.
    ///   - change: called with each term that comes (true) or goes (false).
    mutating func add(
        _ vector: TermVector, decay: Float, share: Float, capacity: Int, change: (UInt64, Bool) -> Void
    ) {
        let dot = dot(vector.hashes, vector.weights)
        let added: Float = vector.hashes.isEmpty ? 0 : share * share
        squaredNorm = squaredNorm * decay * decay + 2 * dot * decay * share + added
        mass = mass * decay + share
        merge(vector.hashes, vector.weights, decay: decay, share: share, change: change)
        if hashes.count > capacity * 3 / 2 { prune(to: capacity, change: change) }
    }

    mutating func add(_ other: Centroid, own: Float, others: Float, capacity: Int, change: (UInt64, Bool) -> Void) {
        let dot = dot(other.hashes, other.weights)
        squaredNorm =
            squaredNorm * own * own + 2 * dot * own * others + other.squaredNorm * others * others
        mass = mass * own + other.mass * others
        merge(other.hashes, other.weights, decay: own, share: others, change: change)
        if hashes.count > capacity * 3 / 2 { prune(to: capacity, change: change) }
    }

    /// Takes away what a text has brought in, as far as it is still there.
    mutating func subtract(_ vector: TermVector, change: (UInt64, Bool) -> Void) {
        var left = 0
        for (hash, weight) in zip(vector.hashes, vector.weights) {
            while left < hashes.count, hashes[left] < hash { left += 1 }
            if left < hashes.count, hashes[left] == hash { weights[left] = max(0, weights[left] - weight) }
        }
        let gone = hashes.indices.filter { weights[$0] <= 1e-4 }
        for index in gone { change(hashes[index], false) }
        let kept = hashes.indices.filter { weights[$0] > 1e-4 }
        hashes = kept.map { hashes[$0] }
        weights = kept.map { weights[$0] }
        mass = max(0, mass - 1)
        squaredNorm = weights.reduce(0) { $0 + $1 * $1 }
    }

    private mutating func merge(
        _ more: [UInt64], _ moreWeights: [Float], decay: Float, share: Float, change: (UInt64, Bool) -> Void
    ) {
        var merged: [UInt64] = []
        var mergedWeights: [Float] = []
        merged.reserveCapacity(hashes.count + more.count)
        mergedWeights.reserveCapacity(hashes.count + more.count)
        var (left, right) = (0, 0)
        while left < hashes.count || right < more.count {
            if right == more.count || (left < hashes.count && hashes[left] < more[right]) {
                merged.append(hashes[left])
                mergedWeights.append(weights[left] * decay)
                left += 1
            } else if left == hashes.count || more[right] < hashes[left] {
                change(more[right], true)
                merged.append(more[right])
                mergedWeights.append(moreWeights[right] * share)
                right += 1
            } else {
                merged.append(hashes[left])
                mergedWeights.append(weights[left] * decay + moreWeights[right] * share)
                left += 1
                right += 1
            }
        }
        hashes = merged
        weights = mergedWeights
    }

    /// Keeps the heaviest terms; of equals, those with the smaller hash.
    private mutating func prune(to capacity: Int, change: (UInt64, Bool) -> Void) {
        let order = hashes.indices.sorted { (weights[$1], hashes[$0]) < (weights[$0], hashes[$1]) }
        for index in order.dropFirst(capacity) { change(hashes[index], false) }
        let kept = order.prefix(capacity).sorted()
        hashes = kept.map { hashes[$0] }
        weights = kept.map { weights[$0] }
        squaredNorm = weights.reduce(0) { $0 + $1 * $1 }
    }

    /// The few heaviest terms, heaviest first, in one pass; of equals, those with the smaller hash.
    func heaviest(few count: Int) -> [UInt64] {
        var best: [Int] = []
        best.reserveCapacity(count + 1)
        for index in hashes.indices {
            var at = best.count
            while at > 0, weights[index] > weights[best[at - 1]] { at -= 1 }
            guard at < count else { continue }
            best.insert(index, at: at)
            if best.count > count { best.removeLast() }
        }
        return best.map { hashes[$0] }
    }

    /// The heaviest terms, heaviest first.
    func heaviest(_ count: Int) -> [UInt64] {
        hashes.indices.sorted { (weights[$1], hashes[$0]) < (weights[$0], hashes[$1]) }.prefix(count).map { hashes[$0] }
    }
}
