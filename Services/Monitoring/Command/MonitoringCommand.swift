import ArgumentParser
import Foundation
import Hosting
import Monitoring

@main
struct MonitoringCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitoring", abstract: "Takes in mentions from feeds, files and posts, and publishes each once.",
        discussion: """
            Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA,
            FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
            """)

    @Option(help: "The plan's file; FENGHUO_PLAN otherwise.")
    var plan: String?

    func run() async throws {
        let overrides = plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: "monitoring", overrides: overrides).run {
            try await MonitoringService.services(in: $0)
        }
    }
}
