/// What `MinHash` makes of a text: 64 minima, 256 bytes.
public struct MinHashSignature: Hashable, Sendable {
    /// The number of minima. The estimate's standard error is at most 1/(2·√64) = 0.0625 for long texts, and about 0.1 for
    /// a dozen shingles.
    public static let permutations = 64

    /// The minima, one a slot; none for a text without content.
    public let minima: [UInt32]

    /// The signature of a text without content.
    public init() {
        minima = []
    }

    init(_ minima: [UInt32]) {
        self.minima = minima
    }

    /// Reads what `bytes` wrote; nil when the length is neither 0 nor 256.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.isEmpty || bytes.count == Self.permutations * 4 else { return nil }
        var minima: [UInt32] = []
        var value: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt32(byte)
            if index % 4 == 3 { minima.append(value) }
        }
        self.minima = minima
    }

    /// The minima as big-endian bytes, to store.
    public var bytes: [UInt8] {
        minima.flatMap { value in
            [UInt8(truncatingIfNeeded: value >> 24), UInt8(truncatingIfNeeded: value >> 16)]
                + [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
        }
    }

    /// True for a text without content, which is similar to none.
    public var isEmpty: Bool { minima.isEmpty }

    /// The estimated share of shingles two texts have in common (Jaccard), 0...1; 0 where either has none.
    public func similarity(to other: MinHashSignature) -> Double {
        guard !isEmpty, !other.isEmpty else { return 0 }
        var equal = 0
        for slot in minima.indices where minima[slot] == other.minima[slot] { equal += 1 }
        return Double(equal) / Double(Self.permutations)
    }

    /// Keys for locality-sensitive lookup: texts that share a key in some band are candidates to compare.
    ///
    /// With r rows and b = 64/r bands, texts of similarity s meet with probability 1-(1-sʳ)ᵇ: for r = 4 that is 0.05 at
    /// s = 0.24, 0.64 at 0.5, 0.99 at 0.7. Keys of different bands differ, so all can go into one dictionary.
    ///
    /// - Parameter rows: minima in a band, 1...64; others are clamped. Minima that fill no band are left out.
    /// - Returns: one key a band; none for a text without content.
    public func bands(rows: Int) -> [UInt64] {
        guard !isEmpty else { return [] }
        let rows = min(max(rows, 1), Self.permutations)
        return (0..<(Self.permutations / rows)).map { band in
            Hashing.stableHash(scalars: minima[(band * rows)..<((band + 1) * rows)], seed: UInt64(band) &+ 1)
        }
    }
}
