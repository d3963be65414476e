/// What one pass over a text found: distinct n-grams with their counts, and cues by group. Filled again and again
/// without allocating.
///
/// An n-gram is a bucket of a hash. Runs of characters come first, then words, each in the order in which they were
/// first met.
public struct TextFeatures: Sendable {
    /// Distinct.
    public private(set) var buckets: [UInt32] = []
    /// How often each of `buckets` was met.
    public private(set) var counts: [UInt32] = []
    /// Where words begin among `buckets`.
    public private(set) var firstWord = 0
    /// For each group of cues how many stood in the text, and behind those how many of each were turned by a negator.
    public private(set) var cues: [UInt32]
    /// Negators met.
    public private(set) var negators: UInt32 = 0
    /// Scalars read.
    public private(set) var length = 0
    /// Of them, those within words of spaced scripts.
    public private(set) var wordLength = 0
    /// Open addressing; a slot holds the round it was written in (high half) and an index into `buckets`.
    private var slots: [UInt64]
    private var round: UInt64 = 0

    /// - Parameters:
    ///   - groups: of the cues that will be counted.
    ///   - capacity: distinct n-grams it holds before it first grows.
    public init(groups: Int = 0, capacity: Int = 2048) {
        cues = [UInt32](repeating: 0, count: groups * 2)
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
        buckets.reserveCapacity(size / 2)
        counts.reserveCapacity(size / 2)
    }

    /// Forgets what it holds and keeps its room.
    public mutating func clear() {
        buckets.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        for index in cues.indices { cues[index] = 0 }
        negators = 0
        length = 0
        wordLength = 0
        firstWord = 0
        round &+= 1
        if round > 0xffff_fffe {
            for index in slots.indices { slots[index] = 0 }
            round = 1
        }
    }

    @inline(__always)
    mutating func add(_ bucket: UInt32) {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: bucket &* 0x9e37_79b1 >> 7) & mask
        while true {
            let found = slots[slot]
            if found >> 32 != round {
                slots[slot] = round << 32 | UInt64(truncatingIfNeeded: buckets.count)
                buckets.append(bucket)
                counts.append(1)
                if buckets.count &* 2 > slots.count { grow() }
                return
            }
            let index = Int(truncatingIfNeeded: found & 0xffff_ffff)
            if buckets[index] == bucket {
                counts[index] &+= 1
                return
            }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    mutating func addCue(_ group: Int, isTurned: Bool) {
        cues[isTurned ? group &+ cues.count / 2 : group] &+= 1
    }

    @inline(__always)
    mutating func addNegator() { negators &+= 1 }

    @inline(__always)
    mutating func addWord(of length: Int) { wordLength &+= length }

    mutating func beginWords(after length: Int) {
        self.length += length
        firstWord = buckets.count
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        round = 1
        let mask = slots.count - 1
        for (index, bucket) in buckets.enumerated() {
            var slot = Int(truncatingIfNeeded: bucket &* 0x9e37_79b1 >> 7) & mask
            while slots[slot] >> 32 == round { slot = (slot + 1) & mask }
            slots[slot] = round << 32 | UInt64(index)
        }
    }
}
