import EventLog
import Foundation
import GRDB

/// Opens the file for several processes: WAL, immediate transactions, patience.
enum LogFile {
    /// How long a writer waits for the other processes' writers.
    static let patience: Duration = .seconds(10)
    /// The most that the writing connection keeps of the file in memory, in bytes.
    private static let writersCache = 8 << 20
    /// 16 MB of them.
    private static let checkpointPages = 4000

    static func open(_ path: String, options: EmbeddedLogOptions) throws -> DatabasePool {
        let doing = "opening the log \(path)"
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            closeToOthers(path)
            return try patiently { try openOnce(path, options: options) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw EventLogError.refused(
                doing: doing, found: "a file that is no SQLite file", expected: "a log of this program, or no file")
        } catch {
            throw Failure.translated(error, doing: doing, whenFull: .retry)
        }
    }

    /// The log is its owner's alone, whatever the umask; SQLite gives `-wal` and `-shm` the mode of the file itself.
    private static func closeToOthers(_ path: String) {
        touch(path)
        for file in [path, path + "-wal", path + "-shm"] {
            var found = stat()
            // A file of somebody else's that we may write to is left as it is: its owner has decided.
            guard lstat(file, &found) == 0, found.st_uid == geteuid(), found.st_mode & 0o077 != 0 else { continue }
            chmod(file, found.st_mode & 0o700)
        }
    }

    /// A connection of its own for looking whether the file changed.
    static func openProbe(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration(label: "probe")
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func openOnce(_ path: String, options: EmbeddedLogOptions) throws -> DatabasePool {
        if FileManager.default.fileExists(atPath: path) {
            // Look before the pool turns a stranger's file to WAL.
            let stranger = try DatabaseQueue(path: path, configuration: configuration(label: "check"))
            try stranger.read { try Schema.check($0, path: path) }
            try stranger.close()
        }
        let pool = try DatabasePool(path: path, configuration: configuration(label: "log"))
        try pool.writeWithoutTransaction { db in
            let level =
                switch options.durability {
                case .processCrash: "NORMAL"
                case .powerLoss: "FULL"
                }
            // GRDB sets NORMAL when it turns to WAL, so this comes after.
            try db.execute(sql: "PRAGMA synchronous = \(level)")
            try db.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
            // Pages of one large transaction stay in memory until it is committed, and are moved from the journal into
            // the file after more of them than SQLite's 1000: a page that is written again meanwhile is moved once.
            try db.execute(sql: "PRAGMA cache_size = -\(writersCache >> 10)")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
            try db.inTransaction(.immediate) {
                try Schema.migrate(db, path: path)
                return .commit
            }
        }
        return pool
    }

    private static func configuration(label: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = label
        // SQLite's own busy timeout backs off to 100 ms, which starves one process while another writes steadily.
        configuration.busyMode = .callback { tries in
            guard tries < Int(patience.milliseconds / 2) else { return false }
            Thread.sleep(forTimeInterval: Double.random(in: 0.001...0.003))
            return true
        }
        return configuration
    }

    /// Turning to WAL does not call the busy handler: try again for a while.
    private static func patiently<T>(_ body: () throws -> T) throws -> T {
        let end = ContinuousClock.now + patience
        while true {
            do {
                return try body()
            } catch let error as DatabaseError
                where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) && ContinuousClock.now < end
            {
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }
}

/// Makes an empty file of its owner's alone where there is none; one that is there stays as it is.
private func touch(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
}
