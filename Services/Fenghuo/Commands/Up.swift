import Analysis
import ArgumentParser
import Foundation
import Hosting
import Leadership
import Logging
import Logistics
import Monitoring
import Plan
import Response
import Schemas
import ServiceLifecycle

struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs all five groups of the plan in this process, on the embedded log.",
        discussion: """
            Prints the console's address with a link to sign in with, then runs until interrupted.

            With --demo it plays a story of 72 hours at --speed times the pace of real time, on a clock that all five \
            groups share; the story's data is in a folder of its own, made anew each time. With --autopilot it also \
            plays the leadership group, until every case is closed and its evaluation printed.
            """)
    @OptionGroup var options: LogOptions
    @Flag(help: "Announce the console as one JSON object.") var json = false
    @Flag(help: "Play the story.") var demo = false
    @Option(help: "How many times faster than real time the demo runs, 1 to 3600.") var speed = 600.0
    @Flag(help: "Play the leadership group too, and stop when all is closed.") var autopilot = false
    @Option(help: ArgumentHelp("Sign in as this person of the plan.", valueName: "person id")) var person: String?
    @Option(help: "The console's port; LEADERSHIP_PORT otherwise, else 8080.") var port: Int?

    /// As `--json` prints it.
    struct Announcement: Encodable {
        var console: String
        var person: String
        var token: String
        var data: String
    }

    func validate() throws {
        guard (1...3600).contains(speed) else { throw ValidationError("--speed \(speed): expected 1 to 3600") }
        if autopilot, !demo { throw ValidationError("--autopilot goes with --demo") }
    }

    func run() async throws {
        var overrides = options.overrides
        if let port { overrides["leadership.port"] = String(port) }
        guard demo else {
            try await ServiceHost(name: "fenghuo", overrides: overrides).run { environment in
                try await announce(environment, note: nil)
                return try await Self.groups(environment)
            }
            return
        }
        let run = try DemoRun(options: options, speed: speed)
        let environment = ProcessInfo.processInfo.environment
        try run.prepare(planFile: options.plan ?? environment["FENGHUO_PLAN"] ?? ServiceHost.defaultPlan)
        overrides.merge(run.overrides) { own, _ in own }
        let clock = run.clock
        let host = ServiceHost(
            name: "fenghuo", overrides: overrides, clock: { clock.now }, clockSpeed: clock.speed)
        try await host.run { environment in
            let pace = "the demo plays 72 hours in \(Int(72 * 60 / speed)) minutes"
            try await announce(environment, note: pace)
            var parts = try await Self.groups(environment)
            parts += try run.services(environment, autopilot: autopilot)
            return parts
        }
    }

    static func groups(_ environment: ServiceEnvironment) async throws -> [any Service] {
        func named(_ name: String) -> ServiceEnvironment {
            var environment = environment
            environment.logger = .init(label: name)
            environment.logger.logLevel =
                environment.settings.string("fenghuo.log.level")
                .flatMap { .init(rawValue: $0) } ?? .info
            return environment
        }
        return try await MonitoringService.services(in: named("monitoring"))
            + AnalysisService.services(in: named("analysis"))
            + ResponseService.services(in: named("response"))
            + LogisticsService.services(in: named("logistics"))
            + LeadershipService.services(in: named("leadership"))
    }

    private func announce(_ environment: ServiceEnvironment, note: String?) async throws {
        let plan = environment.plan
        let first = plan.groups.first { $0.id == "leadership" }?.members.first ?? plan.people.first?.id
        guard let id = person ?? first, let signer = plan.people.first(where: { $0.id == id }) else {
            throw ValidationError("--person \(person ?? ""): the plan has no such person")
        }
        let token = try Token.link(person: signer.id, settings: environment.settings, plan: plan, minutes: 60)
        let port = try environment.settings.port("leadership.port", default: 8080)
        guard !json else {
            return Terminal.announce([
                try OutputOptions.json(
                    Announcement(
                        console: "http://127.0.0.1:\(port)", person: signer.id, token: token,
                        data: environment.settings.dataFolder.path))
            ])
        }
        let demo = note.map { ["  Demo      \($0); Ctrl-C ends it"] } ?? []
        Terminal.announce(
            [
                "", "  Fenghuo 烽火 — \(plan.institution.name)",
                "  Console   http://127.0.0.1:\(port)/sign-in#\(token)",
                "            signs you in as \(signer.name) (\(signer.roles.joined(separator: ", "))), once, within an hour",
                "  Others    fenghuo token link --data \(environment.settings.dataFolder.path) PERSON",
            ] + demo + [""])
    }
}
