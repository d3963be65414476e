import Text

/// Finds the copy a mention is of, by bands of signatures (locality-sensitive hashing).
struct NearDuplicates {
    /// Signatures at least this alike are of copies.
    static let likeness = 0.7

    /// What a band leads to: mostly one place. 0 for none, `place + 1` for one, `-list - 1` for several.
    private var heads = HashMap<Int32>(absent: 0)
    private var lists: [[Int32]] = []
    private var free: [Int] = []

    mutating func add(_ signature: SmallSignature, place: Int) {
        for band in 0..<SmallSignature.bands { add(signature.key(ofBand: band), Int32(place)) }
    }

    private mutating func add(_ key: UInt64, _ place: Int32) {
        let head = heads[key]
        if head == 0 {
            heads[key] = place + 1
        } else if head < 0 {
            lists[Int(-head - 1)].append(place)
        } else {
            let list = free.popLast() ?? lists.count
            if list == lists.count { lists.append([]) }
            lists[list] = [head - 1, place]
            heads[key] = -Int32(list) - 1
        }
    }

    mutating func remove(_ signature: SmallSignature, place: Int) {
        for band in 0..<SmallSignature.bands { remove(signature.key(ofBand: band), Int32(place)) }
    }

    private mutating func remove(_ key: UInt64, _ place: Int32) {
        let head = heads[key]
        if head == place + 1 { return heads.removeValue(forKey: key) }
        guard head < 0 else { return }
        let list = Int(-head - 1)
        if let at = lists[list].firstIndex(of: place) { lists[list].remove(at: at) }
        guard lists[list].count <= 1 else { return }
        heads[key] = (lists[list].first ?? -1) + 1
        if lists[list].isEmpty { heads.removeValue(forKey: key) }
        lists[list] = []
        free.append(list)
    }

    /// Places that may hold a copy, distinct, in no order.
    func candidates(for signature: SmallSignature) -> [Int] {
        var found: [Int] = []
        func meet(_ place: Int32) { if !found.contains(Int(place)) { found.append(Int(place)) } }
        for band in 0..<SmallSignature.bands {
            let head = heads[signature.key(ofBand: band)]
            if head > 0 { meet(head - 1) } else if head < 0 { lists[Int(-head - 1)].forEach(meet) }
        }
        return found
    }
}
