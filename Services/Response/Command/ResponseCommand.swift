import ArgumentParser
import Hosting
import Response
import ServiceLifecycle

@main
struct ResponseCommand: ServiceCommand {
    static let service = "response"
    static let configuration: CommandConfiguration = described(
        "Carries each case from report to evaluation by the plan.")

    @OptionGroup var options: ServiceOptions

    static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await ResponseService.services(in: environment)
    }
}
