import Synchronization

/// Wrong tokens by address: past a number of them in a short time, that address is only told to wait, at no cost to log
/// and audit. Whoever comes with a right one is let in whatever others at the same address do: a proxy's address is
/// everybody's.
final class WrongTries: Sendable {
    struct Limits: Hashable, Sendable {
        /// Wrong tries at once.
        var burst = 20
        /// One more after so long, in milliseconds.
        var pause: Int64 = 3_000
        /// Addresses remembered; the one that tried longest ago makes room.
        var addresses = 4_096
    }

    private struct Tries {
        /// When the last of them is forgiven.
        var forgivenAt: Int64
        var lastAt: Int64
    }

    private let limits: Limits
    private let state = Mutex<[String: Tries]>([:])

    init(limits: Limits = Limits()) { self.limits = limits }

    /// Counts a wrong try.
    /// - Returns: whether the address has had its share: it is told to wait.
    func isTooMany(from address: String, now: Int64) -> Bool {
        let place = Self.place(address)
        return state.withLock { tries in
            var own = tries[place] ?? Tries(forgivenAt: now, lastAt: now)
            own.lastAt = now
            let start = max(own.forgivenAt, now)
            guard start - now < Int64(limits.burst) * limits.pause else {
                tries[place] = own
                return true
            }
            own.forgivenAt = start + limits.pause
            if tries[place] == nil, tries.count >= limits.addresses { Self.makeRoom(in: &tries, now: now) }
            tries[place] = own
            return false
        }
    }

    var count: Int { state.withLock { $0.count } }

    /// An eighth goes at once, so that not every newcomer looks through all.
    private static func makeRoom(in tries: inout [String: Tries], now: Int64) {
        let before = tries.count
        tries = tries.filter { $0.value.forgivenAt > now }
        guard tries.count > before - before / 8 else { return }
        for (place, _) in tries.sorted(by: { ($0.value.lastAt, $0.key) < ($1.value.lastAt, $1.key) }).prefix(
            before / 8 + 1)
        {
            tries[place] = nil
        }
    }

    /// One customer holds a whole /64 of IPv6 (RFC 6177).
    static func place(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let plain = address.prefix { $0 != "%" }
        guard !plain.lowercased().hasPrefix("::ffff:") else { return String(plain.dropFirst(7)) }
        let sides = plain.split(separator: ":", omittingEmptySubsequences: false)
        guard let gap = sides.dropFirst().firstIndex(of: ""), gap < 4 else {
            return sides.prefix(4).joined(separator: ":")
        }
        return sides.prefix(gap).joined(separator: ":") + "::"
    }
}
