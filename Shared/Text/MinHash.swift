/// Makes MinHash signatures of texts: two texts' signatures agree in about the share of shingles the texts share.
///
/// Broder: "On the resemblance and containment of documents", 1997. A text is folded and stripped of everything but
/// ideographs, letters and digits, so that punctuation, emoji and spacing do not tell reposts apart. A shingle is three
/// scalars where it starts with an ideograph, else five; a shorter text is one shingle.
///
/// A shingle is hashed four times, not once for each minimum: each hash puts it into one of sixteen slots and is held
/// against the minimum there (one permutation hashing: Li, Owen, Zhang 2012). A slot that stays empty takes the minimum of
/// another one of its sixteen, chosen by a hash of the slot alone, so that texts that agree do so there too (optimal
/// densification: Shrivastava 2017). The hashes are the same everywhere: signatures may be stored.
public struct MinHash: Sendable {
    public static let standard = MinHash()

    public let ideographShingle: Int
    public let letterShingle: Int
    private let folding: TextFolding
    private static let groups = 4
    private static let slots = MinHashSignature.permutations / groups
    private static let seeds: [UInt64] = [
        0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0x6665_6e67_6875_6f31,
    ]

    /// - Parameters:
    ///   - ideographShingle: the scalars in a shingle that starts with an ideograph; at least 1.
    ///   - letterShingle: the scalars in any other shingle; at least 1.
    public init(ideographShingle: Int = 3, letterShingle: Int = 5, folding: TextFolding = .standard) {
        self.ideographShingle = max(1, ideographShingle)
        self.letterShingle = max(1, letterShingle)
        self.folding = folding
    }

    /// The signature of a text.
    public func signature(of text: String) -> MinHashSignature {
        signature(ofFolded: folding.foldScalars(text))
    }

    /// As `signature(of:)`, for a text already folded by `TextFolding.foldScalars`.
    public func signature(ofFolded text: [UInt32]) -> MinHashSignature {
        let shingles = shingles(ofFolded: text)
        guard !shingles.isEmpty else { return MinHashSignature() }
        var minima = [UInt32](repeating: .max, count: MinHashSignature.permutations)
        minima.withUnsafeMutableBufferPointer { minima in
            for group in 0..<Self.groups {
                let seed = Self.seeds[group]
                let first = group * Self.slots
                for shingle in shingles {
                    let hash = Hashing.finalize(shingle ^ seed)
                    let slot = first + Int(truncatingIfNeeded: hash >> 60)
                    minima[slot] = min(minima[slot], UInt32(truncatingIfNeeded: hash))
                }
                Self.densify(UnsafeMutableBufferPointer(rebasing: minima[first..<(first + Self.slots)]), seed: seed)
            }
        }
        return MinHashSignature(minima)
    }

    /// Fills the empty slots of a group; at least one is not.
    private static func densify(_ minima: UnsafeMutableBufferPointer<UInt32>, seed: UInt64) {
        var isEmpty: UInt32 = 0
        for slot in 0..<slots where minima[slot] == .max { isEmpty |= 1 << UInt32(slot) }
        guard isEmpty != 0, isEmpty != 0xffff else { return }
        for slot in 0..<slots where isEmpty >> UInt32(slot) & 1 == 1 {
            var draw = seed &+ UInt64(slot) &* 0x9e37_79b9_7f4a_7c15
            repeat { draw = Hashing.finalize(draw &+ 1) } while isEmpty >> UInt32(draw >> 60) & 1 == 1
            minima[slot] = minima[Int(draw >> 60)]
        }
    }

    /// The distinct hashed shingles of a text, sorted: for an exact comparison where the estimate is not enough.
    public func shingles(of text: String) -> [UInt64] {
        var previous: UInt64?
        return shingles(ofFolded: folding.foldScalars(text)).sorted().filter { shingle in
            defer { previous = shingle }
            return shingle != previous
        }
    }

    private func shingles(ofFolded text: [UInt32]) -> [UInt64] {
        let (content, kinds) = Self.content(of: text)
        guard !content.isEmpty else { return [] }
        var shingles: [UInt64] = []
        shingles.reserveCapacity(content.count)
        for start in content.indices {
            let length = kinds[start] == .ideograph ? ideographShingle : letterShingle
            guard start + length <= content.count else { continue }
            shingles.append(Hashing.stableHash(scalars: content[start..<(start + length)]))
        }
        return shingles.isEmpty ? [Hashing.stableHash(scalars: content)] : shingles
    }

    /// Ideographs and words, a space between neighbouring words; the text itself where there are none.
    private static func content(of text: [UInt32]) -> ([UInt32], [ScalarKind]) {
        var content: [UInt32] = []
        var kinds: [ScalarKind] = []
        content.reserveCapacity(text.count)
        kinds.reserveCapacity(text.count)
        var isApart = false
        for scalar in text {
            let kind = ScalarKind(scalar)
            guard kind.isContent else {
                isApart = true
                continue
            }
            if isApart, kind.isWordlike, let last = kinds.last, last.isWordlike {
                content.append(0x20)
                kinds.append(.space)
            }
            isApart = false
            content.append(scalar)
            kinds.append(kind)
        }
        guard content.isEmpty else { return (content, kinds) }
        let symbols = text.filter { $0 != 0x20 }
        return (symbols, [ScalarKind](repeating: .other, count: symbols.count))
    }
}
