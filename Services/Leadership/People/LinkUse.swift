import Crypto
import Foundation
import Synchronization

/// Which links opened a session in this process, until the audit says so too: a link counts once.
final class LinkUse: Sendable {
    /// Links remembered; those that ended go first, then the one that ends soonest.
    static let most = 10_000
    private let used = Mutex<[String: Int64]>([:])

    /// Names a link in the audit, and does not open anything.
    static func digest(of id: String) -> String {
        String(Sessions.hex(SHA256.hash(data: Data("link \(id)".utf8))).prefix(32))
    }

    /// - Returns: whether it was not used here before.
    func take(_ digest: String, until: Int64, now: Int64) -> Bool {
        used.withLock { used in
            guard used[digest] == nil else { return false }
            if used.count >= Self.most { used = used.filter { $0.value > now } }
            if used.count >= Self.most, let soonest = used.min(by: { $0.value < $1.value }) { used[soonest.key] = nil }
            used[digest] = until
            return true
        }
    }
}
