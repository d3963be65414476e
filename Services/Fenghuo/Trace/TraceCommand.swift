import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Every event of every topic about one thing, in the order of time, and what caused it.",
        discussion: """
            Of an incident, a mention, a decision, a delivery or a resource request, by its id. BECAUSE OF is the number of the \
            event that led to it: known from the ids, which are derived from the input, and otherwise from the trace that both \
            belong to (traceparent). An incident counts all of its mentions, and names the most telling of them; those are \
            shown. What compaction or retention has removed is not.

              fenghuo trace 5f0c6b5a493827160f5e4d3c2b1a0918
              fenghuo trace 5f0c6b5a493827160f5e4d3c2b1a0918 --html trace.html
              fenghuo trace decision-17 --json | jq '.events[] | {time, what, causedBy}'
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "The id of an incident, mention, decision, delivery or resource request.") var id: String
    @Option(parsing: .unconditional, help: ArgumentHelp("Only from this time on …", valueName: "time"))
    var since: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("… and before this time.", valueName: "time"))
    var until: String?
    @Flag(help: "Rows of the services' private tables too.") var all = false
    @Option(help: ArgumentHelp("Write one self-contained page to this file.", valueName: "file")) var html: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withLog(options) { log, settings in
            let namespace = try settings.namespace
            let zone = (try? settings.plan())?.institution.timeZone ?? .gmt
            func time(_ option: String, _ text: String?) throws -> Int64? {
                guard let text else { return nil }
                guard let time = Moment.milliseconds(text, now: ServiceHost.wallClock(), zone: zone) else {
                    throw ValidationError("\(option) \(Terminal.harmless(text)): expected \(Moment.expected)")
                }
                return time
            }
            let tracing = Tracing(
                log: log, namespace: namespace, isPrivate: all, since: try time("--since", since),
                until: try time("--until", until))
            let found = TraceOutput(found: try await tracing.find(id), namespace: namespace, zone: zone)
            if let html {
                do {
                    try Data(TracePage(output: found).html.utf8).write(to: URL(filePath: html), options: .atomic)
                } catch {
                    throw ValidationError("--html \(Terminal.harmless(html)): \(error.localizedDescription)")
                }
                Terminal.say("\(found.heading), written to \(html)")
                if !output.isJSON { return }
            }
            try output.print(found.printed, text: found.text)
        }
    }
}
