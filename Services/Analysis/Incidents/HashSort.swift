/// Sorts hashes by what hashes are: spread evenly. Each goes where its highest bits say, into about as many buckets as there
/// are hashes; what then stands out of order stands next to its place (interpolation sort; Knuth, The Art of Computer
/// Programming 3, section 5.2.1, "address calculation sorting").
enum HashSort {
    /// Fewer are put in order as they are.
    private static let few = 12
    /// Where more than this come into one bucket, they are not spread evenly: somebody chose them, or they are the same.
    private static let fullest = 24

    static func sort(_ hashes: inout [UInt64]) {
        guard hashes.count > few else { return hashes.withUnsafeMutableBufferPointer { insert($0) } }
        let bits = max(1, Int.bitWidth - (hashes.count - 1).leadingZeroBitCount)
        let isSpread = hashes.withUnsafeMutableBufferPointer { spread($0, by: UInt64(64 - bits), into: 1 << bits) }
        if !isSpread { hashes.sort() }
    }

    /// - Returns: whether they are sorted; if not, they are as they were.
    private static func spread(_ hashes: UnsafeMutableBufferPointer<UInt64>, by shift: UInt64, into count: Int) -> Bool
    {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { ends in
            ends.initialize(repeating: 0)
            for hash in hashes { ends[Int(hash >> shift)] += 1 }
            var end: Int32 = 0
            for bucket in 0..<count {
                guard ends[bucket] <= fullest else { return false }
                end += ends[bucket]
                ends[bucket] = end
            }
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: hashes.count) { sorted in
                for hash in hashes {
                    let bucket = Int(hash >> shift)
                    ends[bucket] -= 1
                    sorted[Int(ends[bucket])] = hash
                }
                _ = hashes.update(fromContentsOf: sorted)
            }
            insert(hashes)
            return true
        }
    }

    private static func insert(_ hashes: UnsafeMutableBufferPointer<UInt64>) {
        for next in hashes.indices.dropFirst() {
            let hash = hashes[next]
            var at = next
            while at > 0, hashes[at - 1] > hash {
                hashes[at] = hashes[at - 1]
                at -= 1
            }
            hashes[at] = hash
        }
    }
}
