/// A set of buckets, one bit each: small enough to stay in the nearest caches.
public struct BucketSet: Hashable, Sendable {
    private var bits = [UInt64](repeating: 0, count: HashedNGrams.bucketCount / 64)

    public init() {}

    /// All buckets.
    static let full: BucketSet = {
        var full = BucketSet()
        for index in full.bits.indices { full.bits[index] = .max }
        return full
    }()

    public mutating func insert(_ bucket: Int) { bits[bucket >> 6] |= 1 << (UInt64(bucket) & 63) }

    public mutating func formUnion(_ other: BucketSet) {
        for index in bits.indices { bits[index] |= other.bits[index] }
    }

    public func contains(_ bucket: Int) -> Bool { bits[bucket >> 6] & 1 << (UInt64(bucket) & 63) != 0 }

    @inline(__always)
    func lend(_ body: (UnsafeBufferPointer<UInt64>) -> Void) {
        bits.withUnsafeBufferPointer { body($0) }
    }
}
