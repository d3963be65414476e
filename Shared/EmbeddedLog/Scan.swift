import EventLog
import Foundation
import GRDB

/// Reads committed records in offset order, within a number of records and bytes.
struct Scan {
    var records: [LogRecord] = []
    /// Bytes that may still be taken; the first record is taken whatever its size.
    private var bytesLeft: Int

    init(bytes: Int) { bytesLeft = bytes }

    /// - Parameter end: the first offset not to read.
    /// - Returns: the offset to go on from.
    mutating func take(
        _ place: TopicPartition, id partition: Int64, from start: Int64, to end: Int64, limit: Int, in db: Database
    ) throws -> Int64 {
        guard start < end else { return start }
        guard limit > 0, bytesLeft > 0 else { return start }
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT id, timestamp, key, value, headers FROM records
                    WHERE id >= ? AND id < ? ORDER BY id LIMIT ?
                    """),
            arguments: [
                RecordID.of(partition: partition, offset: start), RecordID.of(partition: partition, offset: end), limit,
            ])
        var count = 0
        while let row = try rows.next() {
            let record = try Self.record(row, place)
            records.append(record)
            count += 1
            bytesLeft -= (record.key?.count ?? 0) + (record.value?.count ?? 0) + 64
            if count == limit || bytesLeft <= 0 { return record.offset + 1 }
        }
        return end
    }

    private static func record(_ row: Row, _ place: TopicPartition) throws -> LogRecord {
        let offset = RecordID.offset(row[0])
        let headers = try row.withUnsafeData(atIndex: 4) { data -> [RecordHeader]? in
            guard let data else { return nil }
            guard let headers = data.withUnsafeBytes({ HeaderCoding.decode($0) }) else {
                throw EventLogError.fatal(
                    doing: "reading \(place) at offset \(offset)", found: "headers that cannot be decoded")
            }
            return headers
        }
        return LogRecord(
            topicPartition: place, offset: offset, timestamp: row[1], key: try bytes(row, 2),
            value: try bytes(row, 3), headers: headers ?? [])
    }

    private static func bytes(_ row: Row, _ column: Int) throws -> [UInt8]? {
        try row.withUnsafeData(atIndex: column) { $0.map { Array($0) } }
    }
}
