import Analysis
import ArgumentParser
import Foundation
import Plan

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures a task of the analysis on labelled rows.",
        discussion: """
            Without --train or --model it is what ships that is measured. Figures come with 95 % bootstrap intervals; \
            the same files give the same figures. Tasks and the fields of a row they read:

            \(MeasuredTasks.all.map { "  \($0.name): \($0.fields)" }.joined(separator: "\n"))
              \(MonthTask.name): \(MonthTask.fields)

            Task \(MonthTask.name) runs what operates, analysis and response, over months whose events are known: what was told \
            for nothing, how long after an event's first mention people were told, and what its incident holds.

              fenghuo evaluate --task negative --test dev.jsonl --train train.jsonl
              fenghuo evaluate --task sentiment --test dev.jsonl --model ours.model --json
              fenghuo evaluate --task incidents --months months --plan Plans/commercial-bank.yaml
            """)
    @Option(help: ArgumentHelp("What to measure.", valueName: "task")) var task: String
    @Option(help: ArgumentHelp("Labelled rows to test on, JSON lines.", valueName: "file")) var test: String?
    @Option(help: ArgumentHelp("Of task incidents: the months.", valueName: "folder")) var months: String?
    @Option(help: ArgumentHelp("Of task incidents: the plan.", valueName: "file")) var plan: String?
    @Option(
        help: ArgumentHelp(
            "Of task incidents: the folder of the institution's own models; those that ship otherwise.",
            valueName: "folder"))
    var models: String?
    @Option(help: ArgumentHelp("Labelled rows to train on first.", valueName: "file")) var train: String?
    @Option(help: ArgumentHelp("A model from `fenghuo model train`.", valueName: "file")) var model: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if train != nil, model != nil { throw ValidationError("--train and --model exclude each other") }
        if task == MonthTask.name {
            guard months != nil, plan != nil else {
                throw ValidationError("--task \(task): expected --months FOLDER and --plan FILE")
            }
            guard test == nil, train == nil, model == nil else {
                throw ValidationError("--task \(task) takes --months, --plan and --models alone")
            }
        } else {
            guard test != nil else { throw ValidationError("--task \(task): expected --test FILE") }
            guard months == nil, plan == nil, models == nil else {
                throw ValidationError("--months, --plan and --models go with --task \(MonthTask.name)")
            }
        }
    }

    func run() async throws {
        do {
            if let months, let plan { return try measure(months, plan) }
            guard let test else { return }
            let task = try MeasuredTasks.task(named: task)
            let source: AnswerSource =
                if let train {
                    .trained(try LabelledRows.read(file: train))
                } else if let model {
                    .model(try ModelFile.read(model))
                } else {
                    .shipped
                }
            let report = try task.evaluate(try LabelledRows.read(file: test), answering: source)
            try output.print(report, text: report.text)
        } catch let mistake as any Error & CustomStringConvertible {
            Terminal.say("\(mistake)")
            throw ExitCode(1)
        }
    }

    private func measure(_ folder: String, _ plan: String) throws {
        let found = try MonthTask.months(in: folder)
        let plan = try ResponsePlan.load(file: plan)
        let task = MonthTask(plan: plan, models: try models.map(JudgingModels.init(folder:)) ?? .shipped)
        let report = MonthReport(plan: plan.hash, months: try found.map { try task.score($0, in: folder) })
        try output.print(report, text: report.text)
    }
}

extension TaskReport {
    /// For a terminal.
    var text: String {
        var parts = [String(format: "%@: %d rows, %.2f s", task, n, seconds)]
        var rows = [["METRIC", "VALUE", "95 % INTERVAL"]]
        for (name, measure) in metrics.sorted(by: { $0.key < $1.key }) {
            rows.append([
                name, String(format: "%.3f", measure.value), String(format: "%.3f – %.3f", measure.low, measure.high),
            ])
        }
        parts.append(table(rows))
        for found in tables { parts.append("\(found.title)\n" + table(found.rows.map { $0.map(Terminal.harmless) })) }
        if !notes.isEmpty { parts.append(notes.map(Terminal.harmless).joined(separator: "\n")) }
        return parts.joined(separator: "\n\n")
    }
}
