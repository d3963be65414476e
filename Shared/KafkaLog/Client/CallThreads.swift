import Foundation
import Synchronization

/// Threads of a client's own for calls that block: never on Swift's cooperative pool. They start when there is
/// something to do, and end when there was nothing for a while.
///
/// Unchecked: the properties are only touched while `condition` is locked.
final class CallThreads: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [@Sendable () -> Void] = []
    private var threads = 0
    private var idle = 0
    private var isStopped = false
    private let name: String
    private let limit: Int

    /// How long a thread without work stays.
    private static let patience: TimeInterval = 2

    /// - Parameter limit: calls at once; with 1 they run one after the other, in order.
    init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    /// Runs the body on one of the threads, and waits for it no longer than `bound`.
    /// - Parameter stuck: told when the call was begun and did not return; its thread stays with it.
    /// - Throws: what the body throws; `KafkaFailure.late` when it was not begun, or did not return.
    func run<T: Sendable>(
        within bound: Duration, stuck: @escaping @Sendable () -> Void, _ body: @escaping @Sendable () throws -> T
    ) async throws -> T {
        let call = PendingCall<T>()
        enqueue { call.run(body) }
        let timer = Task {
            do { try await Task.sleep(for: bound) } catch { return }
            call.expire(after: bound, stuck: stuck)
        }
        defer { timer.cancel() }
        return try await call.outcome()
    }

    /// Ends the threads once the jobs they have are done. What is enqueued afterwards runs on the caller's thread,
    /// where its first look at the closed client ends it.
    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func enqueue(_ job: @escaping @Sendable () -> Void) {
        condition.lock()
        if isStopped {
            condition.unlock()
            return job()
        }
        jobs.append(job)
        let mustStart = idle < jobs.count && threads < limit
        if mustStart { threads += 1 }
        condition.signal()
        condition.unlock()
        if mustStart { start() }
    }

    private func start() {
        let thread = Thread { [self] in
            while let job = next() { job() }
        }
        thread.name = name
        thread.stackSize = 512 << 10
        thread.start()
    }

    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while jobs.isEmpty {
            guard !isStopped else { return ended() }
            idle += 1
            let wasWoken = condition.wait(until: deadline)
            idle -= 1
            if !wasWoken, jobs.isEmpty { return ended() }
        }
        return jobs.removeFirst()
    }

    private func ended() -> (@Sendable () -> Void)? {
        threads -= 1
        return nil
    }
}

/// A call that somebody waits for: settled once, by its end or by its time running out.
private final class PendingCall<T: Sendable>: Sendable {
    private enum State {
        case waiting
        case running
        case over(Result<T, any Error>)
    }
    private let state = Mutex<(State, CheckedContinuation<T, any Error>?)>((.waiting, nil))

    func run(_ body: () throws -> T) {
        let isWanted = state.withLock { state in
            guard case .waiting = state.0 else { return false }
            state.0 = .running
            return true
        }
        guard isWanted else { return }
        settle(Result(catching: body))
    }

    /// - Parameter stuck: told first, so that whoever waits finds another client at once.
    func expire(after bound: Duration, stuck: () -> Void) {
        let (isLate, hadBegun) = state.withLock { state in
            switch state.0 {
            case .waiting: (true, false)
            case .running: (true, true)
            case .over: (false, false)
            }
        }
        guard isLate else { return }
        if hadBegun { stuck() }
        settle(.failure(KafkaFailure.late(bound, hadBegun: hadBegun)))
    }

    func outcome() async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<T, any Error>? = state.withLock { state in
                if case .over(let result) = state.0 { return result }
                state.1 = continuation
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    private func settle(_ result: Result<T, any Error>) {
        let continuation: CheckedContinuation<T, any Error>? = state.withLock { state in
            if case .over = state.0 { return nil }
            defer { state = (.over(result), nil) }
            return state.1
        }
        continuation?.resume(with: result)
    }
}
