import GRDB

/// Finds offsets by time without an entry for each record.
///
/// An entry says that up to its offset no timestamp is above its peak, so both only grow within a partition, whatever
/// order the timestamps come in; the search starts after the last entry below the time asked for.
enum TimeIndex {
    /// Offsets between two entries, at least.
    static let spacing: Int64 = 128

    static func note(partition: Int64, peak: Int64, upTo offset: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO times(partition, peak, upto) VALUES(?, ?, ?)")
            .execute(arguments: [partition, peak, offset])
    }

    static func firstOffset(of partition: Int64, atOrAfter time: Int64, in db: Database) throws -> Int64? {
        let peak = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT peak FROM partitions WHERE id = ?"), arguments: [partition])
        guard let peak, peak >= time else { return nil }
        let before = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT upto FROM times WHERE partition = ? AND peak < ?
                    ORDER BY peak DESC, upto DESC LIMIT 1
                    """),
            arguments: [partition, time])
        let id = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT id FROM records WHERE id > ? AND id < ? AND timestamp >= ? ORDER BY id LIMIT 1"),
            arguments: [
                RecordID.of(partition: partition, offset: 0) + (before ?? -1),
                RecordID.of(partition: partition + 1, offset: 0), time,
            ])
        return id.map(RecordID.offset)
    }

    /// Entries below the low watermark serve nobody.
    static func drop(partition: Int64, below low: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM times WHERE partition = ? AND upto < ?")
            .execute(arguments: [partition, low - 1])
    }
}
