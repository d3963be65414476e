/// Which places hold a term, for all terms: an inverted index over places numbered from 0.
struct TermIndex {
    /// The places of one term.
    private struct List {
        var count: Int32 = 0
        /// Of one place: the place. Of several: the first block. `tooLong` where they are not kept.
        var head: Int32 = 0
    }
    /// Seven places and the next block: half a line of the processor's cache, so that a list is read in few steps. Only
    /// the first block of a list is not full.
    private typealias Block = SIMD8<Int32>
    private static let places: Int32 = 7
    private static let next = 7
    private static let none: Int32 = -1
    private static let tooLong: Int32 = -2

    private var lists = HashMap<UInt64, List>(absent: List())
    private var blocks: [Block] = []
    private var free = none
    /// Scratch, all zero between calls.
    private var scores: [Float] = []
    /// Scratch: places met, and lists to be followed with what their term weighs.
    private var met: [Int32] = []
    private var first: [HashMap<UInt64, List>.Entry] = []
    private var followed: [(list: List, weight: Float)] = []
    private var blocksSeen: Int32 = 0

    /// A term that more places hold tells them apart too little to be worth following.
    static let maximumFollowed = 192

    /// A list is kept up to this length, so that one that goes up and down around the bound is not made anew each time.
    private static let maximumKept = 2 * maximumFollowed

    mutating func add(_ term: UInt64, place: Int) {
        var list = lists[term]
        if list.head != Self.tooLong, list.count >= Self.maximumKept {
            release(&list)
            list.head = Self.tooLong
        }
        if list.head == Self.tooLong { list.count += 1 } else { put(Int32(place), into: &list) }
        lists[term] = list
    }

    /// - Parameter holders: all places that still hold a term, for a list to be kept again.
    mutating func remove(_ term: UInt64, place: Int, holders: (UInt64) -> [Int]) {
        var list = lists[term]
        guard list.count > 0 else { return }
        if list.head != Self.tooLong {
            take(Int32(place), from: &list)
        } else {
            list.count -= 1
            if list.count <= Self.maximumFollowed {
                list = List()
                for holder in holders(term) where holder != place { put(Int32(holder), into: &list) }
            }
        }
        if list.count == 0 { lists.removeValue(forKey: term) } else { lists[term] = list }
    }

    /// Places in the first block of a list of several.
    private static func filled(_ list: List) -> Int { Int((list.count - 1) % places + 1) }

    private mutating func put(_ place: Int32, into list: inout List) {
        switch list.count {
        case 0: list.head = place
        case 1:
            let first = list.head
            list.head = block(before: Self.none)
            blocks[Int(list.head)][0] = first
            blocks[Int(list.head)][1] = place
        default:
            let filled = Self.filled(list)
            if filled == Int(Self.places) {
                list.head = block(before: list.head)
                blocks[Int(list.head)][0] = place
            } else {
                blocks[Int(list.head)][filled] = place
            }
        }
        list.count += 1
    }

    /// The last of the first block goes where the place was.
    private mutating func take(_ place: Int32, from list: inout List) {
        guard list.count > 1 else {
            if list.head == place { list.count = 0 }
            return
        }
        var (at, filled) = (list.head, Self.filled(list))
        let last = blocks[Int(at)][filled - 1]
        search: while at >= 0 {
            for slot in 0..<filled where blocks[Int(at)][slot] == place {
                blocks[Int(at)][slot] = last
                break search
            }
            at = blocks[Int(at)][Self.next]
            filled = Int(Self.places)
        }
        guard at >= 0 else { return }
        if Self.filled(list) == 1 {
            let head = list.head
            list.head = blocks[Int(head)][Self.next]
            give(head)
        }
        list.count -= 1
        if list.count == 1 {
            let head = list.head
            list.head = blocks[Int(head)][0]
            give(head)
        }
    }

    private mutating func block(before next: Int32) -> Int32 {
        var block = Block()
        block[Self.next] = next
        guard free >= 0 else {
            blocks.append(block)
            return Int32(blocks.count - 1)
        }
        let at = free
        free = blocks[Int(at)][Self.next]
        blocks[Int(at)] = block
        return at
    }

    private mutating func give(_ block: Int32) {
        blocks[Int(block)][Self.next] = free
        free = block
    }

    private mutating func release(_ list: inout List) {
        guard list.count > 1 else { return }
        var at = list.head
        while at >= 0 {
            let next = blocks[Int(at)][Self.next]
            give(at)
            at = next
        }
    }

    /// The places that share most of a text's weight, at most `limit`, the first the best; those that share less than a
    /// quarter of what the best one shares are left out.
    /// - Parameter ranks: of each place; decides between places of equal score, the lower first. By what they hold, not by
    ///   where they are.
    mutating func nearest(_ hashes: [UInt64], _ weights: [Float], ranks: [UInt64], limit: Int) -> [Int] {
        if scores.count < ranks.count { scores += [Float](repeating: 0, count: ranks.count - scores.count) }
        gather(hashes, weights)
        var met: [Int32] = []
        swap(&met, &self.met)
        defer { swap(&met, &self.met) }
        met.removeAll(keepingCapacity: true)
        let (followed, blocks) = (followed, blocks)
        scores.withUnsafeMutableBufferPointer { scores in
            blocks.withUnsafeBufferPointer { blocks in
                func meet(_ place: Int32, _ weight: Float) {
                    if scores[Int(place)] == 0 { met.append(place) }
                    scores[Int(place)] += weight
                }
                for (list, weight) in followed {
                    if list.count == 1 {
                        meet(list.head, weight)
                        continue
                    }
                    var (at, filled) = (list.head, Self.filled(list))
                    while at >= 0 {
                        let block = blocks[Int(at)]
                        for slot in 0..<filled { meet(block[slot], weight) }
                        (at, filled) = (block[Self.next], Int(Self.places))
                    }
                }
            }
        }
        var most: Float = 0
        for place in met { most = max(most, scores[Int(place)]) }
        let least = most * Self.leastShare
        var best: [Int] = []
        best.reserveCapacity(limit + 1)
        for place in met {
            let (place, score) = (Int(place), scores[Int(place)])
            if score < least { continue }
            if best.count == limit, scores[best[limit - 1]] > score { continue }
            var at = best.count
            while at > 0 {
                let other = best[at - 1]
                guard scores[other] < score || (scores[other] == score && ranks[place] < ranks[other]) else { break }
                at -= 1
            }
            if at == limit { continue }
            best.insert(place, at: at)
            if best.count > limit { best.removeLast() }
        }
        for place in met { scores[Int(place)] = 0 }
        return best
    }

    private static let leastShare: Float = 0.25

    /// The lists worth following, in the order of the terms. Read in rounds, all first entries and then all first blocks, so
    /// that memory is waited for once a round and not once a term.
    private mutating func gather(_ hashes: [UInt64], _ weights: [Float]) {
        first.removeAll(keepingCapacity: true)
        followed.removeAll(keepingCapacity: true)
        for hash in hashes { first.append(lists.first(hash)) }
        for index in hashes.indices where weights[index] > 0 {
            let list = lists.value(hashes[index], first: first[index])
            if list.count > 0, list.count <= Self.maximumFollowed { followed.append((list, weights[index])) }
        }
        var seen: Int32 = 0
        for (list, _) in followed where list.count > 1 { seen ^= blocks[Int(list.head)][0] }
        blocksSeen = seen
    }
}
