import EventLog
import GRDB
import GRDBSQLite

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
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, timestamp, key, value, headers FROM records
                WHERE id >= ? AND id < ? ORDER BY id LIMIT ?
                """)
        let row = RecordRow(statement, db)
        defer { row.end() }
        try row.begin([
            RecordID.of(partition: partition, offset: start), RecordID.of(partition: partition, offset: end),
            Int64(limit),
        ])
        var count = 0
        while try row.next() {
            let record = try row.record(place)
            records.append(record)
            count += 1
            bytesLeft -= (record.key?.count ?? 0) + (record.value?.count ?? 0) + 64
            if count == limit || bytesLeft <= 0 { return record.offset + 1 }
        }
        return end
    }
}

/// Rows as records, their bytes copied once, from where SQLite has them.
private struct RecordRow {
    private let pointer: OpaquePointer
    private let db: Database

    init(_ statement: Statement, _ db: Database) {
        pointer = statement.sqliteStatement
        self.db = db
    }

    func begin(_ arguments: [Int64]) throws {
        sqlite3_reset(pointer)
        for (index, argument) in arguments.enumerated() {
            let code = sqlite3_bind_int64(pointer, Int32(index + 1), argument)
            guard code == SQLITE_OK else { throw db.failure(code) }
        }
    }

    /// What was read holds no lock any longer.
    func end() { sqlite3_reset(pointer) }

    /// - Returns: whether there is one.
    func next() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw db.failure(code)
        }
    }

    func record(_ place: TopicPartition) throws -> LogRecord {
        let offset = RecordID.offset(sqlite3_column_int64(pointer, 0))
        let packed = PackedHeaders(checking: bytes(4) ?? UnsafeRawBufferPointer(start: nil, count: 0))
        guard let packed else {
            throw EventLogError.fatal(
                doing: "reading \(place) at offset \(offset)", found: "headers that cannot be decoded")
        }
        return LogRecord(
            topicPartition: place, offset: offset, timestamp: sqlite3_column_int64(pointer, 1),
            key: bytes(2).map { [UInt8]($0) }, value: bytes(3).map { [UInt8]($0) }, packedHeaders: packed)
    }

    /// Lent until the next step; nil for NULL.
    private func bytes(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard sqlite3_column_type(pointer, column) != SQLITE_NULL else { return nil }
        let start = sqlite3_column_blob(pointer, column)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column))
        return UnsafeRawBufferPointer(start: start, count: count)
    }
}
