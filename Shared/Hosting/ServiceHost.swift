import CoreMetrics
import EmbeddedLog
public import EventLog
import Foundation
import KafkaLog
import Logging
import Metrics
import NIOCore
import Plan
public import Schemas
public import ServiceLifecycle
import Tracing
import UnixSignals

/// Runs one or more services as a process: configuration, logs, plan, log of events, health, graceful stop.
public struct ServiceHost: Sendable {
    public typealias Services = @Sendable (ServiceEnvironment) async throws -> [any Service]

    /// Exit code of a process that refuses its configuration (EX_CONFIG of sysexits.h).
    public static let exitConfiguration: Int32 = 78
    /// The plan's file where none is named, below the working folder.
    public static let defaultPlan = "Plans/commercial-bank.yaml"

    public var name: String
    public var overrides: [String: String]
    /// Milliseconds since 1970; the wall clock unless a demo runs faster.
    public var clock: @Sendable () -> Int64
    /// How many times faster than the wall's the clock runs.
    public var clockSpeed: Double

    public init(
        name: String, overrides: [String: String] = [:],
        clock: @escaping @Sendable () -> Int64 = ServiceHost.wallClock, clockSpeed: Double = 1
    ) {
        self.name = name
        self.overrides = overrides
        self.clock = clock
        self.clockSpeed = clockSpeed
    }

    public static let wallClock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

    /// Runs until SIGTERM or SIGINT, then drains within 10 s. Prints what is wrong and exits when it cannot start.
    public func run(_ services: @escaping Services) async throws {
        // Outboxes, keys and logs are this user's alone, whatever the process was started with.
        umask(0o077)
        OpenFiles.raise()
        let metrics = PrometheusMetrics()
        Self.bootstrap(metrics: metrics)
        let environment: ServiceEnvironment
        let settings: Settings
        do {
            settings = try await Settings.load(overrides: overrides)
            environment = try await Self.environment(
                settings: settings, name: name, clock: clock, clockSpeed: clockSpeed)
        } catch {
            Self.refuse(name, error)
        }
        let log = environment.log
        do {
            let exporter = try OTLPExporter.Target(settings: settings, name: name).map {
                OTLPExporter(target: $0, logger: environment.logger)
            }
            if let exporter { InstrumentationSystem.bootstrap(exporter.tracer) }
            let operations = OperationsServer(
                host: settings.string("operations.host", default: "127.0.0.1"),
                port: try settings.port("operations.port", default: Self.defaultPort(name)),
                health: environment.health, metrics: metrics, standing: Self.standing(of: environment),
                logger: environment.logger, limits: try .operations(settings))
            let parts = try await services(environment)
            let topics = TopicsFirst(environment: environment, parts: parts)
            var configuration = ServiceGroupConfiguration(
                services: ([operations, exporter, topics, StopInTime(logger: environment.logger)]
                    as [(any Service)?]).compactMap { $0 }.map {
                        .init(
                            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .gracefullyShutdownGroup)
                    },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: environment.logger)
            configuration.maximumGracefulShutdownDuration = .seconds(9)
            environment.logger.info(
                "started",
                metadata: [
                    "plan": "\(environment.plan.name) \(environment.plan.hash.prefix(12))",
                    "operations": "\(operations.host):\(operations.port)",
                ])
            try await ServiceGroup(configuration: configuration).run()
        } catch let contradiction as TopicsFirst.Refusal {
            Self.refuse(name, contradiction)
        } catch let mistake as SettingMistake {
            Self.refuse(name, mistake)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            await Self.close(log)
            Self.refuse(name, TakenPorts(settings: settings, name: name).mistake())
        } catch {
            environment.logger.critical("stopped by an error", metadata: ["error": "\(error)"])
            await Self.close(log)
            Foundation.exit(1)
        }
        environment.logger.info("stopped")
        await Self.close(log)
    }

    /// Reads configuration and plan and opens the log. The embedded log's topics are there afterwards; a cluster's are
    /// `TopicsFirst`'s to create, as it may be away.
    public static func environment(
        settings: Settings, name: String, clock: @escaping @Sendable () -> Int64 = wallClock, clockSpeed: Double = 1
    ) async throws -> ServiceEnvironment {
        let plan = try ResponsePlan.load(
            file: settings.string("fenghuo.plan", default: defaultPlan))
        try settings.refuseUnknown(plan: plan)
        let partitions = Int32(try settings.int("fenghuo.partitions", default: 6, in: 1...1024))
        let contentType = try contentType(settings)
        let log = try await openLog(settings: settings, service: name)
        if log.log is EmbeddedLog {
            try await log.createTopics(CatalogueTopics.specifications(partitions: partitions))
        }
        var logger = Logger(label: name)
        logger.logLevel = try logLevel(settings)
        return ServiceEnvironment(
            log: log, plan: plan, partitions: partitions, contentType: contentType, clock: clock,
            clockSpeed: clockSpeed, logger: logger, settings: settings, health: HealthRegistry(),
            namespace: log.namespace, hasEffects: try settings.hasEffects,
            answerTimeout: try KafkaSettings.answerTimeout(settings))
    }

