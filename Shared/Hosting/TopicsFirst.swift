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
        environment.health.register("log") {
            let reason = waiting.reason
            return HealthReport(
                isAlive: true, isReady: reason == nil, detail: reason.map { "waiting for \($0)" } ?? "topics are there")
        }
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
                } catch EventLogError.retriable(let doing, let found) {
                    let error = EventLogError.retriable(doing: doing, found: found)
                    waiting.isFor("the log: \(error)")
                    environment.logger.warning("the log is away, trying again", metadata: ["error": "\(error)"])
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
private final class WaitingFor: Sendable {
    private let state: Mutex<String?>

    init(_ reason: String) { state = Mutex(reason) }

    var reason: String? { state.withLock { $0 } }
    func isFor(_ reason: String) { state.withLock { $0 = reason } }
    func isOver() { state.withLock { $0 = nil } }
}
