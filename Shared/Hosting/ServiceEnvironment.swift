public import EventLog
public import Logging
public import Plan
public import Processing
public import Schemas

/// What a service is given to work with.
public struct ServiceEnvironment: Sendable {
    public var log: any EventLog
    public var plan: ResponsePlan
    /// Of every topic that is partitioned by subject, and of the sources'.
    public var partitions: Int32
    /// What events are written as; both are read.
    public var contentType: ContentType
    /// Milliseconds since 1970.
    public var clock: @Sendable () -> Int64
    /// How many times faster than the wall's the clock runs: 1 in operation, more in a demo.
    public var clockSpeed: Double
    public var logger: Logger
    public var settings: Settings
    public var health: HealthRegistry
    /// Whose topics, groups and ids these are; the log translates, so a service need not.
    public var namespace: Namespace
    /// Whether anything may be done to the outside: deliveries sent, feeds polled.
    public var hasEffects: Bool
    /// How long somebody who waits for an answer is kept waiting for the log.
    public var answerTimeout: Duration

    public init(
        log: any EventLog, plan: ResponsePlan, partitions: Int32, contentType: ContentType,
        clock: @escaping @Sendable () -> Int64, clockSpeed: Double = 1, logger: Logger, settings: Settings,
        health: HealthRegistry, namespace: Namespace = .standard, hasEffects: Bool = true,
        answerTimeout: Duration = .seconds(10)
    ) {
        self.log = log
        self.plan = plan
        self.partitions = partitions
        self.contentType = contentType
        self.clock = clock
        self.clockSpeed = clockSpeed
        self.logger = logger
        self.settings = settings
        self.health = health
        self.namespace = namespace
        self.hasEffects = hasEffects
        self.answerTimeout = answerTimeout
    }

    /// How a service's streams work here. A stream without records looks at its clock four times a second, more often where
    /// the clock runs faster; a record wakes it at once.
    public var streamOptions: StreamOptions {
        StreamOptions(
            partitions: partitions, contentType: contentType, namespace: namespace,
            wait: .milliseconds(max(50, Int64(250 / max(1, clockSpeed)))))
    }

    /// Sleeps for a span of `clock`'s time, in milliseconds: what is due in an hour comes in a demo's hour. A faster
    /// clock never makes it shorter than 20 ms of real time, so that a poller does not spin.
    public var sleep: @Sendable (Int64) async throws -> Void {
        let speed = clockSpeed
        return { milliseconds in
            let shortest = speed > 1 ? min(milliseconds, 20) * 1000 : 0
            try await Task.sleep(for: .microseconds(max(shortest, Int64(Double(milliseconds) * 1000 / speed))))
        }
    }
}
