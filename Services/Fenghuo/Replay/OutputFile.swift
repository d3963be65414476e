import EventLog
import Foundation

/// A file that is appended to. What cannot be written is an answer; nothing that was said to be written is lost then.
final class OutputFile {
    private let descriptor: Int32
    let path: String
    private(set) var length: Int64

    /// - Parameters:
    ///   - length: what is kept of a file that is there; the rest is cut off.
    /// - Throws: `EventLogError.refused`.
    init(_ path: String, keeping length: Int64 = 0) throws {
        self.path = path
        self.length = length
        descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("opening \(path)") }
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, off_t(length), SEEK_SET) >= 0 else {
            let failure = Self.failure("opening \(path)")
            Foundation.close(descriptor)
            throw failure
        }
    }

    deinit { Foundation.close(descriptor) }

    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Self.failure("writing \(path)") }
                rest = rest.dropFirst(count)
            }
        }
        length += Int64(bytes.count)
    }

    /// Returns when it survives a power cut.
    func flush() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure("writing \(path)") }
    }

    /// Puts a small file in place as a whole: the one before it, or this one.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let beside = path + ".new"
        let file = try OutputFile(beside)
        try file.append(bytes)
        try file.flush()
        guard rename(beside, path) == 0 else { throw failure("writing \(path)") }
    }

    private static func failure(_ doing: String) -> EventLogError {
        let code = errno
        let advice =
            code == ENOSPC || code == EDQUOT ? "room on the disk; then the same command goes on" : "a place to write"
        return .refused(doing: doing, found: String(cString: strerror(code)), expected: advice)
    }
}
