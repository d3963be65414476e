import EventLog
import GRDB

/// The groups as the file has them. Whoever notices a change works out the assignment, inside its SQL transaction.
///
/// A partition number moves in two steps, so that no two members ever have it: `target` is set to the new member, and
/// only when `owner` has released it (or is gone) does `owner` become `target`. Every change raises the generation.
enum GroupTable {
    /// Makes the group known.
    /// - Returns: its id.
    static func find(_ name: String, in db: Database) throws -> Int64 {
        try db.execute(sql: "INSERT OR IGNORE INTO groups(name, partitions) VALUES(?, 0)", arguments: [name])
        return try Int64.fetchOne(db, sql: "SELECT id FROM groups WHERE name = ?", arguments: [name]) ?? 0
    }

    /// - Returns: the new member's number.
    static func join(
        _ group: Int64, name: String, partitions: Int32, client: String, deadline: Int64, now: Int64, in db: Database
    ) throws -> Int64 {
        try evictExpired(from: group, now: now, in: db)
        let known = try Int32.fetchOne(db, sql: "SELECT partitions FROM groups WHERE id = ?", arguments: [group]) ?? 0
        if known != partitions {
            let others = try members(of: group, in: db)
            guard others.isEmpty else {
                throw EventLogError.refused(
                    doing: "joining group \(name)", found: "topics with \(partitions) partitions",
                    expected: "\(known), as the \(others.count) live members of this group have")
            }
            try db.execute(sql: "UPDATE groups SET partitions = ? WHERE id = ?", arguments: [partitions, group])
            try db.execute(sql: "DELETE FROM slots WHERE grp = ?", arguments: [group])
            for partition in 0..<partitions {
                try db.execute(sql: "INSERT INTO slots(grp, partition) VALUES(?, ?)", arguments: [group, partition])
            }
        }
        try db.execute(
            sql: "INSERT INTO members(grp, client, deadline) VALUES(?, ?, ?)", arguments: [group, client, deadline])
        let member = db.lastInsertedRowID
        try rebalance(group, in: db)
        return member
    }

