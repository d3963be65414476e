import Analysis
import ArgumentParser
import Foundation
import Hosting

@main
struct AnalysisCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analysis", abstract: "Joins mentions into incidents and grades them with evidence.",
        discussion: """
            Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA,
            FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
            """)

    @Option(help: "The plan's file; FENGHUO_PLAN otherwise.")
    var plan: String?

    func run() async throws {
        let overrides = plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: "analysis", overrides: overrides).run {
            try await AnalysisService.services(in: $0)
        }
    }
}
