import Foundation

/// A thread of its own for calls that block: never on Swift's cooperative pool, one after the other.
///
/// Unchecked: `jobs` and `isStopped` are only touched while `condition` is locked.
final class SerialThread: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [@Sendable () -> Void] = []
    private var isStarted = false
    private var isStopped = false
    private let name: String

    init(name: String) { self.name = name }

    /// Runs the body on the thread.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            enqueue { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Ends the thread once the jobs it has are done. What is enqueued afterwards runs on the caller's thread, where
    /// its first look at the closed client ends it.
    func stop() {
        condition.lock()
        isStopped = true
        condition.signal()
        condition.unlock()
    }

    private func enqueue(_ job: @escaping @Sendable () -> Void) {
        condition.lock()
        if isStopped {
            condition.unlock()
            return job()
        }
        jobs.append(job)
        let mustStart = !isStarted
        isStarted = true
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
        while jobs.isEmpty {
            if isStopped { return nil }
            condition.wait()
        }
        return jobs.removeFirst()
    }
}
