package import Foundation
import GRDB

/// One file of the archive, open: a writer and readers beside it, which do not wait for it (WAL).
package final class ArchiveFile: Sendable {
    package let url: URL
    package let version: Int
    let pool: DatabasePool
    /// Readers at once; more wait their turn.
    static let readers = 4

    /// - Parameter version: of the schema; a new file is made with it.
    /// - Throws: `ArchiveFault`, or what SQLite says.
    package init(_ url: URL, version: Int = ArchiveFile.currentVersion) throws {
        self.url = url
        var configuration = Configuration()
        configuration.label = "archive"
        configuration.maximumReaderCount = Self.readers
        configuration.prepareDatabase { db in
            // Only of a file that is made just now.
            try db.execute(sql: "PRAGMA page_size = 8192")
            try db.execute(sql: "PRAGMA cache_size = -32768")
            try db.execute(sql: "PRAGMA mmap_size = 1073741824")
        }
        pool = try DatabasePool(path: url.path, configuration: configuration)
        self.version = try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
            try db.inTransaction(.immediate) {
                if try Int32.fetchOne(db, sql: "PRAGMA application_id") == 0,
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
                {
                    try ArchiveSchema.create(db, version: version)
                }
                return .commit
            }
            guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == ArchiveSchema.application else {
                throw ArchiveFault.broken("a file that is no archive")
            }
            return try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        }
    }

    package static var currentVersion: Int { ArchiveSchema.version }

    /// Nothing is left beside the file: the last of SQLite's connections to close is a reader, which cannot see to that.
    package func close() {
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try? pool.close()
    }

    /// The file and what SQLite keeps beside it.
    static func all(of url: URL) -> [URL] {
        ["", "-wal", "-shm"].map { URL(filePath: url.path + $0) }
    }

    /// Bytes of them.
    package var size: Int64 {
        Self.all(of: url).reduce(0) { sum, file in
            sum + ((try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize).flatMap { Int64($0) } ?? 0)
        }
    }
}

/// What can be wrong with an archive, for a person.
package enum ArchiveFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be used any more: it is set aside and built anew.
    case broken(String)
    /// The disk is full or cannot be written: filling waits, looking up goes on.
    case unwritable(String)
    /// Nothing to look in yet.
    case absent(String)
    /// The search took longer than it may.
    case tooSlow
    /// Too many are asking.
    case busy

    package var description: String {
        switch self {
        case .broken(let found): "the archive's file is broken (\(found)); it is set aside and built anew"
        case .unwritable(let found):
            "the archive cannot be written (\(found)); make room on its disk, it goes on by itself"
        case .absent(let found): "the archive is not there: \(found)"
        case .tooSlow: "the search took too long; add a word, a time or another filter"
        case .busy: "too many searches are under way; try again in a moment"
        }
    }

    /// What SQLite says, sorted; `nil` for anything else.
    init?(_ error: any Error) {
        if let fault = error as? ArchiveFault {
            self = fault
            return
        }
        guard let error = error as? DatabaseError else { return nil }
        let found = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .broken(found)
        // A table that should be there.
        case .SQLITE_ERROR where found.hasPrefix("no such"): self = .broken(found)
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH,
            .SQLITE_NOMEM:
            self = .unwritable(found)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .unwritable("another process has it locked")
        case .SQLITE_INTERRUPT: self = .tooSlow
        default: return nil
        }
    }
}
