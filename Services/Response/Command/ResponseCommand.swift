import ArgumentParser
import Foundation
import Hosting
import Response

@main
struct ResponseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "response", abstract: "Carries each case from report to evaluation by the plan.",
        discussion: """
            Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA,
            FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
            """)

    @Option(help: "The plan's file; FENGHUO_PLAN otherwise.")
    var plan: String?

    func run() async throws {
        let overrides = plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: "response", overrides: overrides).run {
            try await ResponseService.services(in: $0)
        }
    }
}
