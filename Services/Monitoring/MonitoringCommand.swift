public import ArgumentParser
public import Hosting
public import ServiceLifecycle

/// What the executable `monitoring` does; `fenghuo` does it too when it is called by that name.
public struct MonitoringCommand: ServiceCommand {
    public static let service = "monitoring"
    public static let configuration: CommandConfiguration = described(
        "Takes in mentions from feeds, files and posts, and publishes each once.")

    @OptionGroup public var options: ServiceOptions

    public init() {}

    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await MonitoringService.services(in: environment)
    }
}
