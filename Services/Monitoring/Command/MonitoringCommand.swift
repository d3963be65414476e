import ArgumentParser
import Hosting
import Monitoring
import ServiceLifecycle

@main
struct MonitoringCommand: ServiceCommand {
    static let service = "monitoring"
    static let configuration: CommandConfiguration = described(
        "Takes in mentions from feeds, files and posts, and publishes each once.")

    @OptionGroup var options: ServiceOptions

    static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await MonitoringService.services(in: environment)
    }
}
