public import ArgumentParser
public import Hosting
public import ServiceLifecycle

/// What the executable `analysis` does; `fenghuo` does it too when it is called by that name.
public struct AnalysisCommand: ServiceCommand {
    public static let service = "analysis"
    public static let configuration: CommandConfiguration = described(
        "Joins mentions into incidents and grades them with evidence.")

    @OptionGroup public var options: ServiceOptions

    public init() {}

    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        try await AnalysisService.services(in: environment)
    }
}
