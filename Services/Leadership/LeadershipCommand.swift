public import ArgumentParser
public import Hosting
public import ServiceLifecycle

/// What the executable `leadership` does; `fenghuo` does it too when it is called by that name.
public struct LeadershipCommand: ServiceCommand {
    public static let service = "leadership"
    public static let configuration: CommandConfiguration = described(
        "The console and API in which the leadership group decides.")

    @OptionGroup public var options: ServiceOptions

    public init() {}

    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await LeadershipService.services(in: environment)
    }
}
