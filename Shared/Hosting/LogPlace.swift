import Foundation

/// Where the embedded log is, and whether this process may have it there.
struct LogPlace {
    let folder: URL

    var file: URL { folder.appending(path: "log.sqlite") }

    /// What SQLite would call "unable to open database file", said as what it is.
    /// - Parameter creating: makes the folder where there is none.
    /// - Throws: `SettingMistake` of `fenghuo.data`.
    func check(creating: Bool) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: file.path) else {
            guard creating else {
                throw mistake(
                    "\(folder.path), in which there is no log",
                    "the folder of a log that is there (`fenghuo up` or `fenghuo topics create` makes one)")
            }
            do {
                try files.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw mistake("\(folder.path), which cannot be made: \(Self.reason(error))", Self.writable)
            }
            return try checkWritable(folder)
        }
        try checkWritable(folder)
        for file in [file, folder.appending(path: "log.sqlite-wal"), folder.appending(path: "log.sqlite-shm")]
        where files.fileExists(atPath: file.path) {
            try checkWritable(file)
        }
    }

    private static let writable = "a folder this process may write to"

    private func checkWritable(_ url: URL) throws {
        guard access(url.path, R_OK | W_OK) != 0 else { return }
        let code = errno
        let reason =
            code == EROFS
            ? "on a file system that is read-only"
            : "which user \(geteuid()) may not write to (\(String(cString: strerror(code))))"
        throw mistake("\(url.path), \(reason)", Self.writable)
    }

    private func mistake(_ found: String, _ expected: String) -> SettingMistake {
        SettingMistake(key: "fenghuo.data", found: found, expected: expected)
    }

    private static func reason(_ error: any Error) -> String {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let cause, cause.domain == NSPOSIXErrorDomain, let code = Int32(exactly: cause.code) else {
            return error.localizedDescription
        }
        return String(cString: strerror(code))
    }
}
