import Foundation
import GRDB

/// The changes of one transaction.
struct ArchiveStep {
    let db: Database
    var names: [String: Int64]
    private var counted: [ArchiveKind: Int64] = [:]
    private let find: Statement
    private let insert: Statement
    private let index: Statement
    private let unindex: Statement
    private let update: Statement
    private let delete: Statement

    private static let columns = "kind, subject, source, language, grade, incident, drill, data"

    init(db: Database, names: [String: Int64]) throws {
        self.db = db
        self.names = names
        find = try db.cachedStatement(sql: "SELECT id, \(Self.columns) FROM entries WHERE hash = ?")
        insert = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO entries(id, hash, \(Self.columns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        index = try db.cachedStatement(sql: "INSERT INTO words(rowid, tokens) VALUES(?, ?)")
        unindex = try db.cachedStatement(sql: "INSERT INTO words(words, rowid, tokens) VALUES('delete', ?, ?)")
        update = try db.cachedStatement(sql: "UPDATE entries SET data = ? WHERE id = ?")
        delete = try db.cachedStatement(sql: "DELETE FROM entries WHERE id = ?")
    }

    mutating func apply(_ change: ArchiveChange, _ hash: Int64, at time: Int64, onlyNew: Bool) throws {
        let old = try Row.fetchOne(find, arguments: [hash]).map { (id: $0[0] as Int64, row: try Self.row($0)) }
        guard case .put(let entry) = change else {
            if let old { try remove(old.id, old.row) }
            return
        }
        if old != nil, onlyNew { return }
        let row = ArchiveRow(
            kind: entry.kind, subject: try number(of: entry.subject), source: try number(of: entry.source),
            language: try number(of: entry.language), grade: entry.grade, incident: try number(of: entry.incident),
            isDrill: entry.isDrill, data: entry.data)
        let document = try row.document()
        if let old {
            guard old.row != row else { return }
            // What is not found by anything else stays where it is.
            if ArchivePlace.second(of: old.id) == ArchivePlace.second(at: time), try old.row.document() == document {
                return try update.execute(arguments: [Data(row.data), old.id])
            }
            try remove(old.id, old.row)
        }
        let id = try put(row, hash, at: time)
        try index.execute(arguments: [id, document])
        counted[row.kind, default: 0] += 1
    }

    private func put(_ row: ArchiveRow, _ hash: Int64, at time: Int64) throws -> Int64 {
        var attempt: UInt64 = 0
        while true {
            let id = ArchivePlace.id(at: time, hash: hash, attempt: attempt)
            try insert.execute(arguments: [
                id, hash, row.kind.rawValue, row.subject, row.source, row.language, row.grade, row.incident,
                row.isDrill, Data(row.data),
            ])
            if db.changesCount == 1 { return id }
            attempt += 1
            guard attempt < 1_000_000 else { throw ArchiveFault.broken("a second without a free place") }
        }
    }

    mutating func remove(id: Int64) throws {
        let found = try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT id, \(Self.columns) FROM entries WHERE id = ?"), arguments: [id])
        if let found { try remove(id, try Self.row(found)) }
    }

    private mutating func remove(_ id: Int64, _ row: ArchiveRow) throws {
        try unindex.execute(arguments: [id, try row.document()])
        try delete.execute(arguments: [id])
        counted[row.kind, default: 0] -= 1
    }

    /// Brings the totals up to date.
    func count() throws {
        for (kind, change) in counted where change != 0 {
            try db.execute(
                sql: """
                    INSERT INTO totals(kind, entries) VALUES(?, ?)
                    ON CONFLICT(kind) DO UPDATE SET entries = entries + excluded.entries
                    """, arguments: [kind.rawValue, change])
        }
    }

    /// The number of a name, a new one where it has none; 0 of the empty one.
    private mutating func number(of name: String) throws -> Int64 {
        guard !name.isEmpty else { return 0 }
        if let known = names[name] { return known }
        try db.execute(sql: "INSERT OR IGNORE INTO names(name) VALUES(?)", arguments: [name])
        let found = try Int64.fetchOne(db, sql: "SELECT id FROM names WHERE name = ?", arguments: [name])
        guard let found else { throw ArchiveFault.broken("a name that was written and is not there") }
        names[name] = found
        return found
    }

    static func row(_ row: Row) throws -> ArchiveRow {
        guard let kind = ArchiveKind(rawValue: row[1]) else { throw ArchiveFault.broken("an entry of no known kind") }
        let data: Data = row[8]
        return ArchiveRow(
            kind: kind, subject: row[2], source: row[3], language: row[4], grade: row[5], incident: row[6],
            isDrill: row[7], data: Array(data))
    }
}
