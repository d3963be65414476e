import GRDB
import Synchronization

/// Wakes those who wait for a partition or a group to move on.
///
/// The state is a level for each (the high watermark, the generation) that only rises. A waiter says up to where it has
/// seen, so nothing is missed between its look and its wait. This process's commits raise levels at once; other
/// processes' are noticed by one poller, which runs only while someone waits.
final class Watch: Sendable {
    enum Subject: Hashable, Sendable {
        case partition(Int64), group(Int64)
    }
    typealias Levels = [Subject: Int64]

    private struct Waiter {
        var seen: Levels
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var levels: Levels = [:]
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        var isPolling = false
        var isClosed = false
        /// `PRAGMA data_version` at which `levels` was last read.
        var version: Int64?
        /// When somebody was last seen to have committed.
        var changed = ContinuousClock.now

        func isPast(_ seen: Levels) -> Bool {
            isClosed || seen.contains { subject, level in levels[subject, default: .min] > level }
        }

        mutating func takeWaiters(where condition: (State, Waiter) -> Bool) -> [CheckedContinuation<Void, Never>] {
            let ready = waiters.filter { condition(self, $0.value) }
            for id in ready.keys { waiters[id] = nil }
            return ready.values.map(\.continuation)
        }
    }

    private let state = Mutex(State())
    private let interval: Duration
    private let probe: DatabaseQueue

    /// Where nobody has committed for so long, it is looked less often.
    private static let quietAfter = Duration.seconds(2)
    private static let quietFactor = 5

    init(interval: Duration, probe: DatabaseQueue) {
        self.interval = interval
        self.probe = probe
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func raise(_ levels: Levels) {
        let ready = state.withLock { state in
            state.levels.merge(levels) { max($0, $1) }
            return state.takeWaiters { $0.isPast($1.seen) }
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns when one of the subjects is past the level seen, at the deadline, or when the task is cancelled.
    func wait(past seen: Levels, until deadline: ContinuousClock.Instant) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isReady, startsPolling) = state.withLock { state in
                    // A cancellation from here on finds the waiter registered, as it needs the lock.
                    if Task.isCancelled || state.isPast(seen) || ContinuousClock.now >= deadline {
                        return (true, false)
                    }
                    state.waiters[id] = Waiter(seen: seen, deadline: deadline, continuation: continuation)
                    defer { state.isPolling = true }
                    return (false, !state.isPolling)
                }
                if isReady { continuation.resume() }
                if startsPolling { Task.detached { await self.poll() } }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
        }
    }

    /// Lets everyone go, now and from now on.
    /// - Returns: false when it was closed before.
    func close() -> Bool {
        let (isFirst, ready) = state.withLock { state in
            defer { state.isClosed = true }
            return (!state.isClosed, state.takeWaiters { _, _ in true })
        }
        for continuation in ready { continuation.resume() }
        return isFirst
    }

    private func poll() async {
        var goesOn = true
        while goesOn {
            let pause = state.withLock { state in
                let nearest = state.waiters.values.map(\.deadline).min() ?? .now
                let now = ContinuousClock.now
                let isQuiet = now - state.changed > Self.quietAfter
                return min(isQuiet ? interval * Self.quietFactor : interval, max(now.duration(to: nearest), .zero))
            }
            try? await Task.sleep(for: pause)
            // A failure to look is not lost: those who wait find it themselves at their deadline.
            if let levels = try? await changedLevels() { raise(levels) }
            let (ready, hasWaiters) = state.withLock { state in
                let now = ContinuousClock.now
                let ready = state.takeWaiters { $1.deadline <= now }
                state.isPolling = !state.waiters.isEmpty
                return (ready, state.isPolling)
            }
            for continuation in ready { continuation.resume() }
            goesOn = hasWaiters
        }
    }

    /// All levels when any connection has committed since the last look.
    private func changedLevels() async throws -> Levels? {
        let known = state.withLock { $0.version }
        // No transaction: levels newer than the version do no harm, and GRDB's `read` crashes on a closed connection.
        let found = try await probe.writeWithoutTransaction { [self] db -> (Int64, Levels)? in
            guard !isClosed else { return nil }
            let version = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
            guard version != known else { return nil }
            var levels: Levels = [:]
            let highs = try Row.fetchCursor(db.cachedStatement(sql: "SELECT id, high FROM partitions"))
            while let row = try highs.next() { levels[.partition(row[0])] = row[1] }
            let generations = try Row.fetchCursor(db.cachedStatement(sql: "SELECT id, generation FROM groups"))
            while let row = try generations.next() { levels[.group(row[0])] = row[1] }
            return (version, levels)
        }
        guard let (version, levels) = found else { return nil }
        state.withLock { state in
            state.version = version
            state.changed = .now
        }
        return levels
    }
}
