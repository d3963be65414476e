public import ArgumentParser
public import Hosting
public import ServiceLifecycle

/// What the executable `response` does; `fenghuo` does it too when it is called by that name.
public struct ResponseCommand: ServiceCommand {
    public static let service = "response"
    public static let configuration: CommandConfiguration = described(
        "Carries each case from report to evaluation by the plan.")

    @OptionGroup public var options: ServiceOptions

    public init() {}

    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await ResponseService.services(in: environment)
    }
}
