public import ArgumentParser
public import ServiceLifecycle

/// The executable of one group of the plan: the same options, help and start for all five.
public protocol ServiceCommand: AsyncParsableCommand {
    /// The service's name: its consumer group, its logs, its executable.
    static var service: String { get }
    var options: ServiceOptions { get }
    static func services(in environment: ServiceEnvironment) async throws -> [any Service]
}

/// What a service's executable may be told on the command line; all else is the environment's.
public struct ServiceOptions: ParsableArguments {
    @Option(help: "The plan's file; FENGHUO_PLAN otherwise.")
    public var plan: String?

    public init() {}
}

extension ServiceCommand {
    /// - Parameter abstract: one line of what the group does.
    public static func configuration(_ abstract: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: service, abstract: abstract,
            discussion: """
                Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA,
                FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
                """)
    }

    public func run() async throws {
        let overrides = options.plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: Self.service, overrides: overrides).run { try await Self.services(in: $0) }
    }
}
