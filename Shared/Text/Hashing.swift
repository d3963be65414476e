/// Hashes that are the same on every machine, in every run and every release.
///
/// `Swift.Hasher` is seeded per process, so nothing that is stored, sent or replayed may rest on it.
/// The functions are FNV-1a (Fowler, Noll, Vo; 64 bits), finished with MurmurHash3's `fmix64`, because FNV alone
/// spreads short inputs badly over the high bits. They do not withstand an attacker who looks for collisions: use a
/// cryptographic hash for ids that must.
public enum Hashing {
    static let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325
    static let prime: UInt64 = 0x0000_0100_0000_01b3

    /// The stable 64-bit hash of a sequence of bytes.
    ///
    /// - Parameter seed: hashes with different seeds are independent of each other.
    public static func stableHash(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0) -> UInt64 {
        finalize(fnv1a(bytes) ^ seed)
    }

    /// The stable hash of a text's UTF-8 bytes; no normalisation, so fold first where that matters.
    public static func stableHash(_ text: some StringProtocol, seed: UInt64 = 0) -> UInt64 {
        stableHash(text.utf8, seed: seed)
    }

    /// The stable hash of Unicode scalars, one FNV step a scalar: four times fewer steps than over bytes.
    ///
    /// It differs from the hash of the same text's bytes.
    public static func stableHash(scalars: some Sequence<UInt32>, seed: UInt64 = 0) -> UInt64 {
        var hash = offsetBasis
        for scalar in scalars {
            hash = (hash ^ UInt64(scalar)) &* prime
        }
        return finalize(hash ^ seed)
    }

    /// Plain 64-bit FNV-1a, as published, without a finaliser.
    public static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = offsetBasis
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* prime
        }
        return hash
    }

    /// MurmurHash3's `fmix64`: a bijection in which every input bit reaches every output bit.
    public static func finalize(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }

    /// The hash of a hash followed by another value: order matters.
    public static func combine(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        finalize(((hash << 5) | (hash >> 59)) ^ finalize(value &+ 0x9e37_79b9_7f4a_7c15))
    }
}
