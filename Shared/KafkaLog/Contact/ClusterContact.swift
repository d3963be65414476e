import CRdkafka
import EventLog
import Synchronization

/// What the clients of one log heard from the cluster, together; and how many of them were given up.
final class ClusterContact: Sendable {
    private struct State {
        var contact = LogContact()
        var strays = 0
        /// The longest so far.
        var longestThrottle = Duration.zero
        var clients: [ObjectIdentifier: Member] = [:]
        var suspicion: ContinuousClock.Instant?
        var move: ContinuousClock.Instant?
        var refusedWrites = RefusedWrites()
    }
    private struct Member {
        weak var client: Client?
    }
    private let state = Mutex(State())
    /// For questions beside the clients' own calls.
    let asides = CallThreads(name: "asides", limit: 4)

    /// Clients given up whose call has not come back: more means that librdkafka is of no more use in this process.
    static let maximumStrays = 16

    var now: LogContact {
        state.withLock { state in
            var contact = state.contact
            contact.complaint = contact.complaint ?? state.refusedWrites.complaint(at: .now)
            return contact
        }
    }

    /// An answer came.
    func heard() { state.withLock { $0.contact.heard = .now } }

    /// What the last look at the cluster found wrong; `nil`: nothing.
    func found(_ complaint: String?) { state.withLock { $0.contact.complaint = complaint } }

    /// Records were written, or not: a right that is missing is said until they are.
    /// - Parameter topics: theirs.
    func wrote(_ topics: @autoclosure () -> Set<String>, failing failure: KafkaFailure?) {
        state.withLock { state in
            guard let failure else { return state.refusedWrites.taken(topics()) }
            guard failure.code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED else { return }
            state.refusedWrites.refused(topics(), failure, at: .now)
        }
    }

    // MARK: Clients

    func joined(_ client: Client) { state.withLock { $0.clients[ObjectIdentifier(client)] = Member(client: client) } }

    func left(_ client: Client) { state.withLock { $0.clients[ObjectIdentifier(client)] = nil } }

    var clients: [Client] { state.withLock { $0.clients.values.compactMap(\.client) } }

    /// A connection broke: who leads what may change soon.
    func suspects() { state.withLock { $0.suspicion = .now } }

    /// Whether a connection broke so short a time ago.
    func isSuspicious(within time: Duration) -> Bool {
        state.withLock { $0.suspicion.map { ContinuousClock.now - $0 < time } ?? false }
    }

    /// Other brokers lead than at the last look; more may follow.
    func leadersMoved() {
        state.withLock { state in
            state.move = .now
            state.suspicion = .now
        }
    }

    func haveLeadersMoved(within time: Duration) -> Bool {
        state.withLock { $0.move.map { ContinuousClock.now - $0 < time } ?? false }
    }

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
