import Archive
import Casework
import EventLog
import Foundation
public import Hosting
import Hummingbird
import Logging
import Plan
package import Processing
import Schemas
public import ServiceLifecycle

/// The leadership group's console and API.
public enum LeadershipService {
    /// What its account must be allowed.
    package static let rights = LogRights(
        service: "leadership",
        reads: LeadershipView.kinds
            + ArchiveIntake.kinds.filter { kind in
                !LeadershipView.kinds.contains { $0.topic == kind.topic }
            }, writes: [.decisionTaken, .accessRecorded])

    /// The HTTP server on `leadership.host` (127.0.0.1) and `leadership.port` (8080), and what feeds its view.
    ///
    /// `leadership.https` (false) says that browsers reach it by HTTPS, through a proxy: cookies are then `Secure`.
    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        let settings = environment.settings
        ConsoleMetrics.prepare()
        let key = try TokenKey.load(settings: settings)
        let limits = try ServerLimits.console(settings)
        // Open pages are connections that are never idle: some have to be left for asking.
        let view = LeadershipView(maximumWatchers: min(limits.connections, limits.perAddress) * 3 / 4)
        var console = try await console(
            environment, view: view, key: key, isSecure: settings.bool("leadership.https", default: false))
        // Without a key and a folder to keep one in nobody was sent a link.
        let isSet = try settings.secret("console.link.key") != nil
        let linkKey: String? = if isSet { try settings.linkKey() } else { try? settings.linkKey() }
        console.acknowledgements = linkKey.map { AcknowledgementLinks(secret: $0) }
        console.sandboxes = SandboxShelf(environment.log)
        let follower = ViewFollower(
            log: environment.log, view: view, partitions: environment.partitions,
            namespace: environment.namespace, logger: environment.logger)
        environment.health.register("leadership view") { follower.progress.report }
        let server = BoundedServer.application(
            "console", router: console.router(), host: settings.string("leadership.host", default: "127.0.0.1"),
            port: try settings.port("leadership.port", default: 8080), limits: limits, logger: environment.logger)
        let archive = try archive(environment, reader: console.archive)
        return [follower, console.ledger] + archive + [server]
    }

    /// Who fills the archive; nobody where `leadership.archive` is `off`. Whatever befalls it, the console serves.
    private static func archive(_ environment: ServiceEnvironment, reader: ArchiveReader) throws -> [any Service] {
        let settings = environment.settings
        environment.health.register("archive") {
            HealthReport(isAlive: true, isReady: true, detail: reader.status.detail)
        }
        let place = settings.string("leadership.archive", default: "")
        guard place != "off" else {
            reader.note { $0.phase = .off("leadership.archive is off") }
            return []
        }
        let data = place.isEmpty ? settings.dataFolder.appending(path: "archive") : URL(filePath: place)
        let namespace = environment.namespace
        let options = ArchiveFiller.Options(
            partitions: environment.partitions,
            // Another namespace's is beside production's.
            folder: namespace.isStandard ? data : data.appending(path: String(namespace.prefix.dropLast())),
            retention: Int64(environment.plan.retention.mentions.seconds) * 1_000,
            largest: Int64(
                try settings.int("leadership.archive.megabytes", default: 32_768, in: 64...1_048_576)) << 20,
            clock: environment.clock)
        return [ArchiveFiller(log: environment.log, reader: reader, options: options, logger: environment.logger)]
    }

    static func console(
        _ environment: ServiceEnvironment, view: LeadershipView, key: TokenKey, isSecure: Bool
    ) async throws -> Console {
        let resources = Bundle.module.bundleURL.appending(path: "Resources")
        let settings = environment.settings
        let desk = DecisionDesk(
            plan: environment.plan, view: view,
            producer: PromptProducer(try await environment.log.makeProducer(), within: environment.answerTimeout),
            partitions: environment.partitions, contentType: environment.contentType, clock: environment.clock)
        return Console(
            plan: environment.plan, view: view, desk: desk,
            catalogue: try Catalogue(folder: resources.appending(path: "strings")),
            renderer: try Renderer(folder: resources.appending(path: "templates")),
            assets: try Assets(folder: resources.appending(path: "assets")), issuer: TokenIssuer(key: key),
            sessions: Sessions(key: key, limits: try Self.sessionLimits(settings)), forgery: Forgery(key: key),
            ledger: AccessLedger(
                producer: PromptProducer(
                    try await environment.log.makeProducer(), within: environment.answerTimeout),
                partitions: environment.partitions,
                contentType: environment.contentType, clock: environment.clock, logger: environment.logger),
            provider: try OIDCSettings(settings).map {
                OIDCProvider(settings: $0, fetch: .live(try environment.egress(), issuer: $0.issuer), key: key)
            },
            clock: environment.clock,
            logger: environment.logger, isSecure: isSecure)
    }

    private static func sessionLimits(_ settings: Settings) throws -> Sessions.Limits {
        let minute: Int64 = 60_000
        return Sessions.Limits(
            longest: Int64(try settings.int("leadership.session.longest.minutes", default: 720, in: 5...1440)) * minute,
            idle: Int64(try settings.int("leadership.session.idle.minutes", default: 30, in: 1...1440)) * minute)
    }
}
