import Analysis
import ArgumentParser
import Foundation

struct ModelCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Trains models of the institution's own, and looks into them.",
        subcommands: [Train.self, Show.self, Bench.self])

    struct Train: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Learns a task from labelled rows, or from what people decided.",
            discussion: """
                The same rows give the same file, byte for byte. Tasks and the fields of a row they read:

                \(MeasuredTasks.all.map { "  \($0.name): \($0.fields)" }.joined(separator: "\n"))

                With --from-decisions the rows are the mentions of the log's incidents, labelled by the decisions about \
                them (false alarms, grades confirmed or changed, rumours refuted or confirmed, merges and splits), beside \
                the corpus that ships. The analysis service uses the models of the folder named by ANALYSIS_MODELS.

                  fenghuo model train --task negative --data labelled.jsonl -o models/negative.model
                  fenghuo model train --task rumour --from-decisions --log data -o models/rumour.model
                """)
        @Option(help: ArgumentHelp("What to learn.", valueName: "task")) var task: String
        @Option(help: ArgumentHelp("Labelled rows, JSON lines.", valueName: "file")) var data: String?
        @Flag(help: "Learn from the decisions of the log.") var fromDecisions = false
        @Option(help: ArgumentHelp("Folder of the embedded log; FENGHUO_DATA otherwise.", valueName: "folder"))
        var log: String?
        @Option(name: [.customShort("o"), .long], help: ArgumentHelp("Where to write the model.", valueName: "file"))
        var output: String
        @Flag(help: "Say what was learnt as one JSON object on standard output.") var json = false

        /// As `--json` prints it.
        struct Learnt: Encodable {
            var task: String
            var rows: Int
            var seconds: Double
            var bytes: Int
            var file: String
        }

        func validate() throws {
            if (data == nil) != fromDecisions {
                throw ValidationError("expected either --data or --from-decisions")
            }
            if log != nil, !fromDecisions { throw ValidationError("--log goes with --from-decisions") }
        }

        func run() async throws {
            do {
                let task = try MeasuredTasks.task(named: task)
                let rows: LabelledRows
                if let data {
                    rows = try LabelledRows.read(file: data)
                } else {
                    rows = try await DecisionReading.labels(folder: log).trainingRows(task: task.name)
                }
                let began = ContinuousClock.now
                let model = try task.train(rows)
                try model.write(to: output)
                let elapsed = began.duration(to: .now).components
                let learnt = Learnt(
                    task: task.name, rows: rows.rows.count,
                    seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18, bytes: model.bytes.count,
                    file: output)
                guard !json else { return Terminal.print(try OutputOptions.json(learnt)) }
                Terminal.say(
                    String(
                        format: "%@: %d rows, %.2f s, %d bytes in %@", learnt.task, learnt.rows, learnt.seconds,
                        learnt.bytes, learnt.file))
            } catch let mistake as any Error & CustomStringConvertible {
                Terminal.say("\(mistake)")
                throw ExitCode(1)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what a model file holds, and refuses one that is damaged.")
        @Argument(help: "The model's file.") var file: String
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Held: Encodable {
            var task: String
            var version: Int
            /// Bytes of each part, by its name.
            var parts: [String: Int]
        }

        func run() async throws {
            do {
                let model = try ModelFile.read(file)
                guard !output.isJSON else {
                    return Terminal.print(
                        try OutputOptions.json(
                            Held(
                                task: model.task, version: Int(ModelFile.version),
                                parts: model.parts.mapValues(\.count))))
                }
                Terminal.print("task \(model.task), version \(ModelFile.version), checksum right")
                for (name, bytes) in model.parts.sorted(by: { $0.key < $1.key }) {
                    let isText = bytes.first == UInt8(ascii: "{") && bytes.count < 65_536
                    Terminal.print(
                        isText
                            ? "\(name): \(Terminal.harmless(String(decoding: bytes, as: UTF8.self)))"
                            : "\(name): \(bytes.count) bytes")
                }
            } catch let mistake as ModelFileMistake {
                Terminal.say("\(mistake)")
                throw ExitCode(1)
            }
        }
    }

    struct Bench: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measures how fast what ships judges texts of 80 characters, on one core.",
            discussion:
                "Reads and scores texts that are already folded, all outputs of one pass; prints mentions a second.")
        /// As `--json` prints it.
        struct Measured: Encodable {
            var count: Int
            var mentionsPerSecond: Double
            var seconds: Double
        }

        @Option(help: "Texts to judge.") var count = 300_000
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard count > 0 else { throw ValidationError("--count \(count): expected at least 1") }
        }

        func run() async throws {
            let bench = ClassificationBench()
            let seconds = bench.run(count: count)
            let rate = Double(count) / max(seconds, 1e-9)
            try output.print(
                Measured(count: count, mentionsPerSecond: rate, seconds: seconds),
                text: String(format: "%d texts of 80 characters: %.3f s, %.0f a second", count, seconds, rate))
        }
    }
}
