import Analysis
import ArgumentParser
import Foundation
import Hosting
import Monitoring
import Plan
import Schemas

struct Backtest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Runs the real analysis and response over mentions of a file or of the log, in event time, as fast as it goes.",
        discussion: """
            Over a file: mentions in (JSONL or CSV, fields as for POST /v1/mentions), incidents and grades out, with \
            throughput and peak memory. Mentions are taken in the file's order; their time is publishedAt.

              fenghuo mentions generate --count 100000 > mentions.jsonl
              fenghuo backtest --mentions mentions.jsonl --plan Plans/commercial-bank.yaml

            Over the log (--from-log --diff): the recorded mentions and decisions are taken again by this build under \
            --plan, in memory, and compared with what the log has: cases and incidents that would be new, gone or \
            otherwise, what matters most first. Nothing is written, nothing goes out. People's decisions are taken \
            again where they still fit, and listed where they do not. Times are as for `fenghuo tail`.

              fenghuo backtest --from-log --since 30d --plan new.yaml --diff
            """)
    @Option(help: ArgumentHelp("The file of mentions.", valueName: "file")) var mentions: String?
    @Flag(help: "Take the log's mentions and decisions instead of a file's.") var fromLog = false
    @OptionGroup var options: LogOptions
    @Option(help: ArgumentHelp("The plan's source the mentions count as from, where they name none.", valueName: "id"))
    var source: String?
    @OptionGroup var reading: MentionFileOptions
    @Option(help: "Mentions of one commit, as in operation.") var batch = AnalysisProcessor.batch
    @Option(help: "Show so many incidents, gravest first; of a difference, what matters most.") var top = 20
    @Flag(help: "Analysis alone: incidents and grades, no cases.") var analysisOnly = false
    @Option(
        help: ArgumentHelp(
            "Write what happened to each mention and incident, and when, as one JSON object a line.",
            valueName: "file"))
    var trace: String?
    @Option(
        help: ArgumentHelp(
            "The folder of the institution's own models; those that ship otherwise.", valueName: "folder"))
    var models: String?
    @OptionGroup var log: LogBacktestOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard batch > 0 else { throw ValidationError("--batch \(batch): expected at least 1") }
        guard top > 0 else { throw ValidationError("--top \(top): expected at least 1") }
        guard fromLog == (mentions == nil) else {
            throw ValidationError("expected one of --mentions FILE and --from-log")
        }
        guard !fromLog || trace == nil else { throw ValidationError("--trace goes with --mentions FILE") }
        try log.validate(fromLog: fromLog)
    }

    func run() async throws {
        guard let mentions else { return try await log.run(options, models: models, top: top, output) }
        let settings = try await Settings.load(overrides: options.overrides)
        let plan = try settings.plan()
        var intake = try MentionIntake(plan: plan, source: source, options: reading)
        var file = try reading.open(mentions, zone: plan.institution.timeZone)
        var bar = ProgressBar("backtest", total: file.size)
        var run = BacktestRun(
            plan: plan, batch: batch, withResponse: !analysisOnly, models: try .named(models, settings),
            trace: try trace.map(TraceFile.init(path:)))
        let before = ProcessMemory.now()
        let began = ContinuousClock.now
        var (lines, dropped) = (0, 0)
        var refused: [String] = []
        while let item = try file.next() {
            lines += 1
            do {
                let found = try intake.mentions(of: item)
                if found.isEmpty { dropped += 1 }
                for mention in found { try run.take(mention) }
            } catch let mistake as DraftMistake {
                if refused.count < 10 { refused.append("line \(item.line): \(mistake)") }
            }
            if lines % 256 == 0 { bar.update(file.position, note: "\(run.summaries.count) incidents") }
        }
        try run.finish()
        bar.finish()
        let elapsed = began.duration(to: .now).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        for line in refused { Terminal.say("refused: \(Terminal.harmless(line))") }
        let report = BacktestReport(
            run, lines: lines, dropped: dropped, seconds: seconds, before: before, plan: plan)
        try output.print(report, text: report.text(top: top))
    }
}

