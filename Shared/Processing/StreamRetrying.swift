import EventLog

extension StreamTask {
    /// Tries the same again while the log says that helps, a bounded number of times: then the task starts over. What the
    /// second try mends is not said: brokers that take over a group answer a first one so.
    func retrying<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
        var pause = Backoff()
        var attempt = 1
        while true {
            let began = ContinuousClock.now
            do {
                return try await body()
            } catch EventLogError.retriable(let doing, let found) {
                guard attempt < options.commitAttempts else {
                    throw EventLogError.abortable(doing: doing, found: "\(found), \(attempt) times")
                }
                if attempt > 1 || ContinuousClock.now - began > LogContact.patience {
                    status.failed(EventLogError.retriable(doing: doing, found: found), partition: partition)
                }
                attempt += 1
                try await Task.sleep(for: pause.next())
            }
        }
    }
}

/// Waits that double from 50 ms to 5 s.
struct Backoff {
    private var pause = Duration.milliseconds(50)

    mutating func next() -> Duration {
        defer { pause = min(pause * 2, .seconds(5)) }
        return pause
    }
}
