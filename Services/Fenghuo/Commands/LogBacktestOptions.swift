import Analysis
import ArgumentParser
import Foundation
import Hosting
import Plan

/// Of a backtest over the log: which window, judged by what, and how the difference is shown.
struct LogBacktestOptions: ParsableArguments {
    @Flag(help: "Compare what comes out with what the log has.") var diff = false
    @Option(parsing: .unconditional, help: ArgumentHelp("Compare from this time …", valueName: "time"))
    var since: String?
    @Option(
        parsing: .unconditional, help: ArgumentHelp("… and before this one; the end of the record.", valueName: "time"))
    var until: String?
    @Option(
        help: ArgumentHelp(
            "Begin so long before --since, so that what was open then is known; all that is kept otherwise. 7d",
            valueName: "span"))
    var lead: String?
    @Option(help: ArgumentHelp("Write the difference as one self-contained HTML page too.", valueName: "file"))
    var html: String?

    func validate(fromLog: Bool) throws {
        let isUsed = diff || since != nil || until != nil || lead != nil || html != nil
        guard fromLog || !isUsed else {
            throw ValidationError("--diff, --since, --until, --lead and --html go with --from-log")
        }
        guard !fromLog || diff else { throw ValidationError("--from-log goes with --diff") }
        for (name, text) in [("--since", since), ("--until", until)] {
            if let text { _ = try Moment.read(name, text, zone: .gmt) }
        }
        if lead != nil, since == nil { throw ValidationError("--lead goes with --since") }
        _ = try leadMilliseconds()
    }

    private func leadMilliseconds() throws -> Int64? {
        guard let lead else { return nil }
        guard let span = Moment.span(lead) else {
            throw ValidationError("--lead \(Terminal.harmless(lead)): expected a span such as 12h, 7d or 2w")
        }
        return span
    }

    func run(_ options: LogOptions, models: String?, top: Int, _ output: OutputOptions) async throws {
        try await withLog(options) { log, settings in
            let plan = try settings.plan()
            let zone = plan.institution.timeZone
            let since = try self.since.map { try Moment.read("--since", $0, zone: zone) }
            let until = try self.until.map { try Moment.read("--until", $0, zone: zone) }
            if let since, let until, since >= until { throw ValidationError("--since is not before --until") }
            let backtest = LogBacktest(
                log: log, plan: plan, models: try .named(models, settings), since: since, until: until,
                lead: try leadMilliseconds())
            var bar = ProgressBar("backtest", total: 0)
            let outcome = try await backtest.run(calling: ("the log", "this build, recomputed")) { done, all in
                bar.expect(all)
                bar.update(done)
            }
            bar.finish()
            var shown = DifferenceOptions()
            (shown.html, shown.top) = (html, top)
            try shown.show(outcome.difference, in: zone, output)
            Terminal.say(
                String(
                    format: "%lld mentions in %.1f s, %.0f a second; %lld records that no service could process",
                    outcome.mentions, outcome.seconds, Double(outcome.mentions) / max(outcome.seconds, 1e-9),
                    outcome.rejected))
        }
    }
}

extension JudgingModels {
    /// As the service would judge: by the folder named on the command line, else by the setting, else by what ships.
    static func named(_ folder: String?, _ settings: Settings) throws -> JudgingModels {
        guard let folder = folder ?? settings.string("analysis.models") else { return .shipped }
        do {
            return try JudgingModels(folder: folder)
        } catch let mistake as ModelFileMistake {
            throw ValidationError(
                "models \(folder): \(mistake.file): found \(mistake.found), expected \(mistake.expected)")
        }
    }
}
