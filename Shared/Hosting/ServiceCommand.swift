public import ArgumentParser
import Foundation
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

    @Option(
        help: ArgumentHelp(
            "Do not run, but ask the one that runs on this machine (alive or ready): exits with 0 when it is.",
            valueName: "question"))
    public var health: HealthQuestion?

    public init() {}
}

extension ServiceCommand {
    /// - Parameter abstract: one line of what the group does.
    public static func described(_ abstract: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: service, abstract: abstract,
            discussion: """
                Configured by the environment (and a JSON file named by FENGHUO_CONFIG_FILE): FENGHUO_PLAN, FENGHUO_DATA, \
                FENGHUO_PARTITIONS, OPERATIONS_PORT. Documentation/operations.md lists them all.
                """,
            version: BuildFacts.line)
    }

    public static func main() async { await CommandRun.main(Self.self) }

    public func run() async throws {
        if let question = options.health { return try await ServiceHost.tell(question, of: Self.service) }
        let overrides = options.plan.map { ["fenghuo.plan": $0] } ?? [:]
        try await ServiceHost(name: Self.service, overrides: overrides).run { try await Self.services(in: $0) }
    }
}

extension ServiceHost {
    /// Prints what the running service answers; the same configuration says where it listens.
    /// - Throws: `ExitCode(1)` when it is not as asked.
    public static func tell(_ question: HealthQuestion, of name: String) async throws {
        let settings = try await Settings.load()
        let answer = await question.ask(
            host: settings.string("operations.host", default: "127.0.0.1"),
            port: try settings.port("operations.port", default: defaultPort(name)))
        CommandRun.print(answer.detail)
        guard answer.isGood else { throw ExitCode(1) }
    }
}
