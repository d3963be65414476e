import Foundation

/// Where a console's archive stands: its own, though several share a folder.
final class ArchiveFolder: Sendable {
    let url: URL
    /// Open as long as this is: another process sees that the place is taken.
    private let lock: Int32
    /// Consoles that may share a folder.
    static let most = 16

    /// The first place below a folder that no other console has.
    /// - Throws: `ArchiveFault` when none can be had.
    init(below folder: URL) throws(ArchiveFault) {
        for number in 1...Self.most {
            let place = number == 1 ? folder : folder.appending(path: "\(number)")
            do {
                try FileManager.default.createDirectory(
                    at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw .unwritable("\(place.path): \(error.localizedDescription)")
            }
            let file = open(place.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw .unwritable("\(place.path): \(String(cString: strerror(errno)))") }
            if flock(file, LOCK_EX | LOCK_NB) == 0 {
                url = place
                lock = file
                return
            }
            close(file)
        }
        throw .unwritable("\(folder.path): \(Self.most) other consoles have their archives there")
    }

    deinit { close(lock) }

    func file(ofVersion version: Int) -> URL { url.appending(path: "archive-\(version).sqlite") }

    /// Versions of which there is a file, the newest first.
    var versions: [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix("archive-"), name.hasSuffix(".sqlite") else { return nil }
            return Int(name.dropFirst(8).dropLast(7))
        }.sorted(by: >)
    }

    func remove(version: Int) {
        for file in ArchiveFile.all(of: self.file(ofVersion: version)) { try? FileManager.default.removeItem(at: file) }
    }

    /// Keeps a broken file beside, for who wants to look at it; the one before goes.
    func setAside(version: Int) {
        let file = file(ofVersion: version)
        let aside = URL(filePath: file.path + ".broken")
        try? FileManager.default.removeItem(at: aside)
        try? FileManager.default.moveItem(at: file, to: aside)
        // What could not be moved must not be met again.
        remove(version: version)
    }
}
