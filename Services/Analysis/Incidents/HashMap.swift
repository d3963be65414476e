/// A map whose keys are stable hashes, spread well enough not to be hashed again: open addressing with linear probing
/// and deletion by shifting back (Knuth, The Art of Computer Programming 3, section 6.4, algorithms L and R).
struct HashMap<Value: Sendable>: Sendable {
    /// 0 marks a free place; the key 0 is kept as 1.
    private var keys: [UInt64] = []
    private var values: [Value] = []
    private let absent: Value
    private(set) var count = 0

    /// - Parameter absent: what is found where there is nothing.
    init(absent: Value) { self.absent = absent }

    @inline(__always)
    private func place(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var at = Int(truncatingIfNeeded: key) & mask
        while keys[at] != key && keys[at] != 0 { at = (at + 1) & mask }
        return at
    }

    subscript(key: UInt64) -> Value {
        @inline(__always) get {
            guard count > 0 else { return absent }
            let key = key == 0 ? 1 : key
            let at = place(of: key)
            return keys[at] == key ? values[at] : absent
        }
        @inline(__always) _modify {
            let key = key == 0 ? 1 : key
            if count * 8 >= keys.count * 5 { grow() }
            let at = place(of: key)
            if keys[at] == 0 {
                keys[at] = key
                count += 1
            }
            yield &values[at]
        }
    }

    mutating func removeValue(forKey key: UInt64) {
        guard count > 0 else { return }
        let mask = keys.count - 1
        var free = place(of: key == 0 ? 1 : key)
        guard keys[free] != 0 else { return }
        count -= 1
        var at = free
        while true {
            at = (at + 1) & mask
            guard keys[at] != 0 else { break }
            let home = Int(truncatingIfNeeded: keys[at]) & mask
            // Stays where its home lies cyclically behind the free place.
            if free <= at ? (free < home && home <= at) : (free < home || home <= at) { continue }
            keys[free] = keys[at]
            values[free] = values[at]
            free = at
        }
        keys[free] = 0
        values[free] = absent
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        let capacity = max(16, keys.count * 2)
        keys = [UInt64](repeating: 0, count: capacity)
        values = [Value](repeating: absent, count: capacity)
        for (key, value) in zip(oldKeys, oldValues) where key != 0 {
            let at = place(of: key)
            keys[at] = key
            values[at] = value
        }
    }

    /// In no order.
    func forEach(_ body: (UInt64, Value) -> Void) {
        for (key, value) in zip(keys, values) where key != 0 { body(key, value) }
    }
}
