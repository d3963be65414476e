import EventLog
import GRDB

/// A partition that was there when it was looked up, and is not any more.
struct GoneTopic: Error {}

/// Deletes topics: at once for whoever looks, their records in steps so small that writers hardly notice.
enum Deletion {
    /// An id that no partition has or ever had: who still holds the id of a deleted one must not write into another's.
    static func unusedID(in db: Database) throws -> Int64 {
        let largest = try Int64.fetchOne(
            db,
            sql: """
                SELECT max(coalesce((SELECT max(id) FROM partitions), 0), coalesce((SELECT max(partition) FROM gone), 0))
                """)
        return (largest ?? 0) + 1
    }

    /// The topics are gone with this.
    static func begin(_ names: [String], in db: Database) throws {
        for name in names {
            guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM topics WHERE name = ?", arguments: [name]) else {
                continue
            }
            try db.execute(
                sql: """
                    INSERT INTO gone(partition) SELECT id FROM partitions WHERE topic = ?;
                    DELETE FROM offsets WHERE partition IN (SELECT id FROM partitions WHERE topic = ?);
                    DELETE FROM partitions WHERE topic = ?;
                    DELETE FROM topics WHERE id = ?;
                    """, arguments: [id, id, id, id])
        }
    }

    /// Removes some of what deleted topics have left.
    /// - Returns: how much; less than `limit` when nothing is left.
    static func proceed(limit: Int, in db: Database) throws -> Int {
        let next = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT partition FROM gone WHERE clear = 0 ORDER BY partition LIMIT 1"))
        guard let partition = next else { return 0 }
        let (start, end) = (
            RecordID.of(partition: partition, offset: 0), RecordID.of(partition: partition + 1, offset: 0)
        )
        try db.cachedStatement(
            sql: """
                DELETE FROM records WHERE id IN
                    (SELECT id FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)
                """
        ).execute(arguments: [start, end, limit])
        var removed = db.changesCount
        guard removed < limit else { return removed }
        try db.cachedStatement(
            sql: """
                DELETE FROM latest WHERE partition = ?1 AND key IN
                    (SELECT key FROM latest WHERE partition = ?1 ORDER BY key LIMIT ?2)
                """
        ).execute(arguments: [partition, limit - removed])
        removed += db.changesCount
        guard removed < limit else { return removed }
        try db.execute(sql: "DELETE FROM times WHERE partition = ?", arguments: [partition])
        try db.execute(sql: "UPDATE gone SET clear = 1 WHERE partition = ?", arguments: [partition])
        // There may be another partition to go on with.
        return limit
    }
}
