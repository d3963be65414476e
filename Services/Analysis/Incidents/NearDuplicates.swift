import Text

/// Finds the copy a mention is of, by bands of signatures (locality-sensitive hashing).
struct NearDuplicates {
    /// Signatures at least this alike are of copies.
    static let likeness = 0.7

    /// What a band leads to, by half of its key: of two that are taken for one another the texts are compared. Mostly one
    /// place. 0 for none, `place + 1` for one, `-list - 1` for several.
    private var heads = HashMap<UInt32, Int32>(absent: 0)
    private struct Place {
        var place: Int32
        /// Signatures of it in this band.
        var uses: Int32
    }
    private var lists: [[Place]] = []
    private var free: [Int] = []

    mutating func add(_ signature: SmallSignature, place: Int) {
        let keys = signature.keys
        for band in 0..<SmallSignature.bands { add(keys[band], Int32(place)) }
    }

    private mutating func add(_ key: UInt32, _ place: Int32) {
        let head = heads[key]
        if head == 0 {
            heads[key] = place + 1
        } else if head < 0 {
            let list = Int(-head - 1)
            if let at = lists[list].firstIndex(where: { $0.place == place }) {
                lists[list][at].uses += 1
            } else {
                lists[list].append(Place(place: place, uses: 1))
            }
        } else {
            let list = free.popLast() ?? lists.count
            if list == lists.count { lists.append([]) }
            lists[list] = [Place(place: head - 1, uses: 1)]
            heads[key] = -Int32(list) - 1
            add(key, place)
        }
    }

    mutating func remove(_ signature: SmallSignature, place: Int) {
        let keys = signature.keys
        for band in 0..<SmallSignature.bands { remove(keys[band], Int32(place)) }
    }

    private mutating func remove(_ key: UInt32, _ place: Int32) {
        let head = heads[key]
        if head == place + 1 { return heads.removeValue(forKey: key) }
        guard head < 0 else { return }
        let list = Int(-head - 1)
        guard let at = lists[list].firstIndex(where: { $0.place == place }) else { return }
        lists[list][at].uses -= 1
        if lists[list][at].uses == 0 { lists[list].remove(at: at) }
        let left = lists[list].reduce(0) { $0 + $1.uses }
        guard left <= 1 else { return }
        if let last = lists[list].first { heads[key] = last.place + 1 } else { heads.removeValue(forKey: key) }
        lists[list] = []
        free.append(list)
    }

    /// Places that may hold a copy, distinct, in no order.
    func candidates(for signature: SmallSignature) -> [Int] {
        let bands = heads.values(signature.keys)
        guard bands != .zero else { return [] }
        var found: [Int] = []
        func meet(_ place: Int32) { if !found.contains(Int(place)) { found.append(Int(place)) } }
        for band in 0..<SmallSignature.bands {
            let head = bands[band]
            if head > 0 { meet(head - 1) } else if head < 0 { for entry in lists[Int(-head - 1)] { meet(entry.place) } }
        }
        return found
    }
}

extension HashMap where Key == UInt32, Value == Int32 {
    /// The values of sixteen keys.
    fileprivate func values(_ keys: SIMD16<UInt32>) -> SIMD16<Int32> {
        var (known, values) = (SIMD16<UInt32>(), SIMD16<Int32>())
        for lane in 0..<16 {
            let entry = first(keys[lane])
            (known[lane], values[lane]) = (entry.key, entry.value)
        }
        for lane in 0..<16 {
            values[lane] = value(keys[lane], first: Entry(key: known[lane], value: values[lane]))
        }
        return values
    }
}
