package import EventLog
import GRDB
import Schemas
import Synchronization

/// Writes records and how far they reach, together or not at all. One caller at a time.
package final class ArchiveWriter: Sendable {
    private let file: ArchiveFile
    /// Numbers of names, as committed.
    private let names = Mutex<[String: Int64]>([:])
    private static let mostNames = 100_000

    package init(_ file: ArchiveFile) { self.file = file }

    /// The offset of the next record to read, by partition.
    package func offsets() throws -> [TopicPartition: Int64] {
        try file.pool.read { db in
            var next: [TopicPartition: Int64] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT topic, partition, next FROM offsets") {
                let topic: String = row[0]
                let partition: Int32 = row[1]
                next[TopicPartition(topic, partition)] = row[2]
            }
            return next
        }
    }

    /// Takes records of one partition in, in one transaction with the offset to go on from.
    /// - Parameter oldest: mentions published before this (ms since 1970) are past their time and left out.
    /// - Returns: how many were no events of ours: they are passed over.
    @discardableResult
    package func take(
        _ records: [LogRecord], of partition: TopicPartition, next: Int64, mentionsSince oldest: Int64 = 0
    ) throws -> Int {
        var undecodable = 0
        // The last word on each thing counts: an incident may change a thousand times in one batch.
        var last: [Int64: ArchiveChange] = [:]
        last.reserveCapacity(records.count)
        for record in records {
            do {
                for change in try ArchiveIntake.changes(of: record) where !change.isMention(before: oldest) {
                    last[change.hash] = change
                }
            } catch {
                undecodable += 1
            }
        }
        try write(last) { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO offsets(topic, partition, next) VALUES(?, ?, ?)",
                arguments: [partition.topic, partition.partition, next])
        }
        return undecodable
    }

    /// Takes over from another file what is not in this one.
    func takeOver(_ entries: [ArchiveEntry]) throws {
        var last: [Int64: ArchiveChange] = [:]
        for entry in entries { last[entry.hash] = .put(entry) }
        try write(last, onlyNew: true) { _ in }
    }

    /// Sets a fact about the file: which log it is filled from.
    package func set(_ name: String, _ value: String) throws {
        try file.pool.write { db in
            try db.execute(sql: "INSERT OR REPLACE INTO facts(name, value) VALUES(?, ?)", arguments: [name, value])
        }
    }

    package func fact(_ name: String) throws -> String? {
        try file.pool.read { try String.fetchOne($0, sql: "SELECT value FROM facts WHERE name = ?", arguments: [name]) }
    }

    private func write(
        _ changes: [Int64: ArchiveChange], onlyNew: Bool = false, _ finish: (Database) throws -> Void
    ) throws {
        // In the order of row ids: the index takes a rising row faster than one that falls.
        let ordered = changes.map { (hash: $0.key, change: $0.value, at: Self.time(of: $0.value)) }
            .sorted { ($0.at, $0.hash) < ($1.at, $1.hash) }
        let known = names.withLock { $0.count > Self.mostNames ? [:] : $0 }
        // Names of a transaction that came to nothing are not known.
        let after = try file.pool.write { db in
            var step = try ArchiveStep(db: db, names: known)
            for (hash, change, at) in ordered {
                try step.apply(change, hash, at: at, onlyNew: onlyNew)
            }
            try step.count()
            try finish(db)
            return step.names
        }
        names.withLock { $0 = after }
    }

    private static func time(of change: ArchiveChange) -> Int64 {
        if case .put(let entry) = change { entry.at } else { 0 }
    }

    /// Removes the oldest mentions published before a time (ms since 1970), at most so many at once.
    /// - Returns: how many went.
    package func forget(mentionsBefore time: Int64, most: Int) throws -> Int {
        try file.pool.write { db in
            var step = try ArchiveStep(db: db, names: [:])
            let ids = try Int64.fetchAll(
                db, sql: "SELECT id FROM entries WHERE id < ? AND kind = ? ORDER BY id LIMIT ?",
                arguments: [ArchivePlace.first(atOrAfter: time), ArchiveKind.mention.rawValue, most])
            for id in ids { try step.remove(id: id) }
            try step.count()
            return ids.count
        }
    }

    /// When the oldest mention of all was published, to the second; `nil` where there is none.
    func oldestMention() throws -> Int64? {
        try file.pool.read { db in
            try Int64.fetchOne(
                db, sql: "SELECT id FROM entries WHERE kind = ? ORDER BY id LIMIT 1",
                arguments: [ArchiveKind.mention.rawValue]
            ).map { ArchivePlace.second(of: $0) * 1_000 }
        }
    }

    /// Bytes that hold something: what was removed leaves room in the file that is used again.
    package func usedBytes() throws -> Int64 {
        try file.pool.read { db in
            let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let free = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            return (pages - free) * (try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
        }
    }

    /// Brings the parts of the index together, a little at a time.
    /// - Returns: whether there was anything to do.
    package func tidy(pages: Int = 500) throws -> Bool {
        try file.pool.write { db in
            let before = db.totalChangesCount
            try db.execute(sql: "INSERT INTO words(words, rank) VALUES('merge', ?)", arguments: [pages])
            // FTS5: less than two changes say that nothing was merged.
            return db.totalChangesCount - before >= 2
        }
    }

    /// Entries by kind.
    package func totals() throws -> [ArchiveKind: Int64] {
        try file.pool.read { db in
            var totals: [ArchiveKind: Int64] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT kind, entries FROM totals") {
                if let kind = ArchiveKind(rawValue: row[0]) { totals[kind] = row[1] }
            }
            return totals
        }
    }
}
