import EventLog
import Foundation
import GRDB

/// The tables, by version: a step once released is never changed, only followed.
enum Schema {
    /// "FHLG": tells this file from other SQLite files (`PRAGMA application_id`).
    static let applicationID: Int32 = 0x4648_4c47
    static var version: Int { steps.count }

    /// - `records.id` is `partitions.id << 40 | offset` (see `RecordID`): one B-tree, appended to partition by partition.
    /// - `times` is a sparse index: no record of the partition up to `upto` has a timestamp above `peak`.
    /// - `latest` (compacted topics only) has each key's newest offset; `superseded` and `tombstones` are what
    ///   compaction has to remove, since when (log clock).
    /// - `identity` names this log and no other; a copy of the file has the same offsets, and so the same name.
    /// - `gone` has the partitions of deleted topics, whose ids are given to no other, and whether their records are removed.
    /// - `slots` has for each partition number of a group who holds it and who should.
    private static let steps = [
        """
        CREATE TABLE topics(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
            compacted INTEGER NOT NULL, retention INTEGER);
        CREATE TABLE partitions(
            id INTEGER PRIMARY KEY, topic INTEGER NOT NULL REFERENCES topics(id), number INTEGER NOT NULL,
            low INTEGER NOT NULL DEFAULT 0, high INTEGER NOT NULL DEFAULT 0,
            peak INTEGER, timed INTEGER NOT NULL DEFAULT -1, UNIQUE(topic, number));
        CREATE TABLE records(
            id INTEGER PRIMARY KEY, timestamp INTEGER NOT NULL, key BLOB, value BLOB, headers BLOB);
        CREATE TABLE times(
            partition INTEGER NOT NULL, peak INTEGER NOT NULL, upto INTEGER NOT NULL,
            PRIMARY KEY(partition, peak, upto)) WITHOUT ROWID;
        CREATE TABLE latest(
            partition INTEGER NOT NULL, key BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(partition, key)) WITHOUT ROWID;
        CREATE TABLE superseded(
            since INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(since, record)) WITHOUT ROWID;
        CREATE TABLE tombstones(
            since INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(since, record)) WITHOUT ROWID;
        CREATE TABLE groups(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
            generation INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE members(
            number INTEGER PRIMARY KEY AUTOINCREMENT, grp INTEGER NOT NULL REFERENCES groups(id),
            client TEXT NOT NULL, deadline INTEGER NOT NULL);
        CREATE INDEX membersOfGroup ON members(grp);
        CREATE TABLE slots(
            grp INTEGER NOT NULL REFERENCES groups(id), partition INTEGER NOT NULL, owner INTEGER, target INTEGER,
            PRIMARY KEY(grp, partition)) WITHOUT ROWID;
        CREATE TABLE offsets(
            grp INTEGER NOT NULL REFERENCES groups(id), partition INTEGER NOT NULL REFERENCES partitions(id),
            next INTEGER NOT NULL, PRIMARY KEY(grp, partition)) WITHOUT ROWID;
        CREATE TABLE producers(id TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE upkeep(id INTEGER PRIMARY KEY CHECK(id = 1), due INTEGER NOT NULL);
        INSERT INTO upkeep VALUES(1, 0);
        """,
        """
        CREATE TABLE identity(id INTEGER PRIMARY KEY CHECK(id = 1), name TEXT NOT NULL);
        INSERT INTO identity VALUES(1, lower(hex(randomblob(16))));
        """,
        """
        CREATE TABLE gone(partition INTEGER PRIMARY KEY, clear INTEGER NOT NULL DEFAULT 0);
        """,
    ]

    /// - Throws: `EventLogError.refused` when the file belongs to another program or a newer version.
    static func check(_ db: Database, path: String) throws {
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if application != applicationID, application != 0 || found != 0 || tables != 0 {
            throw EventLogError.refused(
                doing: "opening the log \(path)", found: "an SQLite file of another program (\(tables) tables)",
                expected: "a log of this program, or no file")
        }
        if found > version {
            throw EventLogError.refused(
                doing: "opening the log \(path)", found: "version \(found), written by a newer program",
                expected: "at most version \(version); use the newer program")
        }
    }

    static func migrate(_ db: Database, path: String) throws {
        try check(db, path: path)
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        for step in steps.dropFirst(found) { try db.execute(sql: step) }
        guard found < version else { return }
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }
}

/// Where a record stands, as one number.
enum RecordID {
    static let offsetBits: Int64 = 40
    static let maximumPartition: Int64 = 1 << 22
    static let maximumOffset: Int64 = 1 << offsetBits - 1

    static func of(partition: Int64, offset: Int64) -> Int64 { partition << offsetBits | min(offset, maximumOffset) }
    static func partition(_ id: Int64) -> Int64 { id >> offsetBits }
    static func offset(_ id: Int64) -> Int64 { id & maximumOffset }
}
