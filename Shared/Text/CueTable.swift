/// Short cues in numbered groups, looked up by the hashes a reading of n-grams makes anyway: no second pass over the
/// text, no comparison of characters.
///
/// Two cues that hash alike in 64 bits would be taken for each other; `init` would show it as a doubled cue.
public struct CueTable: Sendable {
    /// The groups' count; negators are no group.
    public let groups: Int
    /// One bit for each low part of a hash: most n-grams are no cue and are told so by one look at it.
    private var sieve = [UInt64](repeating: 0, count: 1 << 10)
    /// The same for cues of one ideograph, and for the first two of longer ones: one look at where they begin.
    private var beginnings = [UInt64](repeating: 0, count: 1 << 10)
    private var slots: [(hash: UInt64, group: Int16)]
    private let mask: Int

    /// No cues at all.
    static let empty = CueTable(groups: [], negators: [])

    /// Stands for a negator among groups.
    static let negator: Int16 = -1
    /// Groups whose cues a negator turns.
    let turning: [Bool]
    /// What each group's cues are to what is said of figures.
    private let roles: [FigureMoves.Role]

    /// - Parameters:
    ///   - groups: each with its cues, folded, of at most ``HashedNGrams/longestCue`` ideographs or two words; a cue
    ///     that stands in several groups counts for the first.
    ///   - negators: what turns a cue that follows closely.
    ///   - roles: by a group's number, what its cues are to what is said of figures.
    public init(
        groups: [(cues: [[UInt32]], turns: Bool)], negators: [[UInt32]], roles: [Int: FigureMoves.Role] = [:]
    ) {
        self.groups = groups.count
        self.roles = groups.indices.map { roles[$0] ?? .none }
        turning = groups.map(\.turns)
        let count = groups.reduce(negators.count) { $0 + $1.cues.count }
        var size = 256
        while size < count * 3 { size *= 2 }
        slots = [(hash: UInt64, group: Int16)](repeating: (0, 0), count: size)
        mask = size - 1
        for cue in negators { insert(cue, Self.negator) }
        for (number, group) in groups.enumerated() {
            for cue in group.cues { insert(cue, Int16(number)) }
        }
    }

    private mutating func insert(_ cue: [UInt32], _ group: Int16) {
        let hash = HashedNGrams.hash(ofCue: cue)
        guard hash != 0 else { return }
        // 0 for words, which nobody looks for there.
        let beginning = HashedNGrams.hash(ofBeginning: cue)
        if beginning != 0 { beginnings[Int(beginning >> 54)] |= 1 << (beginning >> 48 & 63) }
        var slot = Int(truncatingIfNeeded: hash >> 20) & mask
        while slots[slot].hash != 0 {
            if slots[slot].hash == hash { return }
            slot = (slot + 1) & mask
        }
        slots[slot] = (hash, group)
        sieve[Int(hash >> 54)] |= 1 << (hash >> 48 & 63)
    }

    /// Lends the tables in place for as long as a text is read.
    @inline(__always)
    func lend(_ body: (Lent) -> Void) {
        sieve.withUnsafeBufferPointer { sieve in
            slots.withUnsafeBufferPointer { slots in
                turning.withUnsafeBufferPointer { turning in
                    roles.withUnsafeBufferPointer { roles in
                        beginnings.withUnsafeBufferPointer { beginnings in
                            body(
                                Lent(
                                    sieve: sieve, beginnings: beginnings, slots: slots, turning: turning, roles: roles,
                                    mask: mask))
                        }
                    }
                }
            }
        }
    }

    struct Lent {
        fileprivate let sieve: UnsafeBufferPointer<UInt64>
        fileprivate let beginnings: UnsafeBufferPointer<UInt64>
        fileprivate let slots: UnsafeBufferPointer<(hash: UInt64, group: Int16)>
        let turning: UnsafeBufferPointer<Bool>
        let roles: UnsafeBufferPointer<FigureMoves.Role>
        fileprivate let mask: Int

        /// Whether a cue of ideographs may begin with what hashes to `one`, its first, and `two`, its first two.
        @inline(__always)
        func mayBegin(_ one: UInt64, _ two: UInt64) -> Bool {
            beginnings[Int(truncatingIfNeeded: one >> 54)] >> (one >> 48 & 63) & 1
                | beginnings[Int(truncatingIfNeeded: two >> 54)] >> (two >> 48 & 63) & 1 != 0
        }

        /// The group of the cue with this hash; nil where it is none.
        @inline(__always)
        func group(_ hash: UInt64) -> Int16? {
            guard sieve[Int(truncatingIfNeeded: hash >> 54)] & (1 << (hash >> 48 & 63)) != 0 else { return nil }
            return find(hash)
        }

        /// The role of the cue with this hash.
        func role(_ hash: UInt64) -> FigureMoves.Role {
            guard let group = group(hash), group >= 0 else { return .none }
            return roles[Int(group)]
        }

        private func find(_ hash: UInt64) -> Int16? {
            var slot = Int(truncatingIfNeeded: hash >> 20) & mask
            while slots[slot].hash != 0 {
                if slots[slot].hash == hash { return slots[slot].group }
                slot = (slot &+ 1) & mask
            }
            return nil
        }
    }
}
