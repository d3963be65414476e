import ArgumentParser
import EventLog
import Foundation
import Hosting
import Monitoring
import Plan
import Schemas

struct Mentions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports mentions, or makes some up for measuring.", subcommands: [Import.self, Generate.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes in a file of mentions (JSONL or CSV), the way monitoring does.",
            discussion: """
                Fields: text (required), title, url, author, publishedAt (RFC 3339), source, language, reach, \
                externalId. Lines that are refused are named; the rest is taken in. Importing a file again adds \
                nothing: a mention with the same address, or the same source and content, is published once.

                Exits with 1 when a line was refused.
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The file.") var file: String
        @Option(help: ArgumentHelp("The plan's source they count as from, where they name none.", valueName: "id"))
        var source: String?
        @OptionGroup var reading: MentionFileOptions
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Taken: Encodable {
            struct Refusal: Encodable {
                var line: Int
                var mistake: String
            }
            var taken: Int
            var dropped: Int
            var refused: Int
            /// The first 20.
            var refusals: [Refusal]
        }

        func run() async throws {
            try await withLog(options, creating: true) { log, settings in
                let plan = try settings.plan()
                let writer = try await IntakeWriter.open(
                    plan, on: log, settings, assuming: try reading.assumedSubject(plan))
                let from = try plan.importSource(source).id
                var items = try reading.open(file, zone: plan.institution.timeZone)
                var bar = ProgressBar("import", total: items.size)
                var batch: [MentionDraft] = []
                var (taken, dropped, refused) = (0, 0, 0)
                var refusals: [Taken.Refusal] = []
                func flush() async throws {
                    let outcome = try await writer.append(batch, from: from)
                    taken += outcome.matched
                    dropped += outcome.dropped
                    batch.removeAll(keepingCapacity: true)
                }
                while let item = try items.next() {
                    do throws(DraftMistake) {
                        let draft = try item.result.get()
                        try writer.check(draft, from: from)
                        batch.append(draft)
                    } catch {
                        refused += 1
                        if refused <= 20 {
                            refusals.append(.init(line: item.line, mistake: "\(error)"))
                            Terminal.say("refused: line \(item.line): \(Terminal.harmless("\(error)"))")
                        }
                    }
                    if batch.count == 500 {
                        try await flush()
                        bar.update(items.position)
                    }
                }
                try await flush()
                bar.finish()
                try output.print(
                    Taken(taken: taken, dropped: dropped, refused: refused, refusals: refusals),
                    text: "\(taken) taken in, \(dropped) naming no subject, \(refused) refused")
                if !items.ignored.isEmpty {
                    let names = items.ignored.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
                    Terminal.say("fields passed over: " + Terminal.harmless(names.joined(separator: ", ")))
                }
                if refused > 0 { throw ExitCode(1) }
            }
        }
    }

    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes made-up mentions as JSONL, the same for the same seed.")
        @Option(help: "How many.") var count = 100_000
        @Option(help: "The seed.") var seed: UInt64 = 1
        @Option(help: "Over so many days; 1 with --incidents.") var days: Int?
        @Option(help: "So many incidents at the same time, each with words of its own, instead of chatter and storms.")
        var incidents: Int?
        @Option(help: "The name of the subject.") var name = "澜江银行"
        @OptionGroup var output: JSONAnyway

        func validate() throws {
            guard count >= 0, (1...3650).contains(days ?? 1), (1...1_000_000).contains(incidents ?? 1) else {
                throw ValidationError(
                    "expected --count of at least 0, --days from 1 to 3650 and --incidents from 1 to 1000000")
            }
        }

        func run() async throws {
            var bar = ProgressBar("generate", total: Int64(count))
            let sources = ["weibo-stream", "forum-push", "media-push"]
            let mentions: any Sequence<MentionGenerator.Generated> =
                if let incidents {
                    CrowdGenerator(
                        count: count, incidents: incidents, seed: seed, subject: name, sources: sources,
                        days: days ?? 1)
                } else {
                    MentionGenerator(count: count, seed: seed, subject: name, sources: sources, days: days ?? 30)
                }
            try write(mentions, &bar)
        }

        private func write(_ mentions: some Sequence<MentionGenerator.Generated>, _ bar: inout ProgressBar) throws {
            var lines = ""
            for (at, mention) in mentions.enumerated() {
                lines += mention.json + "\n"
                if lines.utf8.count > 1 << 16 {
                    CommandRun.print(lines)
                    lines = ""
                    bar.update(Int64(at))
                }
            }
            CommandRun.print(lines)
            bar.finish()
        }
    }
}

extension Settings {
    /// The plan that these settings name.
    func plan() throws(PlanMistakes) -> ResponsePlan {
        try ResponsePlan.load(file: string("fenghuo.plan", default: ServiceHost.defaultPlan))
    }
}

extension IntakeWriter {
    /// A writer on a log whose topics are made where they are missing.
    static func open(
        _ plan: ResponsePlan, on log: any EventLog, _ settings: Settings, assuming subject: String? = nil
    ) async throws -> IntakeWriter {
        let partitions = Int32(try settings.int("fenghuo.partitions", default: 6, in: 1...1024))
        try await log.createTopics(CatalogueTopics.specifications(partitions: partitions))
        return IntakeWriter(
            plan: plan, producer: try await log.makeProducer(), partitions: partitions, contentType: .protobuf,
            clock: ServiceHost.wallClock, assuming: subject)
    }
}

extension MentionGenerator.Generated {
    /// One line of JSONL, fields as for `POST /v1/mentions`.
    var json: String {
        "{\"text\":\(EventLine.quote(text)),\"author\":\"\(author)\",\"source\":\"\(source)\",\"url\":\"\(url)\","
            + "\"externalId\":\"\(externalId)\",\"language\":\"\(language)\",\"reach\":\(reach),"
            + "\"publishedAt\":\"\(Timestamps.rfc3339(publishedAt))\"}"
    }
}
