import EventLog
import Foundation
import GRDB

/// Records that may be written: checked, and sorted by partition.
struct Batch: Sendable {
    private struct Portion {
        var partition: Int64
        var isCompacted: Bool
        var records: [ProducerRecord]
    }
    private var portions: [Portion] = []

    init(_ records: [ProducerRecord], store: Store, doing: String) async throws {
        var places: [TopicPartition: Int] = [:]
        for record in records {
            let place: Int
            if let known = places[record.topicPartition] {
                place = known
            } else {
                let topic = try await store.topic(record.topicPartition.topic)
                let partition = try topic.id(of: record.topicPartition.partition, doing: doing)
                place = portions.count
                places[record.topicPartition] = place
                portions.append(
                    Portion(
                        partition: partition, isCompacted: topic.specification.cleanup == .compact, records: []))
            }
            try Self.check(
                record, isCompacted: portions[place].isCompacted, limit: store.options.maximumRecordBytes, doing: doing)
            portions[place].records.append(record)
        }
    }

    private static func check(_ record: ProducerRecord, isCompacted: Bool, limit: Int, doing: String) throws {
        if isCompacted, record.key == nil {
            throw EventLogError.refused(
                doing: doing, found: "a record without a key for \(record.topicPartition)",
                expected: "a key, as the topic is compacted")
        }
        let size = record.byteCount
        if size > limit {
            throw EventLogError.refused(
                doing: doing, found: "a record of \(size) bytes for \(record.topicPartition)",
                expected: "at most \(limit) bytes")
        }
    }

    /// Appends all of it.
    /// - Parameter marksEnd: one offset more is used up in each partition, as Kafka's commit marker does.
    /// - Returns: the new high watermarks.
    func write(in db: Database, now: Int64, marksEnd: Bool) throws -> Watch.Levels {
        var levels: Watch.Levels = [:]
        for portion in portions {
            levels[.partition(portion.partition)] = try write(portion, in: db, now: now, marksEnd: marksEnd)
        }
        return levels
    }

    private func write(_ portion: Portion, in db: Database, now: Int64, marksEnd: Bool) throws -> Int64 {
        let state = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT high, peak, timed FROM partitions WHERE id = ?"),
            arguments: [portion.partition])
        guard let state else { throw GoneTopic() }
        var high: Int64 = state["high"]
        var peak: Int64 = state["peak"] ?? .min
        var timed: Int64 = state["timed"]
        guard high >= 0, high < RecordID.maximumOffset - Int64(portion.records.count) else {
            throw EventLogError.fatal(doing: "appending records", found: "a partition that has no offsets left")
        }
        let insertion = try RecordInsertion(db)
        for record in portion.records {
            let id = RecordID.of(partition: portion.partition, offset: high)
            try insertion.insert(record, id: id)
            if portion.isCompacted, let key = record.key {
                try Compaction.note(
                    Data(key), isTombstone: record.value == nil, at: id, partition: portion.partition, now: now,
                    in: db)
            }
            peak = max(peak, record.timestamp)
            high += 1
        }
        if high - 1 - timed >= TimeIndex.spacing {
            timed = high - 1
            try TimeIndex.note(partition: portion.partition, peak: peak, upTo: timed, in: db)
        }
        if marksEnd { high += 1 }
        try db.cachedStatement(sql: "UPDATE partitions SET high = ?, peak = ?, timed = ? WHERE id = ?")
            .execute(arguments: [high, peak, timed, portion.partition])
        return high
    }
}
