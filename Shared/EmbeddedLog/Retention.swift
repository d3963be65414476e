import EventLog
import GRDB

/// Drops what is older than a topic keeps, from the front: the low watermark advances.
enum Retention {
    struct Due: Sendable {
        var partition: Int64
        /// Records with a timestamp before this go (ms since 1970), up to the first that does not.
        var cutoff: Int64
    }

    /// The partitions whose first record is too old.
    static func due(now: Int64, in db: Database) throws -> [Due] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT partitions.id, topics.retention FROM partitions JOIN topics ON topics.id = partitions.topic
                WHERE topics.compacted = 0 AND topics.retention IS NOT NULL AND partitions.high > partitions.low
                """)
        return try rows.compactMap { row in
            let (partition, retention): (Int64, Int64) = (row[0], row[1])
            let first = try Int64.fetchOne(
                db.cachedStatement(
                    sql: "SELECT timestamp FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT 1"),
                arguments: [
                    RecordID.of(partition: partition, offset: 0), RecordID.of(partition: partition + 1, offset: 0),
                ])
            guard let first, first < now - retention else { return nil }
            return Due(partition: partition, cutoff: now - retention)
        }
    }

    /// - Returns: how many were removed.
    static func remove(_ due: Due, limit: Int, in db: Database) throws -> Int {
        let start = RecordID.of(partition: due.partition, offset: 0)
        let end = RecordID.of(partition: due.partition + 1, offset: 0)
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT id, timestamp FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"),
            arguments: [start, end, limit])
        var last: Int64?
        var count = 0
        while let row = try rows.next() {
            let (id, timestamp): (Int64, Int64) = (row[0], row[1])
            guard timestamp < due.cutoff else { break }
            last = id
            count += 1
        }
        guard let last else { return 0 }
        try db.cachedStatement(sql: "DELETE FROM records WHERE id >= ? AND id <= ?").execute(arguments: [start, last])
        let next = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT 1"),
            arguments: [start, end])
        let high = try TopicTable.range(due.partition, in: db).high
        let low = next.map(RecordID.offset) ?? high
        try db.cachedStatement(sql: "UPDATE partitions SET low = ? WHERE id = ?")
            .execute(arguments: [low, due.partition])
        if count < limit { try TimeIndex.drop(partition: due.partition, below: low, in: db) }
        return count
    }
}
