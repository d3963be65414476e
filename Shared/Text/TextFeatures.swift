/// What one pass over a text found: distinct n-grams with their counts, and cues by group. Filled again and again
/// without allocating.
///
/// An n-gram is a bucket of a hash. Runs of characters come first, then words, each in the order in which they were
/// first met.
public struct TextFeatures: Sendable {
    /// Distinct n-grams.
    public private(set) var count = 0
    /// Where words begin among them.
    public private(set) var firstWord = 0
    /// For each group of cues how many stood in the text, and behind those how many of each were turned by a negator.
    public private(set) var cues: [UInt32]
    /// Negators met.
    public private(set) var negators = 0
    /// What it says of figures, where its cues name any.
    public private(set) var moves = FigureMoves()
    /// Scalars read.
    public private(set) var length = 0
    /// Of them, those within words of spaced scripts.
    public private(set) var wordLength = 0

    /// Room for buckets and how often each was met; the first `count` of each are the text's.
    private var bucketRoom: [UInt32] = []
    private var countRoom: [UInt32] = []
    /// Open addressing; a slot holds the round it was written in, its bucket, and an index into `bucketRoom`.
    private var slots: [UInt64] = []
    private var round: UInt64 = 0
    fileprivate static let indexBits: UInt64 = 32
    fileprivate static let roundShift = indexBits + UInt64(HashedNGrams.bits)

    /// - Parameter groups: of the cues that will be counted.
    public init(groups: Int = 0) {
        cues = [UInt32](repeating: 0, count: groups * 2)
    }

    /// The distinct n-grams.
    public var buckets: ArraySlice<UInt32> { bucketRoom[..<count] }
    /// How often each of ``buckets`` was met.
    public var counts: ArraySlice<UInt32> { countRoom[..<count] }

    /// Lends the n-grams in place.
    @inline(__always)
    package func withNGrams<R>(
        _ body: (_ buckets: UnsafePointer<UInt32>, _ counts: UnsafePointer<UInt32>) -> R
    ) -> R? {
        bucketRoom.withUnsafeBufferPointer { buckets in
            countRoom.withUnsafeBufferPointer { counts in
                guard let buckets = buckets.baseAddress, let counts = counts.baseAddress else { return nil }
                return body(buckets, counts)
            }
        }
    }

    /// Forgets what it holds, makes room for a text of `length` scalars, and lets `body` write it.
    @inline(__always)
    mutating func fill(length: Int, known: UnsafeBufferPointer<UInt64>, _ body: (inout FeatureWriter) -> Void) {
        // Four runs begin at each scalar, and a word and a pair at every other at most.
        let most = length * 5 + 4
        if bucketRoom.count < most {
            bucketRoom = [UInt32](repeating: 0, count: most * 2)
            countRoom = bucketRoom
        }
        var size = 256
        // Nearly empty: then two n-grams hardly ever meet in a slot.
        while size < most * 4 { size *= 2 }
        if slots.count < size {
            slots = [UInt64](repeating: 0, count: size)
            round = 0
        }
        round &+= 1
        if round >= 1 << (64 - Self.roundShift) {
            for index in slots.indices { slots[index] = 0 }
            round = 1
        }
        self.length = length
        let round = round
        let groups = cues.count / 2
        var written = (count: 0, firstWord: 0, wordLength: 0, negators: 0, moves: FigureMoves())
        slots.withUnsafeMutableBufferPointer { slots in
            bucketRoom.withUnsafeMutableBufferPointer { buckets in
                countRoom.withUnsafeMutableBufferPointer { counts in
                    cues.withUnsafeMutableBufferPointer { cues in
                        for index in cues.indices { cues[index] = 0 }
                        var writer = FeatureWriter(
                            slots: slots, mask: size &- 1, buckets: buckets, counts: counts, cues: cues,
                            groups: groups, round: round, known: known)
                        body(&writer)
                        written = (
                            writer.count, writer.firstWord, writer.wordLength, writer.negators, writer.moves
                        )
                    }
                }
            }
        }
        (count, firstWord, wordLength, negators, moves) = written
    }
}

