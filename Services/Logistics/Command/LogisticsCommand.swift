import ArgumentParser
import Foundation
import Hosting
import Logistics

@main
struct LogisticsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logistics", abstract: "Delivers directives, notices and statements until they are acknowledged.",
        discussion: """
            Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA,
            FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
            """)

    @Option(help: "The plan's file; FENGHUO_PLAN otherwise.")
    var plan: String?

    func run() async throws {
        let overrides = plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: "logistics", overrides: overrides).run {
            try await LogisticsService.services(in: $0)
        }
    }
}
