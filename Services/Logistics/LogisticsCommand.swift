public import ArgumentParser
public import Hosting
public import ServiceLifecycle

/// What the executable `logistics` does; `fenghuo` does it too when it is called by that name.
public struct LogisticsCommand: ServiceCommand {
    public static let service = "logistics"
    public static let configuration: CommandConfiguration = described(
        "Delivers directives, notices and statements until they are acknowledged.")

    @OptionGroup public var options: ServiceOptions

    public init() {}

    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await LogisticsService.services(in: environment)
    }
}
