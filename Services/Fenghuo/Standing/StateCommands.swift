import Analysis
import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

struct StateCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Makes the state of a service anew from its inputs.", subcommands: [Reset.self])

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Reads a service's inputs from their beginning with this build and plan, and writes what is otherwise.",
            discussion: """
                Everything the service has read is processed anew, in memory, at the times it was processed at: rows that come \
                out the same stay as they are, others are written, those that no longer come about are removed. Outputs carry \
                the ids they had, so none is published twice. All of a partition is one transaction: killed in between, it is \
                as before, and running it again goes on. Without --execute nothing is written: what would be is shown, and \
                whether the state is what its inputs say.

                Refused while the service runs, where inputs are past retention (what is missing is said; --accept-missing \
                makes the state of what is kept, except for logistics, which would send again), and where the journals, which \
                are a record, would say otherwise.

                  fenghuo state reset analysis
                  fenghuo state reset analysis --execute
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "monitoring, monitoring-coverage, analysis, response or logistics.") var service: String
        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("Begin at this time instead of the beginning.", valueName: "time"))
        var to: String?
        @Flag(help: "Do it.") var execute = false
        @Flag(help: "Do not ask on a terminal.") var yes = false
        @Flag(help: "Go on where inputs are past retention.") var acceptMissing = false
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard StatefulService(rawValue: service) != nil else {
                let known = StatefulService.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("no service \(Terminal.harmless(service)) has a state; there are: \(known)")
            }
        }

        func run() async throws {
            guard let service = StatefulService(rawValue: service) else { throw ValidationError("no such service") }
            try await withLog(options) { log, settings in
                let plan = try settings.plan()
                var from: Int64?
                if let to, to != "earliest" {
                    from = Moment.milliseconds(to, now: ServiceHost.wallClock(), zone: plan.institution.timeZone)
                    guard from != nil else {
                        throw ValidationError("--to \(Terminal.harmless(to)): expected earliest, or \(Moment.expected)")
                    }
                }
                var reset = StateReset(
                    service: service, log: log, namespace: try settings.namespace, plan: plan,
                    models: try AnalysisService.models(settings), contentType: try ServiceHost.contentType(settings),
                    from: from, now: ServiceHost.wallClock())
                reset.acceptsMissing = acceptMissing
                if execute, !yes, Terminal.isAsked {
                    guard Terminal.agrees("Make the state of \(service.rawValue) anew?") else { throw ExitCode(1) }
                }
                let report = try await reset.run(execute: execute) { partition, read in
                    if Terminal.isInteractive, read % 100_000 == 0 {
                        Terminal.say("partition \(partition): \(read) read")
                    }
                }
                try output.print(report, text: report.text)
                if !execute, !report.members.isEmpty || !report.missing.isEmpty { throw ExitCode(1) }
            }
        }
    }
}
