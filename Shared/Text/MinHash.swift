/// Makes MinHash signatures of texts: two texts' signatures agree in about the share of shingles the texts share.
///
/// Broder: "On the resemblance and containment of documents", 1997. A text is folded and stripped of everything but
/// ideographs, letters and digits, so that punctuation, emoji and spacing do not tell reposts apart. A shingle is three
/// scalars where it starts with an ideograph, else five; a shorter text is one shingle. Permutations are
/// `x → (a·x + b) mod 2⁶⁴` on hashed shingles, `a` odd, drawn from a fixed seed: signatures may be stored.
public struct MinHash: Sendable {
    public static let standard = MinHash()

    public let ideographShingle: Int
    public let letterShingle: Int
    private let folding: TextFolding
    private let multipliers: [UInt64]
    private let addends: [UInt64]

    /// - Parameters:
    ///   - ideographShingle: the scalars in a shingle that starts with an ideograph; at least 1.
    ///   - letterShingle: the scalars in any other shingle; at least 1.
    public init(ideographShingle: Int = 3, letterShingle: Int = 5, folding: TextFolding = .standard) {
        self.ideographShingle = max(1, ideographShingle)
        self.letterShingle = max(1, letterShingle)
        self.folding = folding
        var state: UInt64 = 0x6665_6e67_6875_6f31
        func draw() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            return Hashing.finalize(state)
        }
        multipliers = (0..<MinHashSignature.permutations).map { _ in draw() | 1 }
        addends = (0..<MinHashSignature.permutations).map { _ in draw() }
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
            multipliers.withUnsafeBufferPointer { multipliers in
                addends.withUnsafeBufferPointer { addends in
                    for shingle in shingles {
                        for slot in 0..<MinHashSignature.permutations {
                            let permuted = (multipliers[slot] &* shingle &+ addends[slot]) >> 32
                            minima[slot] = min(minima[slot], UInt32(truncatingIfNeeded: permuted))
                        }
                    }
                }
            }
        }
        return MinHashSignature(minima)
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
