import ArgumentParser
import Hosting
import Logging
import ServiceLifecycle
import UnixSignals

/// Stands in for the outside that the example plan names, where nobody else does: in compose, or beside `fenghuo up`.
struct Outside: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stands in for the outside that the example plan names.",
        discussion: """
            A news feed without news on 127.0.0.1:8099, and on 127.0.0.1:8090 a receiver that takes every message and \
            shows it in its log, so that the example plan can be tried without complaints of what is not there. Runs \
            until interrupted. The ports are those of DEMO_FEED_PORT and DEMO_RECEIVER_PORT.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case feed, receiver
    }
    @Argument(help: "feed or receiver; both where neither is named.") var part: Part?

    func run() async throws {
        let settings = try await Settings.load()
        let parts: [DemoWorld.Part] =
            switch part {
            case .feed: [.feed]
            case .receiver: [.receiver]
            case nil: [.feed, .receiver]
            }
        let logger = Logger(label: "outside")
        let world = DemoWorld(
            parts: parts, feedPort: try settings.port("demo.feed.port", default: 8099),
            receiverPort: try settings.port("demo.receiver.port", default: 8090), tellsMessages: true, logger: logger)
        try await ServiceGroup(
            services: [world], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}
