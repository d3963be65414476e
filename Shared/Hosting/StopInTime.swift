import Foundation
import Logging
import ServiceLifecycle

/// Ends the process when its services do not end in time: a commit that waits for brokers which are away, a call that
/// does not return. What was not committed is undone by the log, and done again by whoever comes next.
struct StopInTime: Service {
    /// From the signal on; a supervisor's patience begins at 10 s.
    static let limit: TimeInterval = 9.5

    let logger: Logger
    var end: @Sendable () -> Void = { Foundation.exit(1) }

    /// Last in its group, as the last is told first.
    func run() async throws {
        try? await gracefulShutdown()
        // A thread of its own: Swift's may all be waiting.
        let watch = Thread { [logger, end] in
            Thread.sleep(forTimeInterval: Self.limit)
            logger.critical("stopping took longer than \(Self.limit) s; ended without waiting")
            end()
        }
        watch.start()
    }
}
