import EventLog
import Foundation
public import Hosting
import Hummingbird
import Logging
import NIOCore
import Plan
package import Processing
import Schemas
public import ServiceLifecycle

/// The monitoring group: takes in mentions from feeds, files and posts, and publishes each once.
public enum MonitoringService {
    /// What its account must be allowed.
    package static let rights = LogRights(
        service: "monitoring", topologies: [MonitoringProcessor.topology, CoverageProcessor.topology],
        reads: [.sourceObserved], writes: [.mentionTakenIn, .sourceObserved], groups: [SourceWatches.group],
        transactionalIDs: ["monitoring-source-"])

    /// In the order they are started; stopped in the other, so that intake ends first.
    ///
    /// Settings: `monitoring.host` (127.0.0.1), `monitoring.port` (8081; 0: any), `monitoring.requests` under way at
    /// most (64), `monitoring.host.gap` in milliseconds between two requests to a feed's host (1000),
    /// `monitoring.host.requests` at a time to one host (4).
    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        let settings = environment.settings
        return try await services(
            in: environment, host: settings.string("monitoring.host", default: "127.0.0.1"),
            port: try settings.port("monitoring.port", default: 8081),
            places: try settings.int("monitoring.requests", default: 64, in: 1...10_000),
            turns: try turns(settings, Pace(now: environment.clock, sleep: environment.sleep)))
    }

    /// How feeds' hosts are asked, as the settings say.
    static func turns(_ settings: Settings, _ pace: Pace) throws -> HostTurns {
        HostTurns(
            gap: Int64(try settings.int("monitoring.host.gap", default: 1_000, in: 0...60_000)),
            places: try settings.int("monitoring.host.requests", default: 4, in: 1...64), pace: pace)
    }

    private static func services(
        in environment: ServiceEnvironment, host: String, port: Int, places: Int, turns: HostTurns
    ) async throws -> [any Service] {
        let (log, plan, logger) = (environment.log, environment.plan, environment.logger)
        IntakeMetrics.prepare(plan)
        let settings = environment.settings
        let pace = Pace(now: environment.clock, sleep: environment.sleep)
        let records = IntakeRecords(partitions: environment.partitions, contentType: environment.contentType)
        let ledger = SourceLedger(log: log, partitions: environment.partitions)

        let application = StreamApplication(
            log: log,
            options: environment.streamOptions,
            clock: environment.clock, logger: logger
        ) { _ in
            MonitoringProcessor { IntakeMetrics.duplicate(source: $0.source) }
        }
        let status = application.status
        environment.health.register("monitoring") {
            HealthReport(status, detail: status.isReady && !status.isSpare ? "publishing mentions" : nil)
        }

        let coverageWatch = StreamApplication(
            log: log,
            options: environment.streamOptions,
            clock: environment.clock, logger: logger
        ) { _ in CoverageProcessor(plan: plan) }
        environment.health.register(coverageWatch.status)

        let fetch = FeedFetch(
            egress: try environment.egress(), turns: turns, now: environment.clock)
        let watching = ApplicationStatus(
            name: SourceWatches.group, topics: [EventKind.sourceObserved.topic], namespace: environment.namespace)
        let pulses = WatchPulses()
        let coverageMetrics = CoverageMetrics(plan: plan, ledger: ledger, pace: pace)
        let watches = SourceWatches(
            log: log, ledger: ledger, records: records, plan: plan,
            collector: {
                collector(
                    of: $0, fetch: fetch, folder: settings.dataFolder, zone: plan.institution.timeZone, pace: pace,
                    hasEffects: environment.hasEffects, variable: { settings.environmentVariable($0) })
            }, pace: pace, logger: logger,
            status: watching, pulses: pulses)
        environment.health.register("monitoring-sources") {
            let silent = pulses.silent
            let detail =
                silent.isEmpty
                ? "watching sources" : "not heard of in time: the watch of \(silent.joined(separator: ", "))"
            var report = HealthReport(watching)
            report.isAlive = silent.isEmpty
            if report.isReady, !watching.isSpare { report.detail = detail }
            return report
        }

        let keys = APIKeys(plan: plan) { environment.settings.environmentVariable($0) }
        if !keys.keyless.isEmpty {
            logger.notice(
                "nobody can push to these sources, they have no API key: \(keys.keyless.joined(separator: ", "))")
        }
        let coverage = PushCoverage(plan: plan, log: log, ledger: ledger, records: records, pace: pace, logger: logger)
        let endpoint = PushEndpoint(
            keys: keys,
            writer: IntakeWriter(
                plan: plan,
                producer: PromptProducer(try await log.makeProducer(), within: environment.answerTimeout),
                partitions: environment.partitions,
                contentType: environment.contentType, clock: environment.clock),
            coverage: coverage, room: IntakeRoom(limits: .init(requests: places)),
            refusals: KeyRefusals(logger: logger), clock: environment.clock, logger: logger)
        let server = BoundedServer.application(
            "intake", router: endpoint.router(), host: host, port: port, limits: try .intake(settings), logger: logger
        ) { channel in
            let port = channel.localAddress?.port ?? port
            logger.info("taking in mentions", metadata: ["address": "http://\(host):\(port)/v1/mentions"])
        }
        return [application, coverageWatch, watches, coverage, coverageMetrics, server]
    }

    /// - Parameters:
    ///   - folder: what a file's address is relative to.
    ///   - zone: where times are told that name none, and the source says nothing of it.
    ///   - hasEffects: whether anybody outside may be asked.
    ///   - variable: what an environment variable holds.
    static func collector(
        of source: ResponsePlan.Source, fetch: FeedFetch, folder: URL, zone: TimeZone, pace: Pace,
        hasEffects: Bool = true, variable: (String) -> String? = { _ in nil }
    ) -> (any SourceCollector)? {
        guard let address = source.address else { return nil }
        switch source.kind {
        case .push: return nil
        case .rss where !hasEffects, .json where !hasEffects: return WithheldCollector(address: address)
        case .rss:
            return FeedCollector(
                address: address, fetch: fetch.saying(source.headers, variable), zone: source.timeZone ?? zone)
        case .json:
            return ListCollector(
                address: address, fetch: fetch.saying(source.headers, variable), list: source.list,
                zone: source.timeZone ?? zone)
        case .file:
            return FileCollector(
                path: source.file(in: folder)?.path ?? address, format: source.format, follows: source.follow,
                zone: source.timeZone ?? zone, now: pace.now)
        }
    }
}
