import Text

/// A MinHash signature in 64 bytes: the low byte of each minimum. Of unlike texts one slot in 256 agrees by chance (b-bit
/// minwise hashing, Li and König 2010), which is nothing beside the likeness at which texts are copies.
struct SmallSignature: Hashable, Sendable {
    private(set) var words = SIMD8<UInt64>()
    static let byteCount = MinHashSignature.permutations
    static let bands = 16

    /// nil for a text without content.
    init?(_ signature: MinHashSignature) {
        guard signature.minima.count == Self.byteCount else { return nil }
        signature.minima.withUnsafeBufferPointer { minima in
            for word in 0..<8 {
                var bytes: UInt64 = 0
                for slot in 0..<8 { bytes |= UInt64(minima[word * 8 + slot] & 0xff) << UInt64(slot * 8) }
                words[word] = bytes
            }
        }
    }

    /// nil unless there are 64 bytes.
    init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        for (slot, byte) in bytes.enumerated() { words[slot >> 3] |= UInt64(byte) << UInt64((slot & 7) * 8) }
    }

    /// The share of shingles the texts have in common, estimated: 0...1.
    func likeness(to other: SmallSignature) -> Double {
        let difference = words ^ other.words
        let low = SIMD8<UInt64>(repeating: 0x7f7f_7f7f_7f7f_7f7f)
        // The high bit of each byte is set where the byte is zero (Warren, Hacker's Delight, section 6-1).
        let zeros = ~(((difference & low) &+ low) | difference | low)
        var equal = 0
        for word in 0..<8 { equal += zeros[word].nonzeroBitCount }
        return Double(equal) / Double(Self.byteCount)
    }

    /// Keys for looking up, one a band: texts that share one are worth comparing. Four slots a band: of texts alike by 0.7,
    /// 99 % share one.
    var keys: SIMD16<UInt32> {
        var keys = SIMD16<UInt32>()
        for word in 0..<8 {
            keys[2 * word] = UInt32(truncatingIfNeeded: words[word])
            keys[2 * word + 1] = UInt32(truncatingIfNeeded: words[word] >> 32)
        }
        // MurmurHash3's `fmix32`, of all bands side by side.
        keys ^= Self.seeds
        keys ^= keys &>> 16
        keys &*= 0x85eb_ca6b
        keys ^= keys &>> 13
        keys &*= 0xc2b2_ae35
        keys ^= keys &>> 16
        return keys
    }

    /// So that what agrees in one band does not meet what agrees in another.
    private static let seeds: SIMD16<UInt32> = {
        var seeds = SIMD16<UInt32>()
        for band in 0..<bands { seeds[band] = UInt32(truncatingIfNeeded: Hashing.finalize(UInt64(band + 1))) }
        return seeds
    }()
}
