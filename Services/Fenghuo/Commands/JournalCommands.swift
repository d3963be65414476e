import ArgumentParser
import EventLog
import Foundation
import Schemas

struct JournalCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Verifies and exports the audit record.",
        subcommands: [VerifyJournals.self, Export.self, Checkpoints.self, PublicKey.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the journal to standard output, one entry a line.",
            discussion: """
                jsonl is the entries' canonical JSON and can be verified again (journal verify --file); csv is for \
                reading.

                  fenghuo journal export --incident 5f0c… > journal.jsonl
                """)
        @OptionGroup var options: LogOptions
        @Option(help: ArgumentHelp("Only this incident's.", valueName: "incident id")) var incident: String?
        @Option(help: "jsonl or csv.") var format: JournalFile.Format = .jsonl
        @OptionGroup var output: JSONAnyway

        func validate() throws { try output.agree(with: format, being: format != .jsonl) }

        func run() async throws {
            try await withLog(options) { log, _ in
                let chains = try await JournalRecord.read(log).entries.filter { incident == nil || $0.key == incident }
                if let incident, chains.isEmpty { throw ValidationError("no journal of incident \(incident)") }
                if format == .csv { Terminal.print(JournalFile.header) }
                for (_, entries) in chains.sorted(by: { $0.key < $1.key }) {
                    for entry in entries { Terminal.print(try JournalFile.line(entry, format)) }
                }
            }
        }
    }
}