/// Writes features into lent room, which is large enough for whatever the text holds.
struct FeatureWriter {
    private let slots: UnsafeMutableBufferPointer<UInt64>
    private let mask: Int
    private let buckets: UnsafeMutableBufferPointer<UInt32>
    private let counts: UnsafeMutableBufferPointer<UInt32>
    private let cues: UnsafeMutableBufferPointer<UInt32>
    private let groups: Int
    private let round: UInt64
    private let known: UnsafeBufferPointer<UInt64>
    private(set) var count = 0
    private(set) var firstWord = 0
    var wordLength = 0
    var negators = 0
    var moves = FigureMoves()
    /// Whether a cue was met that has a role in what is said of figures.
    var meetsFigures = false

    init(
        slots: UnsafeMutableBufferPointer<UInt64>, mask: Int, buckets: UnsafeMutableBufferPointer<UInt32>,
        counts: UnsafeMutableBufferPointer<UInt32>, cues: UnsafeMutableBufferPointer<UInt32>, groups: Int,
        round: UInt64, known: UnsafeBufferPointer<UInt64>
    ) {
        self.known = known
        self.slots = slots
        self.mask = mask
        self.buckets = buckets
        self.counts = counts
        self.cues = cues
        self.groups = groups
        self.round = round << TextFeatures.roundShift
    }

    mutating func beginWords() { firstWord = count }

    /// What gathers n-grams, while nothing is counted yet.
    var gatherer: Gatherer { Gatherer(buckets: buckets, known: known) }

    /// N-grams in the order in which they were met, the known ones alone; no more than four a scalar.
    struct Gatherer {
        fileprivate let buckets: UnsafeMutableBufferPointer<UInt32>
        fileprivate let known: UnsafeBufferPointer<UInt64>
        fileprivate var count = 0

        @inline(__always)
        mutating func gather(_ bucket: UInt32) {
            // Written in any case: what is not counted is written over.
            buckets[count] = bucket
            count &+= Int(truncatingIfNeeded: known[Int(bucket >> 6)] >> (UInt64(bucket) & 63) & 1)
        }
    }

    /// Counts all that was gathered, in place: no more are distinct than were gathered.
    mutating func add(_ gathered: Gatherer) {
        var copy = self
        for index in 0..<gathered.count { copy.insert(gathered.buckets[index]) }
        self = copy
    }

    @inline(__always)
    mutating func add(_ bucket: UInt32) {
        if known[Int(bucket >> 6)] >> (UInt64(bucket) & 63) & 1 != 0 { insert(bucket) }
    }

    /// One branch alone, which is hardly ever taken: whether an n-gram is new is hard to guess.
    @inline(__always)
    private mutating func insert(_ bucket: UInt32) {
        var slot = Int(truncatingIfNeeded: bucket) & mask
        let mark = round | UInt64(bucket) << TextFeatures.indexBits
        var found = slots[slot]
        while found >> TextFeatures.roundShift == round >> TextFeatures.roundShift,
            (found ^ mark) >> TextFeatures.indexBits != 0
        {
            slot = (slot &+ 1) & mask
            found = slots[slot]
        }
        let isNew = (found ^ mark) >> TextFeatures.indexBits != 0
        let index = isNew ? count : Int(truncatingIfNeeded: found) & (1 << TextFeatures.indexBits &- 1)
        slots[slot] = mark | UInt64(truncatingIfNeeded: index)
        buckets[index] = bucket
        counts[index] = (isNew ? 0 : counts[index]) &+ 1
        count &+= isNew ? 1 : 0
    }

    @inline(__always)
    mutating func addCue(_ group: Int, isTurned: Bool) {
        cues[isTurned ? group &+ groups : group] &+= 1
    }
}
