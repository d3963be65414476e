import EventLog
import GRDB

/// A topic with the ids of its partitions in the file.
struct Topic: Sendable {
    var specification: TopicSpecification
    var partitionIDs: [Int64]

    func id(of partition: Int32, doing: String) throws -> Int64 {
        guard partitionIDs.indices.contains(Int(partition)) else {
            throw EventLogError.refused(
                doing: doing, found: "partition \(partition) of topic \(specification.name)",
                expected: "0 to \(partitionIDs.count - 1)")
        }
        return partitionIDs[Int(partition)]
    }
}

enum TopicTable {
    static func create(_ topic: TopicSpecification, in db: Database) throws -> Topic {
        if let existing = try find(topic.name, in: db) {
            guard !topic.isBroken(by: existing.specification) else {
                let isOther = existing.specification.partitions != topic.partitions
                throw EventLogError.topicContradicts(
                    topic: topic.name, found: existing.specification.shape,
                    expected: topic.shape + (isOther ? ": " + TopicSpecification.wayToOtherPartitions : ""))
            }
            return existing
        }
        let (compacted, retention): (Bool, Int64?) =
            switch topic.cleanup {
            case .compact: (true, nil)
            case .delete(let retention): (false, retention)
            }
        try db.execute(
            sql: "INSERT INTO topics(name, partitions, compacted, retention) VALUES(?, ?, ?, ?)",
            arguments: [topic.name, topic.partitions, compacted, retention])
        let id = db.lastInsertedRowID
        var partitionIDs: [Int64] = []
        for number in 0..<topic.partitions {
            let partition = try Deletion.unusedID(in: db)
            try db.execute(
                sql: "INSERT INTO partitions(id, topic, number) VALUES(?, ?, ?)", arguments: [partition, id, number])
            partitionIDs.append(partition)
        }
        guard partitionIDs.allSatisfy({ $0 <= RecordID.maximumPartition }) else {
            throw EventLogError.refused(
                doing: "creating topic \(topic.name)", found: "\(topic.partitions) partitions more",
                expected: "at most \(RecordID.maximumPartition) partitions in one file")
        }
        return Topic(specification: topic, partitionIDs: partitionIDs)
    }

    static func find(_ name: String, in db: Database) throws -> Topic? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM topics WHERE name = ?", arguments: [name]) else {
            return nil
        }
        let id: Int64 = row["id"]
        let partitionIDs = try Int64.fetchAll(
            db, sql: "SELECT id FROM partitions WHERE topic = ? ORDER BY number", arguments: [id])
        return Topic(specification: specification(row), partitionIDs: partitionIDs)
    }

    static func describe(in db: Database) throws -> [TopicDescription] {
        try Row.fetchAll(db, sql: "SELECT * FROM topics ORDER BY name").map { row in
            let id: Int64 = row["id"]
            let ranges = try Row.fetchAll(
                db, sql: "SELECT low, high FROM partitions WHERE topic = ? ORDER BY number", arguments: [id])
            return TopicDescription(
                specification: specification(row), ranges: ranges.map { OffsetRange(low: $0[0], high: $0[1]) })
        }
    }

    /// - Throws: `GoneTopic` when its topic was deleted.
    static func range(_ partition: Int64, in db: Database) throws -> OffsetRange {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT low, high FROM partitions WHERE id = ?"), arguments: [partition])
        guard let row else { throw GoneTopic() }
        let (low, high): (Int64, Int64) = (row[0], row[1])
        guard 0 <= low, low <= high, high <= RecordID.maximumOffset else {
            throw EventLogError.fatal(
                doing: "reading a partition's offsets",
                found: "\(low) to \(high), which none has: the log's file is damaged; take it from a backup")
        }
        return OffsetRange(low: low, high: high)
    }

    private static func specification(_ row: Row) -> TopicSpecification {
        let compacted: Bool = row["compacted"]
        return TopicSpecification(
            name: row["name"], partitions: row["partitions"],
            cleanup: compacted ? .compact : .delete(retentionMilliseconds: row["retention"]))
    }
}

extension TopicSpecification {
    fileprivate var shape: String {
        let cleanup =
            switch cleanup {
            case .compact: "compacted"
            case .delete(nil): "kept for ever"
            case .delete(let retention?): "kept for \(retention) ms"
            }
        return "\(partitions) partitions, \(cleanup)"
    }

    /// What Kafka would refuse as well: names are 1 to 249 of `[a-zA-Z0-9._-]`
    /// (org.apache.kafka.common.internals.Topic).
    func check() throws {
        func refuse(_ found: String, _ expected: String) -> EventLogError {
            .refused(doing: "creating topic \(name)", found: found, expected: expected)
        }
        let legal = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard legal, (1...249).contains(name.utf8.count), name != ".", name != ".." else {
            throw refuse("the name \"\(name)\"", "1 to 249 letters, digits, dots, underscores or hyphens")
        }
        guard partitions > 0 else { throw refuse("\(partitions) partitions", "at least 1") }
        if case .delete(let retention?) = cleanup, retention < 0 {
            throw refuse("a retention of \(retention) ms", "0 ms or more, or none")
        }
    }
}