    /// Keeps the member alive, and takes out those who are not (perhaps this one).
    static func beat(_ member: Int64, of group: Int64, deadline: Int64, now: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "UPDATE members SET deadline = ? WHERE number = ? AND deadline >= ?")
            .execute(arguments: [deadline, member, now])
        try evictExpired(from: group, now: now, in: db)
    }

    /// - Throws: `EventLogError.refused` when it has members.
    static func delete(_ name: String, now: Int64, in db: Database) throws {
        guard let group = try Int64.fetchOne(db, sql: "SELECT id FROM groups WHERE name = ?", arguments: [name]) else {
            return
        }
        try evictExpired(from: group, now: now, in: db)
        let live = try members(of: group, in: db).count
        guard live == 0 else {
            throw EventLogError.refused(
                doing: "deleting group \(name)", found: "\(live) live members", expected: "none: stop them first")
        }
        for table in ["offsets", "slots"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE grp = ?", arguments: [group])
        }
        // The row keeps its id, which a member that hung may still hold, and gives its name back.
        try db.execute(
            sql:
                "UPDATE groups SET name = name || char(1) || id, partitions = 0, generation = generation + 1 WHERE id = ?",
            arguments: [group])
    }

    static func leave(_ member: Int64, of group: Int64, in db: Database) throws {
        try remove([member], from: group, in: db)
    }

    static func release(_ partitions: [Int32], by member: Int64, of group: Int64, in db: Database) throws {
        var released = 0
        for partition in partitions {
            try db.execute(
                sql: "UPDATE slots SET owner = target WHERE grp = ? AND partition = ? AND owner = ?",
                arguments: [group, partition, member])
            released += db.changesCount
        }
        if released > 0 { try raiseGeneration(of: group, in: db) }
    }

    /// What a member has, and whether it should keep it; `nil` when it is no member (any more).
    static func view(of member: Int64, in group: Int64, now: Int64, _ db: Database) throws -> Standing.View? {
        let deadline = try Int64.fetchOne(
            db, sql: "SELECT deadline FROM members WHERE number = ?", arguments: [member])
        guard let deadline, deadline >= now else { return nil }
        var view = Standing.View(owned: [:])
        let rows = try Row.fetchCursor(
            db, sql: "SELECT partition, target = owner FROM slots WHERE grp = ? AND owner = ?",
            arguments: [group, member])
        while let row = try rows.next() {
            let keeps: Bool? = row[1]
            view.owned[row[0]] = keeps ?? false
        }
        return view
    }

    static func generation(of group: Int64, in db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT generation FROM groups WHERE id = ?"), arguments: [group]) ?? 0
    }

    /// - Throws: `EventLogError.fenced` when the member does not hold all of these.
    static func check(
        member: Int64, holds partitions: Set<Int32>, of group: Int64, now: Int64, doing: String, in db: Database
    ) throws {
        let deadline = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT deadline FROM members WHERE number = ?"), arguments: [member])
        guard let deadline, deadline >= now else {
            throw EventLogError.fenced(doing: doing, found: "that the member's session timed out")
        }
        let held = try Set(
            Int32.fetchAll(
                db.cachedStatement(sql: "SELECT partition FROM slots WHERE grp = ? AND owner = ?"),
                arguments: [group, member]))
        let missing = partitions.subtracting(held).sorted()
        guard missing.isEmpty else {
            throw EventLogError.fenced(doing: doing, found: "partitions \(missing) held by another member, or by none")
        }
    }

    static func committed(_ group: Int64, partition: Int64, in db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT next FROM offsets WHERE grp = ? AND partition = ?"),
            arguments: [group, partition])
    }

    /// Sets offsets by the partitions' ids.
    /// - Throws: `EventLogError.refused` while the group has members.
    static func set(
        _ next: [Int64: Int64], of name: String, now: Int64, doing: String, in db: Database
    ) throws {
        let group = try find(name, in: db)
        try evictExpired(from: group, now: now, in: db)
        let members = try Row.fetchAll(
            db, sql: "SELECT number, client FROM members WHERE grp = ? ORDER BY number", arguments: [group]
        ).map { row -> String in
            let (number, client): (Int64, String) = (row["number"], row["client"])
            return "\(client)-\(number)"
        }
        try OffsetsToSet.check(members: members, doing: doing)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO offsets(grp, partition, next) VALUES(?, ?, ?)
                ON CONFLICT(grp, partition) DO UPDATE SET next = excluded.next
                """)
        for (partition, offset) in next { try statement.execute(arguments: [group, partition, offset]) }
    }

    static func describe(in db: Database, now: Int64) throws -> [GroupDescription] {
        try Row.fetchAll(
            db, sql: "SELECT id, name, generation FROM groups WHERE instr(name, char(1)) = 0 ORDER BY name"
        ).map { row in
            let group: Int64 = row["id"]
            let live = try Row.fetchAll(
                db, sql: "SELECT number, client FROM members WHERE grp = ? AND deadline >= ? ORDER BY number",
                arguments: [group, now])
            let members = try live.map { member in
                let number: Int64 = member["number"]
                let client: String = member["client"]
                let partitions = try Int32.fetchAll(
                    db, sql: "SELECT partition FROM slots WHERE grp = ? AND owner = ? ORDER BY partition",
                    arguments: [group, number])
                return GroupDescription.Member(id: "\(client)-\(number)", partitions: partitions)
            }
            let offsets = try Row.fetchAll(
                db,
                sql: """
                    SELECT topics.name, partitions.number, offsets.next FROM offsets
                    JOIN partitions ON partitions.id = offsets.partition JOIN topics ON topics.id = partitions.topic
                    WHERE offsets.grp = ?
                    """, arguments: [group])
            let committed = offsets.map { (TopicPartition($0[0], $0[1]), $0[2] as Int64) }
            return GroupDescription(
                name: row["name"], generation: row["generation"], members: members,
                committed: Dictionary(committed) { first, _ in first })
        }
    }

    private static func evictExpired(from group: Int64, now: Int64, in db: Database) throws {
        let expired = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT number FROM members WHERE grp = ? AND deadline < ?"),
            arguments: [group, now])
        try remove(expired, from: group, in: db)
    }

    private static func remove(_ gone: [Int64], from group: Int64, in db: Database) throws {
        guard !gone.isEmpty else { return }
        for member in gone {
            try db.execute(sql: "DELETE FROM members WHERE number = ?", arguments: [member])
            try db.execute(
                sql: "UPDATE slots SET target = NULL WHERE grp = ? AND target = ?", arguments: [group, member])
            try db.execute(
                sql: "UPDATE slots SET owner = NULL WHERE grp = ? AND owner = ?", arguments: [group, member])
        }
        try rebalance(group, in: db)
    }

    private static func members(of group: Int64, in db: Database) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT number FROM members WHERE grp = ? ORDER BY number", arguments: [group])
    }

    private static func rebalance(_ group: Int64, in db: Database) throws {
        let live = try members(of: group, in: db)
        let rows = try Row.fetchAll(
            db, sql: "SELECT partition, coalesce(target, owner) FROM slots WHERE grp = ?", arguments: [group])
        var current: [Int32: Int64] = [:]
        for row in rows { current[row[0]] = row[1] }
        let targets = StickyAssignment.assign(partitions: Int32(rows.count), members: live, current: current)
        let statement = try db.cachedStatement(
            sql: "UPDATE slots SET target = ?1, owner = coalesce(owner, ?1) WHERE grp = ?2 AND partition = ?3")
        for partition in 0..<Int32(rows.count) {
            try statement.execute(arguments: [targets[partition], group, partition])
        }
        try raiseGeneration(of: group, in: db)
    }

    private static func raiseGeneration(of group: Int64, in db: Database) throws {
        try db.execute(sql: "UPDATE groups SET generation = generation + 1 WHERE id = ?", arguments: [group])
    }
}
