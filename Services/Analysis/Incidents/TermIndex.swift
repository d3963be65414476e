/// Which places hold a term, for all terms: an inverted index over places numbered from 0.
struct TermIndex {
    private struct List {
        var count: Int32 = 0
        /// The first node; -1 for none, -2 where the list is too long to be kept.
        var head: Int32 = -1
    }
    private struct Node {
        var place: Int32
        var next: Int32
    }
    private var lists = HashMap<List>(absent: List())
    private var nodes: [Node] = []
    private var free: Int32 = -1
    /// Scratch, all zero between calls.
    private var scores: [Float] = []
    private var met: [Int32] = []

    /// A term that more places hold tells them apart too little to be worth following.
    static let maximumFollowed = 192

    /// A list is kept up to this length, so that one that goes up and down around the bound is not made anew each time.
    private static let maximumKept = 2 * maximumFollowed

    mutating func add(_ term: UInt64, place: Int) {
        var list = lists[term]
        list.count += 1
        if list.head != -2 {
            if list.count > Self.maximumKept {
                release(from: list.head)
                list.head = -2
            } else {
                list.head = node(Node(place: Int32(place), next: list.head))
            }
        }
        lists[term] = list
    }

    /// - Parameter holders: all places that still hold a term, for a list to be kept again.
    mutating func remove(_ term: UInt64, place: Int, holders: (UInt64) -> [Int]) {
        var list = lists[term]
        guard list.count > 0 else { return }
        list.count -= 1
        if list.head == -2 {
            if list.count <= Self.maximumFollowed {
                list.head = -1
                for holder in holders(term) where holder != place {
                    list.head = node(Node(place: Int32(holder), next: list.head))
                }
            }
        } else {
            var before: Int32 = -1
            var at = list.head
            while at >= 0, nodes[Int(at)].place != Int32(place) { (before, at) = (at, nodes[Int(at)].next) }
            if at >= 0 {
                let next = nodes[Int(at)].next
                if before < 0 { list.head = next } else { nodes[Int(before)].next = next }
                nodes[Int(at)].next = free
                free = at
            }
        }
        if list.count == 0 { lists.removeValue(forKey: term) } else { lists[term] = list }
    }

    private mutating func node(_ node: Node) -> Int32 {
        guard free >= 0 else {
            nodes.append(node)
            return Int32(nodes.count - 1)
        }
        let at = free
        free = nodes[Int(at)].next
        nodes[Int(at)] = node
        return at
    }

    private mutating func release(from head: Int32) {
        var at = head
        while at >= 0 {
            let next = nodes[Int(at)].next
            nodes[Int(at)].next = free
            free = at
            at = next
        }
    }

    /// The places that share most of a text's weight, at most `limit`, the first the best; those that share less than a
    /// quarter of what the best one shares are left out.
    /// - Parameter ranks: of each place; decides between places of equal score, the lower first. By what they hold, not by
    ///   where they are.
    mutating func nearest(_ hashes: [UInt64], _ weights: [Float], ranks: [UInt64], limit: Int) -> [Int] {
        if scores.count < ranks.count { scores += [Float](repeating: 0, count: ranks.count - scores.count) }
        met.removeAll(keepingCapacity: true)
        for index in hashes.indices where weights[index] > 0 {
            let list = lists[hashes[index]]
            guard list.count <= Self.maximumFollowed else { continue }
            var at = list.head
            while at >= 0 {
                let node = nodes[Int(at)]
                if scores[Int(node.place)] == 0 { met.append(node.place) }
                scores[Int(node.place)] += weights[index]
                at = node.next
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
}
