import Foundation
import GRDB

/// Keeps the newest record of each key. Appending notes what it supersedes, so nothing has to be searched for.
enum Compaction {
    static func note(
        _ key: Data, isTombstone: Bool, at record: Int64, partition: Int64, now: Int64, in db: Database
    ) throws {
        let older = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT at FROM latest WHERE partition = ? AND key = ?"),
            arguments: [partition, key])
        if let older {
            try db.cachedStatement(sql: "INSERT INTO superseded(since, record) VALUES(?, ?)")
                .execute(arguments: [now, older])
            try db.cachedStatement(sql: "UPDATE latest SET at = ? WHERE partition = ? AND key = ?")
                .execute(arguments: [record, partition, key])
        } else {
            try db.cachedStatement(sql: "INSERT INTO latest(partition, key, at) VALUES(?, ?, ?)")
                .execute(arguments: [partition, key, record])
        }
        if isTombstone {
            try db.cachedStatement(sql: "INSERT INTO tombstones(since, record) VALUES(?, ?)")
                .execute(arguments: [now, record])
        }
    }

    /// - Parameter cutoff: what was superseded later than this stays (ms since 1970).
    /// - Returns: how many were removed.
    static func removeSuperseded(upTo cutoff: Int64, limit: Int, in db: Database) throws -> Int {
        let due = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT since, record FROM superseded WHERE since <= ? ORDER BY since LIMIT ?"),
            arguments: [cutoff, limit])
        for row in due {
            let (since, record): (Int64, Int64) = (row[0], row[1])
            try db.cachedStatement(sql: "DELETE FROM records WHERE id = ?").execute(arguments: [record])
            try db.cachedStatement(sql: "DELETE FROM superseded WHERE since = ? AND record = ?")
                .execute(arguments: [since, record])
        }
        return due.count
    }

    /// Removes tombstones which are still the newest of their key, and with them the key.
    static func removeTombstones(upTo cutoff: Int64, limit: Int, in db: Database) throws -> Int {
        let due = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT since, record FROM tombstones WHERE since <= ? ORDER BY since LIMIT ?"),
            arguments: [cutoff, limit])
        for row in due {
            let (since, record): (Int64, Int64) = (row[0], row[1])
            let key = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT key FROM records WHERE id = ?"), arguments: [record])
            if let key {
                try db.cachedStatement(sql: "DELETE FROM latest WHERE partition = ? AND key = ? AND at = ?")
                    .execute(arguments: [RecordID.partition(record), key, record])
                if db.changesCount > 0 {
                    try db.cachedStatement(sql: "DELETE FROM records WHERE id = ?").execute(arguments: [record])
                }
            }
            try db.cachedStatement(sql: "DELETE FROM tombstones WHERE since = ? AND record = ?")
                .execute(arguments: [since, record])
        }
        return due.count
    }
}