struct BacktestReport: Encodable {
    var plan: String
    var lines: Int
    var mentions: Int64
    var dropped: Int
    var rejected: Int64
    /// Of the whole: reading the file, matching subjects, analysis, response.
    var seconds: Double
    var mentionsPerSecond: Double
    /// Of analysis alone, from encoded mention to encoded output.
    var analysisSeconds: Double
    var analysisMentionsPerSecond: Double
    /// The same of each 20,000 mentions: whether a mention costs more the more came before it.
    var analysisMentionsPerSecondBy20000: [Double]
    /// What analysis would have written to the log.
    var outputMegabytes: Double
    /// Of the whole process.
    var peakMemoryMegabytes: Double
    /// What the process grew by while it ran.
    var grownMemoryMegabytes: Double
    var openIncidents: Int
    var mostOpenIncidents: Int
    /// What the process grew by, for each incident that was open at the same time; says something only where many were.
    var kilobytesPerOpenIncident: Double
    var incidents: [IncidentSummary]
    var cases: [String: String]

    init(
        _ run: BacktestRun, lines: Int, dropped: Int, seconds: Double, before: ProcessMemory, plan: ResponsePlan
    ) {
        self.plan = plan.hash
        self.lines = lines
        mentions = run.mentions
        self.dropped = dropped
        rejected = run.rejected
        self.seconds = seconds
        mentionsPerSecond = Double(run.mentions) / max(seconds, 1e-9)
        analysisSeconds = run.analysisSeconds
        analysisMentionsPerSecond = Double(run.mentions) / max(run.analysisSeconds, 1e-9)
        analysisMentionsPerSecondBy20000 = run.stretches.map { $0.rounded() }
        outputMegabytes = Double(run.outputBytes) / 1_048_576
        let after = ProcessMemory.now()
        peakMemoryMegabytes = after.peak / 1024
        grownMemoryMegabytes = max(0, after.peak - before.resident) / 1024
        openIncidents = run.openIncidents
        mostOpenIncidents = run.mostOpenIncidents
        kilobytesPerOpenIncident =
            run.mostOpenIncidents > 0 ? max(0, after.peak - before.resident) / Double(run.mostOpenIncidents) : 0
        incidents = run.summaries.values.sorted { a, b in
            let (left, right) = (Self.rank(a), Self.rank(b))
            return left == right ? (b.mentions, a.id) < (a.mentions, b.id) : left < right
        }
        cases = run.cases
    }

    private static func rank(_ summary: IncidentSummary) -> Int {
        let at = IncidentSummary.labels.firstIndex(of: summary.highestGrade) ?? 0
        return at == 0 ? 9 : at
    }

    func text(top: Int) -> String {
        var rows = [["HIGHEST", "NOW", "KIND", "MENTIONS", "NEGATIVE", "FIRST", "TITLE"]]
        for incident in incidents.prefix(top) {
            rows.append([
                incident.highestGrade, incident.grade, incident.kind, String(incident.mentions),
                String(incident.negative), String(incident.first.prefix(16)),
                String(Terminal.harmless(incident.title).prefix(48)),
            ])
        }
        let graded = incidents.count { $0.highestGrade != "–" }
        return table(rows) + "\n\n"
            + "\(lines) lines: \(mentions) mentions, \(dropped) naming no subject, \(rejected) rejected\n"
            + "\(incidents.count) incidents, \(graded) graded, \(cases.count) cases\n"
            + String(
                format: "%.2f s, %.0f mentions/s; analysis alone %.2f s, %.0f mentions/s, %.1f MB put out\n", seconds,
                mentionsPerSecond, analysisSeconds, analysisMentionsPerSecond, outputMegabytes)
            + (analysisMentionsPerSecondBy20000.count < 2
                ? ""
                : "  by 20000: "
                    + analysisMentionsPerSecondBy20000.map { String(Int($0)) }.joined(separator: ", ") + "\n")
            + String(
                format: "peak memory %.0f MB, grown by %.0f MB; at most %d incidents open, %.1f kB each",
                peakMemoryMegabytes, grownMemoryMegabytes, mostOpenIncidents, kilobytesPerOpenIncident)
    }
}

/// Resident memory as the kernel counts it, in kilobytes; 0 where it does not say.
struct ProcessMemory {
    var resident: Double
    /// The high-water mark.
    var peak: Double

    static func now() -> ProcessMemory {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        func kilobytes(_ name: String) -> Double {
            status.split(separator: "\n").first { $0.hasPrefix(name) }
                .flatMap { $0.split(whereSeparator: { !$0.isNumber }).first }.flatMap { Double($0) } ?? 0
        }
        return ProcessMemory(resident: kilobytes("VmRSS:"), peak: kilobytes("VmHWM:"))
    }
}
