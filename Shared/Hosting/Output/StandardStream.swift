import Foundation

/// Standard output and standard error, written so that a full disk or a reader that has gone is an answer and not the
/// end of the process: Foundation's file handles trap there.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Why bytes could not be written; some of them may have been.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// As of `write(2)`.
        public var code: Int32

        /// Whoever read has stopped, as `head` does when it has enough: nothing is wrong.
        public var isReaderGone: Bool { code == EPIPE }

        public var description: String {
            let why = String(cString: strerror(code))
            let advice =
                switch code {
                case ENOSPC, EDQUOT: "; free some space, or write elsewhere"
                case EBADF: "; it is closed, expected a file, pipe or terminal"
                default: ""
                }
            return "\(why)\(advice)"
        }
    }

    /// Makes ready for failures as answers: SIGPIPE is ignored, and of the three standard descriptors those that are
    /// closed are taken, so that no file of ours, the log least of all, is opened in their place and printed into.
    public static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        // Lowest free first: ends once a descriptor beyond the three is given. Opened for reading, so that writing to
        // what was closed is still an error.
        while true {
            let descriptor = open("/dev/null", O_RDONLY)
            guard descriptor >= 0 else { return }
            if descriptor > 2 {
                close(descriptor)
                return
            }
        }
    }

    /// Writes all of it, waiting for a reader that is slow.
    public func write(_ text: String) throws(Failure) {
        var text = text
        let failure = text.withUTF8 { bytes in Self.write(UnsafeRawBufferPointer(bytes), to: rawValue) }
        if let failure { throw failure }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Failure? {
        guard let base = bytes.baseAddress else { return nil }
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(descriptor, base + done, bytes.count - done)
            if count > 0 {
                done += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            default: return Failure(code: errno)
            }
        }
        return nil
    }
}
