import Text

/// The rows of a dense table, numbered for the buckets of a nearly empty one: what belongs to known buckets then fits the
/// nearest caches.
struct BucketRows: Sendable {
    /// For each 32 buckets, which of them are known (low half), and how many are before (high half).
    private var entries: [UInt64]
    /// Known buckets.
    let count: Int

    init(_ known: BucketSet) {
        entries = [UInt64](repeating: 0, count: HashedNGrams.bucketCount / 32)
        var count: UInt64 = 0
        for index in entries.indices {
            var bits: UInt64 = 0
            for bit in 0..<32 where known.contains(index * 32 + bit) { bits |= 1 << UInt64(bit) }
            entries[index] = bits | count << 32
            count += UInt64(bits.nonzeroBitCount)
        }
        self.count = Int(count)
    }

    /// The number of a bucket's row, from 1 on; 0 for one that is not known.
    func row(_ bucket: Int) -> Int {
        entries.withUnsafeBufferPointer { Self.row(UInt32(bucket), in: $0) }
    }

    @inline(__always)
    func lend<R>(_ body: (UnsafeBufferPointer<UInt64>) -> R) -> R { entries.withUnsafeBufferPointer(body) }

    /// - Parameter entries: what ``lend(_:)`` lends.
    @inline(__always)
    static func row(_ bucket: UInt32, in entries: UnsafeBufferPointer<UInt64>) -> Int {
        let entry = entries[Int(bucket >> 5)]
        let bit = UInt32(1) << (bucket & 31)
        let bits = UInt32(truncatingIfNeeded: entry)
        let row = Int(truncatingIfNeeded: entry >> 32) &+ (bits & (bit &- 1)).nonzeroBitCount &+ 1
        return bits & bit == 0 ? 0 : row
    }
}
