import Analysis
import ArgumentParser
import Hosting
import ServiceLifecycle

@main
struct AnalysisCommand: ServiceCommand {
    static let service = "analysis"
    static let configuration: CommandConfiguration = described(
        "Joins mentions into incidents and grades them with evidence.")

    @OptionGroup var options: ServiceOptions

    static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await AnalysisService.services(in: environment)
    }
}
