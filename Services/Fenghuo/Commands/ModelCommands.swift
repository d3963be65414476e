import Analysis
import ArgumentParser
import Foundation

struct ModelCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Trains models of the institution's own.", subcommands: [Train.self])

    struct Train: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Learns a task from labelled rows.",
            discussion: """
                The same rows give the same file, byte for byte. Tasks and the fields of a row they read:

                \(MeasuredTasks.all.map { "  \($0.name): \($0.fields)" }.joined(separator: "\n"))

                  fenghuo model train --task negative --data labelled.jsonl -o negative.model
                """)
        @Option(help: ArgumentHelp("What to learn.", valueName: "task")) var task: String
        @Option(help: ArgumentHelp("Labelled rows, JSON lines.", valueName: "file")) var data: String
        @Option(name: [.customShort("o"), .long], help: ArgumentHelp("Where to write the model.", valueName: "file"))
        var output: String

        func run() async throws {
            do {
                let task = try MeasuredTasks.task(named: task)
                let rows = try LabelledRows.read(file: data)
                let began = ContinuousClock.now
                let model = try task.train(rows)
                try model.write(to: output)
                let elapsed = began.duration(to: .now).components
                Terminal.say(
                    String(
                        format: "%@: %d rows, %.2f s, %d bytes in %@", task.name, rows.rows.count,
                        Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18, model.bytes.count, output))
            } catch let mistake as any Error & CustomStringConvertible {
                Terminal.say("\(mistake)")
                throw ExitCode(1)
            }
        }
    }
}
