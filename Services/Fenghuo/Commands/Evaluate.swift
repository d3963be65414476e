import Analysis
import ArgumentParser
import Foundation

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures a task of the analysis on labelled rows.",
        discussion: """
            Without --train or --model it is what ships that is measured. Figures come with 95 % bootstrap intervals; \
            the same files give the same figures. Tasks and the fields of a row they read:

            \(MeasuredTasks.all.map { "  \($0.name): \($0.fields)" }.joined(separator: "\n"))

              fenghuo evaluate --task negative --test dev.jsonl --train train.jsonl
              fenghuo evaluate --task sentiment --test dev.jsonl --model ours.model --json
            """)
    @Option(help: ArgumentHelp("What to measure.", valueName: "task")) var task: String
    @Option(help: ArgumentHelp("Labelled rows to test on, JSON lines.", valueName: "file")) var test: String
    @Option(help: ArgumentHelp("Labelled rows to train on first.", valueName: "file")) var train: String?
    @Option(help: ArgumentHelp("A model from `fenghuo model train`.", valueName: "file")) var model: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if train != nil, model != nil { throw ValidationError("--train and --model exclude each other") }
    }

    func run() async throws {
        do {
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
