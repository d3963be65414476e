public import EventLog
public import Logging
public import Plan
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
    public var logger: Logger
    public var settings: Settings
    public var health: HealthRegistry

    public init(
        log: any EventLog, plan: ResponsePlan, partitions: Int32, contentType: ContentType,
        clock: @escaping @Sendable () -> Int64, logger: Logger, settings: Settings, health: HealthRegistry
    ) {
        self.log = log
        self.plan = plan
        self.partitions = partitions
        self.contentType = contentType
        self.clock = clock
        self.logger = logger
        self.settings = settings
        self.health = health
    }
}
