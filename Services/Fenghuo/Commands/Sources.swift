import ArgumentParser
import Foundation
import Hosting
import Monitoring
import Plan

/// Looks at what sources give, before and after they are switched on.
struct Sources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tries what a source gives, and shows what could not be taken.",
        subcommands: [List.self, Test.self, Try.self, Rejected.self])

    struct Rejected: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what a source gave and could not be taken, the last 20.")
        @OptionGroup var options: LogOptions
        @Argument(help: ArgumentHelp("The plan's source.", valueName: "id")) var source: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withLog(options) { log, settings in
                let plan = try settings.plan()
                guard plan.source(source) != nil else {
                    throw ValidationError(
                        "\(source): the plan has \(plan.sources.map(\.id).joined(separator: ", "))")
                }
                let partitions = Int32(try settings.int("fenghuo.partitions", default: 6, in: 1...1024))
                let found =
                    try await RejectedItems.read(source, from: log, partitions: partitions)
                    ?? RejectedItems(source: source, refused: 0, items: [])
                let lines = found.items.map {
                    Terminal.harmless("\($0.at)  \($0.mistake)") + "\n    " + Terminal.harmless($0.excerpt)
                }
                try output.print(found, text: (lines + ["\(found.refused) refused in all"]).joined(separator: "\n"))
            }
        }
    }

    struct Try: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what is made of a file: a feed, or a file of mentions.",
            discussion: """
                A name in .jsonl, .ndjson, .json, .csv, .tsv or .txt is read as `mentions import` reads it, but for a JSON Feed; everything else as a feed that \
                was fetched, with the headers that are given. Times without a zone are told where --zone says. \
                Nothing is written. Exits with 1 when a file could not be read at all.
                """)
        @Argument(help: "The files.") var files: [String]
        @Option(help: ArgumentHelp("A header the feed is sent with, as NAME: VALUE.", valueName: "header"))
        var header: [String] = []
        @Option(help: ArgumentHelp("Where the feed would be found.", valueName: "address"))
        var address = "http://127.0.0.1/feed.xml"
        @Option(help: ArgumentHelp("An IANA name.", valueName: "zone")) var zone = "Asia/Shanghai"
        @OptionGroup var output: OutputOptions

        func run() async throws {
            guard let zone = TimeZone(identifier: zone) else {
                throw ValidationError("--zone \(zone): expected a time zone such as Asia/Shanghai")
            }
            var headers: [String: String] = [:]
            for line in header {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { throw ValidationError("--header \(line): expected NAME: VALUE") }
                headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
            }
            var hasFailed = false
            for path in files {
                var trial: SourceTrial
                do {
                    trial = try self.trial(path, headers, zone)
                } catch {
                    trial = SourceTrial(failure: "\(error)")
                    hasFailed = true
                }
                trial.file = path
                try output.print(trial, text: Self.text(trial))
            }
            if hasFailed { throw ExitCode(1) }
        }

        private func trial(_ path: String, _ headers: [String: String], _ zone: TimeZone) throws -> SourceTrial {
            let now = ServiceHost.wallClock()
            if SourceTrial.isFile(path) {
                return try SourceTrial(file: try MentionFile(path: path, zone: zone, now: now), now: now)
            }
            return try SourceTrial(
                feed: Array(try Data(contentsOf: URL(filePath: path))), headers: headers, address: address, zone: zone,
                now: now)
        }

        static func text(_ trial: SourceTrial) -> String {
            if let failure = trial.failure { return Terminal.harmless("\(trial.file): \(failure)") }
            var lines = trial.items.map { item in
                let when = item.publishedAt ?? "no time that can be read"
                let named =
                    item.subjects.map { $0.isEmpty ? "  names no subject" : "  " + $0.joined(separator: ", ") } ?? ""
                return Terminal.harmless("\(item.place)  \(when)  \(item.title)  \(item.url)\(named)") + "\n    "
                    + Terminal.harmless(String(item.text.prefix(200)))
            }
            lines += trial.refused.map { Terminal.harmless("\($0.place): refused: \($0.mistake)") }
            if let mistake = trial.mistake { lines.append(Terminal.harmless("mended: \(mistake)")) }
            lines += trial.ignored.sorted { $0.key < $1.key }.map {
                Terminal.harmless("passed over: \($0.key) (\($0.value))")
            }
            lines.append("\(trial.items.count) read, \(trial.refused.count) refused")
            return lines.joined(separator: "\n")
        }
    }
}
