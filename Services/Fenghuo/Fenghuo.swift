import Analysis
import ArgumentParser
import Hosting
import Leadership
import Logistics
import Monitoring
import Response

/// Everything at once, and looks into what goes on.
@main
struct Fenghuo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fenghuo",
        abstract: "Carries out a financial institution's public-opinion response plan.",
        discussion: """
            Start here: `fenghuo up --demo` runs all five groups of the plan on this machine and plays a story of 72 \
            hours. The console's address is printed.

            Settings come from the environment and from a JSON file named by FENGHUO_CONFIG_FILE; what all commands \
            share is FENGHUO_DATA (folder of the embedded log, by default `data`) and FENGHUO_PLAN (the plan's file).
            """,
        version: BuildFacts.line,
        subcommands: [
            Up.self, Topics.self, Tail.self, Mentions.self, Sources.self, PlanCommands.self, Backtest.self,
            SandboxCommands.self, DiffCommand.self, Token.self, ChannelCommands.self,
            JournalCommands.self, Groups.self, Verify.self, SettingsCommand.self, AsyncAPI.self, OpenAPI.self,
            ModelCommands.self, Evaluate.self, DrillCommand.self, Outside.self, MetricsCommand.self, Doctor.self,
            DeadLetterCommands.self, TraceCommand.self, StateCommands.self,
            Replay.self, Migrate.self,
        ])

    @Option(
        help: ArgumentHelp(
            "Ask the `fenghuo up` that runs on this machine (alive or ready): exits with 0 when it is.",
            valueName: "question"))
    var health: HealthQuestion?

    static func main() async {
        if let group = Self.group(calledAs: CommandLine.arguments.first ?? "") { return await group.main() }
        await CommandRun.main(Self.self)
    }

    /// The groups' own executables: this one is each of them when it is called by its name, so that the image holds one
    /// file and five links to it.
    static let groups: [any ServiceCommand.Type] = [
        MonitoringCommand.self, AnalysisCommand.self, ResponseCommand.self, LogisticsCommand.self,
        LeadershipCommand.self,
    ]

    /// - Parameter path: as the process was called.
    static func group(calledAs path: String) -> (any ServiceCommand.Type)? {
        let name = path.split(separator: "/").last ?? ""
        return groups.first { $0.service == name }
    }

    func run() async throws {
        guard let health else { throw CleanExit.helpRequest() }
        try await ServiceHost.tell(health, of: "fenghuo")
    }
}

/// Options every command that looks into the log has.
struct LogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the embedded log; FENGHUO_DATA otherwise.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("The plan's file; FENGHUO_PLAN otherwise.", valueName: "file"))
    var plan: String?

    /// Settings that a command chooses by itself.
    var extra: [String: String] = [:]

    var overrides: [String: String] {
        var overrides = extra
        if let data { overrides["fenghuo.data"] = data }
        if let plan { overrides["fenghuo.plan"] = plan }
        return overrides
    }
}
