import EventLog
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Creates the topics that are missing, then runs a process's parts. A log that is away is asked again until it is
/// there, and `/readyz` says no meanwhile; one whose topics are otherwise than the catalogue says is refused.
struct TopicsFirst: Service {
    /// The process is not to run on this log.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    let environment: ServiceEnvironment
    let parts: [any Service]
    /// What is waited for; `nil` once the topics are there.
    private let waiting: WaitingFor

    init(environment: ServiceEnvironment, parts: [any Service]) {
        self.environment = environment
        self.parts = parts
        let waiting = WaitingFor("the log's topics")
        self.waiting = waiting
        let log = environment.log
        environment.health.register("log") { HealthReport(of: log, waitingFor: waiting.state) }
    }

    func run() async throws {
        guard try await create() else { return }
        var configuration = ServiceGroupConfiguration(
            services: parts.map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            }, logger: environment.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(8)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// - Returns: `false` when stopped before the log came.
    private func create() async throws -> Bool {
        let specifications = CatalogueTopics.specifications(partitions: environment.partitions)
        return try await cancelWhenGracefulShutdown {
            var pause = Duration.milliseconds(250)
            while !Task.isCancelled {
                do {
                    try await environment.log.createTopics(specifications)
                    waiting.isOver()
                    return true
                } catch let error as EventLogError where error.mayComeRight {
                    // Said once, then by health: what only a person mends may take its time.
                    if waiting.isFor("\(error)", isForbidden: error.isForbidden) {
                        environment.logger.log(
                            level: error.isForbidden ? .error : .warning,
                            error.isForbidden
                                ? "the log does not let us, trying again" : "the log is away, trying again",
                            metadata: ["error": "\(error)"])
                    }
                    try? await Task.sleep(for: pause)
                    pause = min(pause * 2, .seconds(5))
                } catch is CancellationError {
                    return false
                } catch let error as EventLogError {
                    throw Refusal(description: "\(error)")
                }
            }
            return false
        }
    }
}

/// What a process is waiting for, for its health.
final class WaitingFor: Sendable {
    struct State: Hashable, Sendable {
        var reason: String
        var isForbidden = false
    }
    private let current: Mutex<State?>

    init(_ reason: String) { current = Mutex(State(reason: reason)) }

    var state: State? { current.withLock { $0 } }

    /// - Returns: whether that is news.
    func isFor(_ reason: String, isForbidden: Bool) -> Bool {
        current.withLock { current in
            let state = State(reason: reason, isForbidden: isForbidden)
            defer { current = state }
            return current != state
        }
    }
    func isOver() { current.withLock { $0 = nil } }
}
