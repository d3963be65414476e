import ArgumentParser
import Hosting
import Logistics
import ServiceLifecycle

@main
struct LogisticsCommand: ServiceCommand {
    static let service = "logistics"
    static let configuration: CommandConfiguration = described(
        "Delivers directives, notices and statements until they are acknowledged.")

    @OptionGroup var options: ServiceOptions

    static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await LogisticsService.services(in: environment)
    }
}
