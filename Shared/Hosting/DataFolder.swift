public import Foundation

/// The folder of the embedded log, keys and outboxes: its owner's alone.
public enum DataFolder {
    /// Makes the folder when it is missing, refuses one that is not this process's own, and closes to others what an
    /// earlier version, an umask or a copy left open: the folder, its folders, the log and the keys. From here on whatever
    /// this process writes is its owner's alone, whatever umask it was started with.
    /// - Returns: what was open to others and is not any more, in words.
    /// - Throws: `SettingMistake` that names the folder.
    @discardableResult
    public static func prepare(_ folder: URL) throws -> [String] {
        umask(0o077)
        let path = folder.standardizedFileURL.path
        func mistake(_ found: String, _ expected: String) -> SettingMistake {
            SettingMistake(key: "fenghuo.data", found: "\(path), \(found)", expected: expected)
        }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw mistake("which cannot be made: \(error.localizedDescription)", "a folder this process may write to")
        }
        guard let own = FileMode(path, followsLink: true), own.isFolder else {
            throw mistake("which is no folder", "a folder")
        }
        guard own.owner == geteuid() else {
            throw mistake(
                "which belongs to user \(own.owner)",
                "a folder of the user that runs this (\(geteuid())): a new one within it will do, such as \(path)/fenghuo"
            )
        }
        guard !own.isSticky else {
            throw mistake("which everybody shares", "a folder of its own: a new one within it will do")
        }
        var closed: [String] = []
        do {
            if try close(path, own) { closed.append(path) }
            // By name, so that a folder given by mistake is not gone through.
            for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
                let inner = path + "/" + name
                guard let mode = FileMode(inner, followsLink: false), mode.owner == own.owner,
                    mode.isFolder || mode.isFile && isOurs(name)
                else { continue }
                if try close(inner, mode) { closed.append(inner) }
            }
        } catch let error as POSIXError {
            throw mistake("which cannot be closed to others: \(error.localizedDescription)", "a folder of its own")
        }
        return closed
    }

    private static func isOurs(_ name: String) -> Bool { name.hasPrefix("log.sqlite") || name.hasSuffix(".key") }

    /// - Returns: whether it was open to others.
    private static func close(_ path: String, _ mode: FileMode) throws -> Bool {
        guard mode.isOpenToOthers else { return false }
        guard chmod(path, mode_t(mode.permissions & ~0o077)) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
        }
        return true
    }
}

/// What a file is, whose, and who may come at it.
struct FileMode: Hashable, Sendable {
    var owner: UInt32
    private var mode: UInt32

    /// - Parameter followsLink: look at what a symbolic link points at, not at the link.
    /// - Returns: `nil` where there is nothing.
    init?(_ path: String, followsLink: Bool) {
        var found = stat()
        guard (followsLink ? stat(path, &found) : lstat(path, &found)) == 0 else { return nil }
        owner = found.st_uid
        mode = UInt32(found.st_mode)
    }

    var permissions: UInt32 { mode & 0o7777 }
    var isFolder: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }
    var isFile: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }
    var isSticky: Bool { mode & UInt32(S_ISVTX) != 0 }
    var isOpenToOthers: Bool { mode & 0o077 != 0 }
}
