import ArgumentParser
import EventLog
import Foundation
import Hosting
import Schemas

extension Topics {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes topics to files: a line of JSON for each record, and a manifest.",
            discussion: """
                A folder with a file for each partition, <topic>-<partition>.jsonl, and manifest.json with topics, \
                counts and the SHA-256 of each file. The ends are frozen when it begins. Lines have topic, partition, \
                offset, timestamp (milliseconds since 1970), key, headers and value: a value that is JSON as it is, null \
                for a tombstone, what is no text as keyBase64 and valueBase64. They are the same for both logs.

                An export that was ended before its end has no manifest; the same command begins it anew.

                  fenghuo topics export mentions decisions --output export/
                  fenghuo topics export --output export/    every topic of the namespace
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "Topics, whole or short; all of the namespace without any.") var topics: [String] = []
        @Option(help: ArgumentHelp("The folder, which is made; it has to be empty otherwise.", valueName: "folder"))
        var output: String
        @OptionGroup var format: ShortOutputOptions

        func run() async throws {
            try await withLog(options) { log, settings in
                let own = try settings.namespace
                let whole = (log as? NamespacedLog)?.log ?? log
                let found = try await whole.describeTopics()
                let chosen = try TopicChoice.of(topics, found, in: own)
                let started = ContinuousClock.now
                let lanes = chosen.flatMap { topic in
                    topic.ranges.enumerated().map { number, range in
                        Lane(
                            topic: topic.specification.name, partition: Int32(number), from: range.low, to: range.high)
                    }
                }
                let manifest = ExportManifest(
                    at: ServiceHost.wallClock(), log: try await log.identity(),
                    topics: chosen.map { .init($0.specification, own: own.own($0.specification.name) ?? "") }, files: []
                )
                let target = try ExportTarget(output, lanes: lanes) { own.own($0) ?? $0 }
                let progress = CopyProgress("export", lanes: lanes)
                try await TopicCopy(
                    lanes: lanes, source: { try await whole.makeReader() }, target: target, progress: progress
                ).run()
                let written = try await target.finish(manifest)
                let totals = progress.totals
                var summary = CopySummary(
                    run: written.files.isEmpty ? "" : "export", into: output,
                    topics: CopySummary.topics(lanes, targets: [:], missing: []))
                (summary.isExecuted, summary.read, summary.written) = (true, totals.read, totals.written)
                summary.seconds = (ContinuousClock.now - started).inSeconds
                try format.print(
                    summary,
                    text:
                        "\(totals.written) records of \(chosen.count) topics in \(written.files.count) files in \(output)"
                )
            }
        }
    }
}

/// Topics as a person names them, or all of a namespace.
enum TopicChoice {
    /// - Returns: descriptions by the names on the log, in the order of names.
    static func of(_ names: [String], _ found: [TopicDescription], in namespace: Namespace) throws -> [TopicDescription]
    {
        guard !names.isEmpty else {
            let all = found.filter { namespace.own($0.specification.name).map { $0 != EventKind.replays } ?? false }
            guard !all.isEmpty else {
                throw EventLogError.refused(
                    doing: "looking for the topics of \(namespace.prefix)", found: "none", expected: "at least one")
            }
            return all.sorted { $0.specification.name < $1.specification.name }
        }
        let chosen = try Set(names.map { namespace.topic(try topicName($0, in: namespace)) })
        return try chosen.sorted().map { name in
            guard let topic = found.first(where: { $0.specification.name == name }) else {
                throw EventLogError.unknownTopic(name)
            }
            return topic
        }
    }
}
