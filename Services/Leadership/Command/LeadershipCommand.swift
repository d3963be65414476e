import ArgumentParser
import Foundation
import Hosting
import Leadership

@main
struct LeadershipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leadership", abstract: "The console and API in which the leadership group decides.",
        discussion: """
            Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA,
            FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
            """)

    @Option(help: "The plan's file; FENGHUO_PLAN otherwise.")
    var plan: String?

    func run() async throws {
        let overrides = plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: "leadership", overrides: overrides).run {
            try await LeadershipService.services(in: $0)
        }
    }
}