    private static func logLevel(_ settings: Settings) throws -> Logger.Level {
        let level = settings.string("fenghuo.log.level", default: "info")
        guard let known = Logger.Level(rawValue: level) else {
            throw SettingMistake(
                key: "fenghuo.log.level", found: "\"\(level)\"",
                expected: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return known
    }

    /// What events are written as.
    public static func contentType(_ settings: Settings) throws -> ContentType {
        let content = settings.string("fenghuo.content.type", default: ContentType.protobuf.rawValue)
        guard let contentType = ContentType(header: content) else {
            throw SettingMistake(
                key: "fenghuo.content.type", found: "\"\(content)\"",
                expected: ContentType.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return contentType
    }

    /// The log of this configuration: Kafka where `kafka.bootstrap.servers` names a cluster, else the embedded one
    /// below `fenghuo.data`; seen through the namespace of `fenghuo.topics.prefix`. A cluster that is away is no error
    /// here.
    /// - Parameters:
    ///   - service: whose clients they are; `fenghuo` for all in one, `nil` for a command.
    ///   - creating: makes the embedded log where there is none; who only looks makes nothing.
    ///   - hearing: is told what a client of the cluster warns of, beside the process's log.
    /// - Throws: `SettingMistake`, or `LogSettingsRefused` that names the property.
    public static func openLog(
        settings: Settings, service: String? = nil, creating: Bool = true,
        hearing: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> NamespacedLog {
        let namespace = try settings.namespace
        let service = service == "fenghuo" ? nil : service
        var logger = Logger(label: "kafka")
        logger.logLevel = try logLevel(settings)
        let kafka = try KafkaSettings.options(settings, service: service, logger: logger, hearing: hearing)
        return NamespacedLog(
            try await openWholeLog(settings, kafka, creating: creating), namespace: namespace,
            clientID: try KafkaSettings.clientID(settings))
    }

    private static func openWholeLog(
        _ settings: Settings, _ kafka: KafkaOptions?, creating: Bool
    ) async throws -> any EventLog {
        if let options = kafka {
            do {
                return try KafkaLog(options: options)
            } catch let error as EventLogError {
                throw LogSettingsRefused(cause: error)
            }
        }
        let place = LogPlace(folder: settings.dataFolder)
        try place.check(creating: creating)
        for path in try DataFolder.prepare(place.folder) {
            Logger(label: "data").notice("closed to others what was open to them", metadata: ["path": "\(path)"])
        }
        return try await EmbeddedLog(path: place.file.path)
    }

    private static func standing(of environment: ServiceEnvironment) -> StandingFigures {
        StandingFigures(
            health: environment.health, plan: environment.plan,
            dataFolder: environment.settings.string(KafkaSettings.servers) == nil
                ? environment.settings.dataFolder : nil)
    }

    public static func close(_ log: any EventLog) async {
        switch log {
        case let namespaced as NamespacedLog: await close(namespaced.log)
        case let embedded as EmbeddedLog: embedded.close()
        case let kafka as KafkaLog: await kafka.close()
        default: break
        }
    }

    private static func bootstrap(metrics: PrometheusMetrics) {
        let environment = ProcessInfo.processInfo.environment
        let format = LogOutput.format(environment: environment, isTerminal: isatty(STDERR_FILENO) == 1)
        LoggingSystem.bootstrap { label in
            var output = LogOutput(label: label, format: format, clock: wallClock)
            output.metadataProvider = LogOutput.traceOfTask
            return output
        }
        MetricsSystem.bootstrap(metrics)
        LogOutput.lost.increment(by: 0)
    }

    /// Each service has its own port by default, so that all five can run on one machine.
    public static func defaultPort(_ name: String) -> Int {
        let names = ["fenghuo", "monitoring", "analysis", "response", "logistics", "leadership"]
        return 9080 + (names.firstIndex(of: name) ?? 0)
    }

    static func refuse(_ name: String, _ error: any Error) -> Never {
        try? StandardStream.error.write("\(name) cannot start.\n\(error)\n")
        Foundation.exit(exitConfiguration)
    }
}
