import Schemas

/// The ids of incidents in the order of the board, kept as incidents change: nobody sorts all of them for one page.
struct BoardOrder: Sendable {
    private struct Key: Comparable, Sendable {
        var grade: Int
        /// Negative, so that the latest comes first.
        var lastMention: Int64
        var id: String

        static func < (a: Key, b: Key) -> Bool { (a.grade, a.lastMention, a.id) < (b.grade, b.lastMention, b.id) }
    }

    private var keys: [Key] = []
    private var keyOf: [String: Key] = [:]

    /// The worst grade first; of one grade the latest first.
    var ids: some Sequence<String> & Sendable { keys.lazy.map { $0.id } }
    var count: Int { keys.count }

    func contains(_ id: String) -> Bool { keyOf[id] != nil }

    /// Ids that come after one; from the first where that is `nil` or not here.
    func ids(after id: String?) -> some Sequence<String> & Sendable {
        let start = id.flatMap { keyOf[$0] }.map { place(of: $0) + 1 } ?? 0
        return keys[min(start, keys.count)...].lazy.map { $0.id }
    }

    /// Puts changed incidents in their places; those given as `nil` leave the board.
    mutating func settle(_ changes: [String: Incident?]) {
        // Many at once, as when the log is read from its beginning, are merged; a few are put in one by one.
        guard changes.count > 64 else {
            for (id, incident) in changes {
                if let old = keyOf.removeValue(forKey: id) { keys.remove(at: place(of: old)) }
                guard let incident else { continue }
                let key = Self.key(of: incident)
                keys.insert(key, at: place(of: key))
                keyOf[id] = key
            }
            return
        }
        var kept = keys.filter { changes[$0.id] == nil }
        for (id, incident) in changes {
            keyOf[id] = incident.map { Self.key(of: $0) }
            if let key = keyOf[id] { kept.append(key) }
        }
        kept.sort()
        keys = kept
    }

    private static func key(of incident: Incident) -> Key {
        Key(grade: incident.grade.order, lastMention: -incident.lastMentionAt, id: incident.id)
    }

    /// The first place whose key is not before this one.
    private func place(of key: Key) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
