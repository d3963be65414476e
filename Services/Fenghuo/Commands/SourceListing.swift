import ArgumentParser
import EventLog
import Foundation
import Hosting
import Monitoring
import Plan

extension Sources {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the plan's sources, and how each stands.",
            discussion:
                "What was taken in and what went wrong last is the log's; without a log the plan's sources are listed.")
        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withLog(options, orEmpty: true) { log, settings in
                let partitions = Int32(try settings.int("fenghuo.partitions", default: 6, in: 1...1024))
                let rows = try await ListedSource.read(try settings.plan(), from: log, partitions: partitions)
                let lines = rows.map {
                    [
                        $0.source, $0.kind, $0.address, $0.lastSuccess ?? "never", "\($0.received)", "\($0.matched)",
                        "\($0.refused)", $0.lastError,
                    ].map(Terminal.harmless)
                }
                let head = ["SOURCE", "KIND", "ADDRESS", "LAST ANSWER", "RECEIVED", "NAMED", "REFUSED", "LAST ERROR"]
                try output.print(rows, text: table([head] + lines))
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Looks at a source of the plan now, and shows what would be taken, and what not and why.",
            discussion: """
                A feed is fetched once, a file is read from its start, 500 items at most. Nothing is written, and the                 source's cursor stays where it is. Exits with 1 when it could not be read.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: ArgumentHelp("The plan's source.", valueName: "id")) var source: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let settings = try await Settings.load(overrides: options.overrides)
            let plan = try settings.plan()
            try settings.refuseUnknown(plan: plan)
            guard let found = plan.source(source) else {
                throw ValidationError("\(source): the plan has \(plan.sources.map(\.id).joined(separator: ", "))")
            }
            var trial: SourceTrial
            do {
                trial = try await SourceTrial.look(
                    at: found, of: plan, settings: settings, egress: try settings.egress(plan: plan),
                    now: ServiceHost.wallClock())
            } catch {
                trial = SourceTrial(failure: "\(error)")
                trial.file = found.id
            }
            try output.print(trial, text: Try.text(trial))
            if trial.failure != nil { throw ExitCode(1) }
        }
    }
}
