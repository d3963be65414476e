import ArgumentParser
import Hosting
import Leadership
import ServiceLifecycle

@main
struct LeadershipCommand: ServiceCommand {
    static let service = "leadership"
    static let configuration: CommandConfiguration = described(
        "The console and API in which the leadership group decides.")

    @OptionGroup var options: ServiceOptions

    static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await LeadershipService.services(in: environment)
    }
}
