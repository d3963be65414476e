import Crypto
import Foundation
import Schemas

/// How far a file was read, with what tells that it is still the same file.
enum FileCursor {
    enum Verdict: Hashable {
        case goOn
        /// It is shorter than what was read, or begins otherwise: read it anew.
        case anew(why: String)
    }

    private static let bytes: Int64 = 1_024

    /// `n:<SHA-256 of the first n bytes>`, n being at most 1024 and at most `position`.
    static func fingerprint(path: String, position: Int64) -> String {
        let count = min(bytes, position)
        guard count > 0, let digest = digest(path: path, count: Int(count)) else { return "" }
        return "\(count):\(digest)"
    }

    static func check(path: String, size: Int64, position: Int64, fingerprint: String) -> Verdict {
        guard position > 0 else { return .goOn }
        if size < position { return .anew(why: "the file was cut to \(size) bytes, \(position) had been read") }
        let parts = fingerprint.split(separator: ":")
        guard parts.count == 2, let count = Int(parts[0]), (1...Int(bytes)).contains(count),
            digest(path: path, count: count) == String(parts[1])
        else {
            return .anew(why: "the file begins otherwise than the one read before")
        }
        return .goOn
    }

    private static func digest(path: String, count: Int) -> String? {
        guard let handle = try? FileHandle(forReadingFrom: URL(filePath: path)),
            let head = try? handle.read(upToCount: count), head.count == count
        else { return nil }
        return EventID.hex(SHA256.hash(data: head))
    }
}
