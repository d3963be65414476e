import ArgumentParser
import EventLog
import Foundation
import Hosting
import Processing
import Schemas

struct DeadLetterCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Lists, shows and redrives events that could not be processed.",
        discussion: """
            A service that cannot read an event, or refuses it, puts it aside with why and goes on. Once the cause is \
            mended, redrive puts it back to its topic, where the service that refused it takes it again, and only that one. \
            Which letter went where, by whom and when is on the topic dead-letter-redrives. Letters are kept 30 days.
            """,
        subcommands: [List.self, Show.self, RedriveLetters.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many there are, by reason, processor and topic, and the first of them.",
            discussion: """
                  fenghuo dead-letters list
                  fenghuo dead-letters list --processor analysis --since 2h --limit 100
                  fenghuo dead-letters list --reason "no subject" --json
                """)
        @OptionGroup var options: LogOptions
        @OptionGroup var letters: LetterOptions
        @Option(help: "Letters that are listed one by one.") var limit = 20
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if limit < 0 { throw ValidationError("--limit \(limit): expected 0 or more") }
        }

        func run() async throws {
            try await withLog(options) { log, settings in
                let listing = try await LetterListing.make(
                    letters.selection(settings), limit: limit, on: log, in: settings.namespace)
                try output.print(listing, text: listing.text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One letter: the event as it was, where from, why, and what has become of it.",
            discussion: """
                  fenghuo dead-letters show 4be9f9d4d2ab4d3a5f1c7e8091b2a3c4
                  fenghuo dead-letters show 3/17
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "Its id, the beginning of it (8 digits at least), or where it stands: partition/offset.")
        var letter: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withLog(options) { log, settings in
                let shown = try await LetterShown.find(letter, on: log, in: settings.namespace)
                Terminal.print(output.isJSON ? try shown.json : shown.text)
            }
        }
    }

    struct RedriveLetters: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "redrive", abstract: "Puts events back to their topics, to be processed once more.",
            discussion: """
                Nothing is done without --execute: what would be is shown. Each event goes back to its topic and the partition \
                of its key with its own id, time and headers, and is taken only by the processor that refused it. What was \
                redriven is in the ledger and is not redriven again; what fails again is a new letter that names the old. \
                Refused are letters without all of their event, and rows whose topic has a newer one. Exits with 1 where any \
                was refused.

                  fenghuo dead-letters redrive --processor analysis --reason rejected
                  fenghuo dead-letters redrive --processor analysis --reason rejected --rate 50 --execute
                  fenghuo dead-letters redrive --id 4be9f9d4 --execute
                """)
        @OptionGroup var options: LogOptions
        @OptionGroup var letters: LetterOptions
        @Flag(help: "Every letter.") var all = false
        @Flag(help: "Do it.") var execute = false
        @Option(help: ArgumentHelp("Events a second at the most.", valueName: "number")) var rate: Int?
        @Option(help: ArgumentHelp("Who does it, for the ledger; the account's name otherwise.", valueName: "person"))
        var by: String?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if letters.isEmpty, !all { throw ValidationError("say which letters, or --all") }
            if !letters.isEmpty, all { throw ValidationError("--all and a selection exclude each other") }
            if let rate, !(1...1_000_000).contains(rate) {
                throw ValidationError("--rate \(rate): expected 1 to 1000000 events a second")
            }
            if let by, by.isEmpty || by.utf8.count > 200 {
                throw ValidationError("--by: expected a name of 1 to 200 bytes")
            }
        }

        func run() async throws {
            try await withLog(options) { log, settings in
                let namespace = try settings.namespace
                let redriving = Redriving(
                    log: log, namespace: namespace, contentType: try ServiceHost.contentType(settings),
                    selection: try letters.selection(settings), by: by ?? NSUserName(), rate: rate,
                    clock: { ServiceHost.wallClock() }, owners: Topics.ACLs.groups(writing:))
                let report = try await redriving.run(execute: execute) { done in
                    if Terminal.isInteractive { Terminal.say("\(done) redriven") }
                }.named { namespace.topic($0) }
                try output.print(report, text: report.text)
                if report.refusals > 0 { throw ExitCode(1) }
            }
        }
    }
}

extension Topics.ACLs {
    /// The groups of the service that writes a topic.
    static func groups(writing topic: String) -> [String] {
        guard let writer = EventCatalogue.kind(ofTopic: topic)?.writer else { return [] }
        return rights.first { $0.service == writer }?.groups ?? []
    }
}
