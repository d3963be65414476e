import EventLog
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
    /// Why it is not ready, in a word for alerts; one of `causes`.
    public var cause: String?
    /// One line for a person.
    public var detail: String
    public var lags: [Lag]

    /// What `cause` may be: `starting`, `joining` and `restoring` pass by themselves, `log-away` when the log comes back,
    /// `forbidden` needs a person, `failing` needs a look.
    public static let causes = ["starting", "joining", "restoring", "log-away", "forbidden", "failing"]

    /// The word for what an error says of the log.
    public static func cause(of error: any Error) -> String {
        switch error as? EventLogError {
        case .forbidden?: "forbidden"
        case .retriable?: "log-away"
        default: "failing"
        }
    }

    /// - Parameter cause: `failing` where none is given for what is not ready.
    public init(isAlive: Bool, isReady: Bool, cause: String? = nil, detail: String, lags: [Lag] = []) {
        self.isAlive = isAlive
        self.isReady = isReady
        self.cause = isReady ? nil : cause ?? "failing"
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
        let cause = status.cause
        self.init(
            isAlive: status.isAlive, isReady: cause == nil, cause: cause, detail: detail ?? status.detail,
            lags: status.lags.map {
                .init(
                    group: status.group, topic: $0.topic, partition: $0.partition, lag: $0.lag, offset: $0.offset)
            })
    }
}

extension HealthReport {
    /// Of the log itself: its topics are there, and it was heard from lately.
    init(of log: any EventLog, waitingFor: WaitingFor.State?, at now: ContinuousClock.Instant = .now) {
        let contact = log.contact
        if let waitingFor {
            self.init(
                isAlive: true, isReady: false, cause: waitingFor.isForbidden ? "forbidden" : "starting",
                detail: "waiting for \(waitingFor.reason)")
        } else if !contact.isGood(within: LogContact.patience, now: now) {
            let silence = contact.heard.map { "last heard from \((now - $0).components.seconds) s ago" }
            self.init(
                isAlive: true, isReady: false, cause: "log-away",
                detail: [silence ?? "nothing heard from it yet", contact.complaint].compactMap(\.self)
                    .joined(separator: "; "))
        } else {
            self.init(isAlive: true, isReady: true, detail: "topics are there")
        }
    }
}

extension HealthRegistry {
    /// Registers a stream application by its status.
    public func register(_ status: ApplicationStatus) { register(status.name) { HealthReport(status) } }
}
