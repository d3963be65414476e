import NIOConcurrencyHelpers
public import Processing

/// How a part of a process is doing.
public struct HealthReport: Hashable, Sendable {
    /// What a consumer has still to read, for `kafka_consumergroup_lag`.
    public struct Lag: Hashable, Sendable {
        public var group: String
        public var topic: String
        public var partition: Int32
        public var lag: Int64
        /// The offset of the next record to read, for `kafka_consumergroup_current_offset`; `nil` when not known yet.
        public var offset: Int64?

        public init(group: String, topic: String, partition: Int32, lag: Int64, offset: Int64? = nil) {
            self.group = group
            self.topic = topic
            self.partition = partition
            self.lag = lag
            self.offset = offset
        }
    }

    /// Its loops turn: otherwise the process should be started anew.
    public var isAlive: Bool
    /// Assigned, restored and able to reach what it needs.
    public var isReady: Bool
    /// One line for a person.
    public var detail: String
    public var lags: [Lag]

    public init(isAlive: Bool, isReady: Bool, detail: String, lags: [Lag] = []) {
        self.isAlive = isAlive
        self.isReady = isReady
        self.detail = detail
        self.lags = lags
    }
}

/// Where the parts of a process say how they are.
public final class HealthRegistry: Sendable {
    private let checks = NIOLockedValueBox<[(name: String, report: @Sendable () -> HealthReport)]>([])

    public init() {}

    public func register(_ name: String, _ report: @escaping @Sendable () -> HealthReport) {
        checks.withLockedValue { $0.append((name, report)) }
    }

    public func reports() -> [(name: String, report: HealthReport)] {
        checks.withLockedValue { $0 }.map { ($0.name, $0.report()) }
    }
}

extension HealthReport {
    /// Of a stream application.
    /// - Parameter detail: said instead of the status's own.
    public init(_ status: ApplicationStatus, detail: String? = nil) {
        self.init(
            isAlive: status.isAlive, isReady: status.isReady, detail: detail ?? status.detail,
            lags: status.lags.map {
                .init(
                    group: status.name, topic: $0.topic, partition: $0.partition, lag: $0.lag, offset: $0.offset)
            })
    }
}

extension HealthRegistry {
    /// Registers a stream application by its status.
    public func register(_ status: ApplicationStatus) { register(status.name) { HealthReport(status) } }
}
