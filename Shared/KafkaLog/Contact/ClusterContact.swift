import EventLog
import Synchronization

/// What the clients of one log heard from the cluster, together; and how many of them were given up.
final class ClusterContact: Sendable {
    private struct State {
        var contact = LogContact()
        var strays = 0
        /// The longest so far.
        var longestThrottle = Duration.zero
    }
    private let state = Mutex(State())

    /// Clients given up whose call has not come back: more means that librdkafka is of no more use in this process.
    static let maximumStrays = 16

    var now: LogContact { state.withLock { $0.contact } }

    /// An answer came.
    func heard() { state.withLock { $0.contact.heard = .now } }

    /// What the last look at the cluster found wrong; `nil`: nothing.
    func found(_ complaint: String?) { state.withLock { $0.contact.complaint = complaint } }

    // MARK: Clients given up

    /// - Returns: how many there are now.
    @discardableResult func strayed() -> Int {
        state.withLock { state in
            state.strays += 1
            return state.strays
        }
    }

    func returned() { state.withLock { $0.strays -= 1 } }

    var hasTooManyStrays: Bool { state.withLock { $0.strays > Self.maximumStrays } }

    // MARK: Quotas

    /// A broker held an answer back for so long, by its quotas.
    func throttled(for time: Duration) {
        state.withLock { $0.longestThrottle = max($0.longestThrottle, time) }
    }

    /// The longest so far.
    var longestThrottle: Duration { state.withLock { $0.longestThrottle } }
}
