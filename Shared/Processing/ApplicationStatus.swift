import EventLog
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
        var joined: ContinuousClock.Instant?
        var assigned: Set<Int32> = []
        var restored: Set<Int32> = []
        var turns: [Int32: ContinuousClock.Instant] = [:]
        var lag: [TopicPartition: Int64] = [:]
        var offsets: [TopicPartition: Int64] = [:]
        var lastError: String?
    }
    private let state = Mutex(State())
    public let name: String

    public init(name: String) { self.name = name }

    /// It is a member of its group, and its assigned partitions are restored. Without partitions it is ready after
    /// 10 s: there may be more members than partitions.
    public var isReady: Bool {
        state.withLock { state in
            guard let joined = state.joined, state.lastError == nil else { return false }
            if state.assigned.isEmpty { return ContinuousClock.now - joined > .seconds(10) }
            return state.restored.isSuperset(of: state.assigned)
        }
    }

    /// Every restored task's loop turned within the last 30 s.
    public var isAlive: Bool {
        let limit = ContinuousClock.now - .seconds(30)
        return state.withLock { state in state.restored.allSatisfy { (state.turns[$0] ?? .now) > limit } }
    }

    public var lags: [Lag] {
        state.withLock { state in
            state.lag.sorted { $0.key < $1.key }.map { place, lag in
                Lag(topic: place.topic, partition: place.partition, lag: lag, offset: state.offsets[place])
            }
        }
    }

    public var detail: String {
        state.withLock { state in
            if let error = state.lastError { return error }
            if state.joined == nil { return "joining its group" }
            let waiting = state.assigned.subtracting(state.restored)
            return waiting.isEmpty
                ? "\(state.assigned.count) partitions"
                : "restoring \(waiting.count) of \(state.assigned.count) partitions"
        }
    }

    func joined() {
        state.withLock {
            $0.joined = .now
            $0.lastError = nil
        }
    }
    func left() { state.withLock { $0 = State() } }
    func assigned(_ partition: Int32) { state.withLock { _ = $0.assigned.insert(partition) } }
    func restored(_ partition: Int32) {
        state.withLock {
            _ = $0.restored.insert(partition)
            $0.turns[partition] = .now
            $0.lastError = nil
        }
    }
    func restoring(_ partition: Int32) { state.withLock { _ = $0.restored.remove(partition) } }
    func removed(_ partition: Int32) {
        state.withLock { state in
            state.assigned.remove(partition)
            state.restored.remove(partition)
            state.turns[partition] = nil
            state.lag = state.lag.filter { $0.key.partition != partition }
            state.offsets = state.offsets.filter { $0.key.partition != partition }
        }
    }
    func turned(_ partition: Int32, lag: [String: Int64], offsets: [String: Int64]) {
        state.withLock { state in
            state.turns[partition] = .now
            state.lastError = nil
            for (topic, lag) in lag { state.lag[TopicPartition(topic, partition)] = lag }
            for (topic, offset) in offsets { state.offsets[TopicPartition(topic, partition)] = offset }
        }
    }
    func failed(_ error: any Error) { state.withLock { $0.lastError = "\(error)" } }
}
