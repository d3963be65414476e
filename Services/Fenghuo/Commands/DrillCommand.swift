import ArgumentParser
import EventLog
import Foundation
import Hosting
import Monitoring
import Plan
import Schemas

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Holds a drill: tells a story to the groups that are running, every mention marked.",
        discussion: """
            The plan's groups see incidents, cases and statements with the plan's marker before them, act as they \
            would, and are evaluated; nothing of it reaches the outside, and nothing is learnt from it. The console \
            lists it under Drills.

            The story is a file of JSON objects, one a line: offsetSeconds (from the beginning, ascending), source (of \
            the plan), text; title, url, author, language, reach and externalId as for POST /v1/mentions. Without a \
            file it is the story of the demo.

              fenghuo drill
              fenghuo drill rumour.jsonl --speed 10
            """)
    @OptionGroup var options: LogOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The story; the demo's otherwise.") var story: String?
    @Option(help: "So many seconds of the story pass in one, 1 to 3600; drill.speed of the plan otherwise.")
    var speed: Double?

    /// As `--json` prints it.
    struct Told: Encodable {
        var drill: String
        var mentions: Int
    }

    func validate() throws {
        guard (1...3600).contains(speed ?? 1) else {
            throw ValidationError("--speed \(speed ?? 0): expected 1 to 3600")
        }
    }

    func run() async throws {
        try await withLog(options, creating: true) { log, settings in
            let (plan, clock) = (try settings.plan(), ServiceHost.wallClock)
            let writer = try await IntakeWriter.open(plan, on: log, settings)
            let drill = try Drill(
                id: Timestamps.rfc3339(clock()),
                story: try story.map { try Story(file: URL(filePath: $0)) } ?? .shipped(),
                plan: plan, writer: writer)
            let speed = speed ?? Double(plan.drill.speed)
            let hours = Double(drill.length) / 3_600_000
            Terminal.say(
                String(
                    format: "drill %@: %d mentions of %.1f h, told in %.0f min; Ctrl-C ends it", drill.id, drill.count,
                    hours, hours * 60 / speed))
            var bar = ProgressBar("drill", total: Int64(drill.count))
            try await drill.tell(
                to: writer, speed: speed, now: clock,
                sleep: { time in try await Task.sleep(for: .milliseconds(max(0, time - clock()))) },
                told: { bar.update(Int64($0)) })
            bar.finish()
            try output.print(
                Told(drill: drill.id, mentions: drill.count),
                text: "drill \(drill.id): \(drill.count) mentions told; what came of it is in the console under Drills")
        }
    }
}
