import ArgumentParser
import Foundation
import Hosting
import Monitoring
import Plan
import Schemas

struct Backtest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the real analysis and response over a file of mentions, in event time, as fast as it goes.",
        discussion: """
            No log, no console: mentions in (JSONL or CSV, fields as for POST /v1/mentions), incidents and grades out,
            with throughput and peak memory. Mentions are taken in the file's order; their time is publishedAt.

              fenghuo mentions generate --count 100000 > mentions.jsonl
              fenghuo backtest --mentions mentions.jsonl --plan Plans/commercial-bank.yaml
            """)
    @Option(help: ArgumentHelp("The file of mentions.", valueName: "file")) var mentions: String
    @Option(help: ArgumentHelp("The plan's file.", valueName: "file")) var plan = ServiceHost.defaultPlan
    @Option(help: ArgumentHelp("The plan's source the mentions count as from, where they name none.", valueName: "id"))
    var source: String?
    @OptionGroup var reading: MentionFileOptions
    @Option(help: "Mentions of one commit, as in operation.") var batch = 500
    @Option(help: "Show so many incidents, gravest first.") var top = 20
    @Flag(help: "One JSON object instead of tables.") var json = false

    func validate() throws {
        guard batch > 0 else { throw ValidationError("--batch \(batch): expected at least 1") }
    }

    func run() async throws {
        let plan = try ResponsePlan.load(file: plan)
        var intake = try MentionIntake(plan: plan, source: source, options: reading)
        var file = try reading.open(mentions)
        var bar = ProgressBar("backtest", total: file.size)
        var run = BacktestRun(plan: plan, batch: batch)
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
        let report = BacktestReport(run, lines: lines, dropped: dropped, seconds: seconds, plan: plan)
        Terminal.print(json ? try report.json() : report.text(top: top))
    }
}

struct BacktestReport: Encodable {
    var plan: String
    var lines: Int
    var mentions: Int64
    var dropped: Int
    var rejected: Int64
    var seconds: Double
    var mentionsPerSecond: Double
    /// Of the whole process.
    var peakMemoryMegabytes: Double
    var incidents: [IncidentSummary]
    var cases: [String: String]

    init(_ run: BacktestRun, lines: Int, dropped: Int, seconds: Double, plan: ResponsePlan) {
        self.plan = plan.hash
        self.lines = lines
        mentions = run.mentions
        self.dropped = dropped
        rejected = run.rejected
        self.seconds = seconds
        mentionsPerSecond = Double(run.mentions) / max(seconds, 1e-9)
        peakMemoryMegabytes = Self.peakMemory()
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

    func json() throws -> String {
        String(decoding: try JSONEncoder.plain.encode(self), as: UTF8.self)
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
                format: "%.2f s, %.0f mentions/s, peak memory %.0f MB", seconds, mentionsPerSecond,
                peakMemoryMegabytes)
    }

    /// High-water mark of the resident set, from the kernel (VmHWM).
    static func peakMemory() -> Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
        else { return 0 }
        return kilobytes / 1024
    }
}
