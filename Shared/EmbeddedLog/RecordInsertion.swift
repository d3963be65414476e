import EventLog
import GRDB
import GRDBSQLite

/// Writes records as rows, their bytes lent to SQLite where they lie: it copies them into its page once, and nothing is
/// made of them before.
struct RecordInsertion: ~Copyable {
    private let statement: Statement
    private let db: Database

    init(_ db: Database) throws {
        self.db = db
        statement = try db.cachedStatement(
            sql: "INSERT INTO records(id, timestamp, key, value, headers) VALUES(?, ?, ?, ?, ?)")
    }

    /// - Throws: `DatabaseError` as GRDB's own statements do.
    func insert(_ record: ProducerRecord, id: Int64) throws {
        let pointer = statement.sqliteStatement
        let headers = record.packedHeaders
        // What was lent is given back before it goes.
        defer {
            sqlite3_reset(pointer)
            sqlite3_clear_bindings(pointer)
        }
        try check(sqlite3_bind_int64(pointer, 1, id))
        try check(sqlite3_bind_int64(pointer, 2, record.timestamp))
        let code = try lending(record.key, at: 3, of: pointer) {
            try lending(record.value, at: 4, of: pointer) {
                try lending(headers.isEmpty ? nil : headers.bytes, at: 5, of: pointer) { sqlite3_step(pointer) }
            }
        }
        guard code == SQLITE_DONE else { throw db.failure(code) }
    }

    private func lending<T>(
        _ bytes: [UInt8]?, at index: Int32, of pointer: OpaquePointer, _ body: () throws -> T
    ) throws -> T {
        guard let bytes else {
            try check(sqlite3_bind_null(pointer, index))
            return try body()
        }
        return try bytes.withUnsafeBytes { buffer in
            // Without a base address it would be NULL, which is something else than empty.
            if let base = buffer.baseAddress, !buffer.isEmpty {
                try check(sqlite3_bind_blob64(pointer, index, base, UInt64(buffer.count), nil))
            } else {
                try check(sqlite3_bind_zeroblob(pointer, index, 0))
            }
            return try body()
        }
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw db.failure(code) }
    }
}

extension Database {
    /// What a call of SQLite's own that came back with this code found. GRDB interrupts what a cancelled task reads: that is
    /// an end and no error.
    func failure(_ code: Int32) -> any Error {
        if code & 0xff == SQLITE_INTERRUPT { return CancellationError() }
        let text = sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: text)
    }
}
