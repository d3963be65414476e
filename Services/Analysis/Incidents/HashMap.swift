/// A map whose keys are stable hashes, spread well enough not to be hashed again: open addressing with linear probing
/// and deletion by shifting back (Knuth, The Art of Computer Programming 3, section 6.4, algorithms L and R).
struct HashMap<Key: FixedWidthInteger & UnsignedInteger & Sendable, Value: Sendable>: Sendable {
    struct Entry {
        /// 0 marks a free place; the key 0 is kept as 1.
        var key: Key
        var value: Value
    }
    private var entries: [Entry] = []
    private let absent: Value
    private(set) var count = 0

    /// - Parameter absent: what is found where there is nothing.
    init(absent: Value) { self.absent = absent }

    @inline(__always)
    private func place(of key: Key) -> Int {
        let mask = entries.count - 1
        var at = Int(truncatingIfNeeded: key) & mask
        while entries[at].key != key && entries[at].key != 0 { at = (at + 1) & mask }
        return at
    }

    subscript(key: Key) -> Value {
        @inline(__always) get {
            guard count > 0 else { return absent }
            let key = key == 0 ? 1 : key
            let at = place(of: key)
            return entries[at].key == key ? entries[at].value : absent
        }
        @inline(__always) _modify {
            let key = key == 0 ? 1 : key
            if count * 8 >= entries.count * 5 { grow() }
            let at = place(of: key)
            if entries[at].key == 0 {
                entries[at].key = key
                count += 1
            }
            yield &entries[at].value
        }
    }

    /// What stands where a key belongs first: mostly its own entry, or a free one.
    ///
    /// To look many keys up, the first entries of all are fetched before any is looked at: the waits for memory run side by
    /// side, where each look-up by itself would wait for its own.
    @inline(__always)
    func first(_ key: Key) -> Entry {
        guard count > 0 else { return Entry(key: 0, value: absent) }
        return entries[Int(truncatingIfNeeded: key == 0 ? 1 : key) & (entries.count - 1)]
    }

    /// The value of a key whose first entry was fetched.
    @inline(__always)
    func value(_ key: Key, first: Entry) -> Value {
        if first.key == (key == 0 ? 1 : key) { return first.value }
        return first.key == 0 ? absent : self[key]
    }

    mutating func removeValue(forKey key: Key) {
        guard count > 0 else { return }
        let mask = entries.count - 1
        var free = place(of: key == 0 ? 1 : key)
        guard entries[free].key != 0 else { return }
        count -= 1
        var at = free
        while true {
            at = (at + 1) & mask
            guard entries[at].key != 0 else { break }
            let home = Int(truncatingIfNeeded: entries[at].key) & mask
            // Stays where its home lies cyclically behind the free place.
            if free <= at ? (free < home && home <= at) : (free < home || home <= at) { continue }
            entries[free] = entries[at]
            free = at
        }
        entries[free] = Entry(key: 0, value: absent)
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(key: 0, value: absent), count: max(16, old.count * 2))
        for entry in old where entry.key != 0 { entries[place(of: entry.key)] = entry }
    }

    /// In no order.
    func forEach(_ body: (Key, Value) -> Void) {
        for entry in entries where entry.key != 0 { body(entry.key, entry.value) }
    }
}
