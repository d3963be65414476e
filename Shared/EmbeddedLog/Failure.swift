import EventLog
import GRDB

/// Says what a caller may do about what SQLite found.
enum Failure {
    /// What a full or failing disk means to the caller; nothing was written in either case.
    enum WhenFull {
        case retry, abort
    }

    /// Whether the disk is full, cannot be written, or fails.
    static func isOfTheDisk(_ error: any Error) -> Bool {
        switch (error as? DatabaseError)?.resultCode {
        case .SQLITE_FULL?, .SQLITE_IOERR?, .SQLITE_CANTOPEN?, .SQLITE_READONLY?, .SQLITE_PERM?: true
        default: false
        }
    }

    static func translated(_ error: any Error, doing: String, whenFull: WhenFull) -> any Error {
        if error is GoneTopic {
            return EventLogError.refused(
                doing: doing, found: "a topic that was deleted",
                expected: "one that is there; make it anew and start again")
        }
        guard let error = error as? DatabaseError else { return error }
        let found = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return EventLogError.retriable(
                doing: doing, found: "the file was locked by another process for \(LogFile.patience)")
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_NOMEM:
            return switch whenFull {
            case .retry: EventLogError.retriable(doing: doing, found: found)
            case .abort: EventLogError.abortable(doing: doing, found: found)
            }
        case .SQLITE_MISUSE:
            return EventLogError.fatal(doing: doing, found: "the log is closed (\(found))")
        default:
            return EventLogError.fatal(doing: doing, found: found)
        }
    }
}
