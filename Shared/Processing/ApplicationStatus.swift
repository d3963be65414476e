public import EventLog
import Synchronization

/// How a stream application is doing; read by health checks, written by its tasks.
public final class ApplicationStatus: Sendable {
    public struct Lag: Hashable, Sendable {
        public var topic: String
        public var partition: Int32
        /// Records still to read.
        public var lag: Int64
        /// The offset of the next record to read.
        public var offset: Int64?
    }

    private struct State {
        var standing: ApplicationStanding
        var member: (any GroupMember)?
        var lag: [TopicPartition: Int64] = [:]
        var offsets: [TopicPartition: Int64] = [:]
        /// Lost without a word from the group, and when: their last figures stay until it speaks again.
        var orphaned: [Int32: ContinuousClock.Instant] = [:]

        mutating func forgetOrphans() {
            guard !orphaned.isEmpty else { return }
            lag = lag.filter { orphaned[$0.key.partition] == nil }
            offsets = offsets.filter { orphaned[$0.key.partition] == nil }
            orphaned = [:]
        }
    }
    private let state: Mutex<State>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let namespace: Namespace
    /// The application's, which is the group's own name.
    public let name: String
    /// The group's name on the log.
    public var group: String { namespace.group(name) }

    /// - Parameter topics: its inputs, by the catalogue's names: what a person is told beside the group.
    public init(
        name: String, topics: [String] = [], namespace: Namespace = .standard,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.name = name
        self.namespace = namespace
        self.now = now
        let read = topics.map { namespace.topic($0) }.joined(separator: ", ")
        let group = namespace.group(name)
        state = Mutex(State(standing: ApplicationStanding(group: read.isEmpty ? group : "\(group) (reads \(read))")))
    }

    /// It is a member of its group, has heard from the log within 15 s, and what it was assigned is restored. One that
    /// was assigned nothing is a spare, and ready.
    public var isReady: Bool { verdict.cause == nil }

    /// Ready, with nothing to do: the group has a member for every partition.
    public var isSpare: Bool { verdict.isSpare }

    /// Why it is not ready, in a word for alerts: joining, restoring, log-away, forbidden, failing.
    public var cause: String? { verdict.cause?.rawValue }

    /// Every restored task's loop turned within the last 30 s, or waits for a commit.
    public var isAlive: Bool {
        let time = now()
        return state.withLock { $0.standing.isAlive(at: time) }
    }

    /// By the topics' names on the log.
    public var lags: [Lag] {
        state.withLock { state in
            if let contact = state.member?.contact {
                if let heard = contact.heard, state.orphaned.values.contains(where: { heard > $0 }) {
                    state.forgetOrphans()
                }
            } else {
                state.forgetOrphans()
            }
            return state.lag.sorted { $0.key < $1.key }.map { place, lag in
                Lag(
                    topic: namespace.topic(place.topic), partition: place.partition, lag: lag,
                    offset: state.offsets[place])
            }
        }
    }

    public var detail: String { verdict.detail }

    private var verdict: ApplicationStanding.Verdict {
        let time = now()
        return state.withLock { $0.standing.verdict(at: time, contact: $0.member?.contact) }
    }

    package func joined(_ member: any GroupMember) {
        let time = now()
        state.withLock {
            $0.member = member
            $0.standing.joined(at: time)
        }
    }

    package func left() {
        state.withLock { state in
            state = State(standing: state.standing)
            state.standing.left()
        }
    }

    package func assigned(_ partition: Int32) {
        state.withLock {
            $0.standing.assigned(partition)
            $0.orphaned[partition] = nil
        }
    }

    package func restored(_ partition: Int32) {
        let time = now()
        state.withLock { $0.standing.restored(partition, at: time) }
    }

    func restoring(_ partition: Int32) { state.withLock { $0.standing.restoring(partition) } }

    /// - Parameter isLost: taken away without a word from the group, perhaps because nobody can be reached: how far it
    ///   had come stays said until the group is heard from again.
    package func removed(_ partition: Int32, isLost: Bool) {
        let time = now()
        state.withLock { state in
            state.standing.removed(partition)
            state.orphaned[partition] = time
            if !isLost { state.forgetOrphans() }
        }
    }

    /// What there is to read, though nothing of it may have been done yet.
    func saw(_ partition: Int32, lag: [String: Int64]) {
        state.withLock { state in
            for (topic, lag) in lag { state.lag[TopicPartition(topic, partition)] = lag }
        }
    }

    func commits(_ partition: Int32) { state.withLock { $0.standing.commits(partition) } }

    func committed(_ partition: Int32) {
        let time = now()
        state.withLock { $0.standing.committed(partition, at: time) }
    }

    func turned(_ partition: Int32, lag: [String: Int64], offsets: [String: Int64]) {
        let time = now()
        state.withLock { state in
            state.standing.turned(partition, at: time)
            for (topic, lag) in lag { state.lag[TopicPartition(topic, partition)] = lag }
            for (topic, offset) in offsets { state.offsets[TopicPartition(topic, partition)] = offset }
        }
    }

    /// - Parameter partition: `nil` for the group as a whole.
    package func failed(_ error: any Error, partition: Int32? = nil) {
        let time = now()
        state.withLock { $0.standing.failed(error, partition: partition, at: time) }
    }

    func fenced(_ partition: Int32, _ error: any Error) {
        let time = now()
        state.withLock { $0.standing.fenced(partition, error, at: time) }
    }
}
