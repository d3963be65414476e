import ArgumentParser
import EventLog
import Foundation
import Schemas

struct JournalCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Verifies and exports the audit record.",
        subcommands: [Verify.self, Export.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks every case's hash chain: no entry altered, missing, out of order or cut off.",
            discussion: """
                Beside the chain itself it is checked against what names its entries elsewhere: the case's row, its \
                reports and its evaluation. A report on paper says the same ("entry 57, hash 0a1b…"): give it as \
                --witness 57:0a1b…. Exits with 1 when a journal is broken.

                  fenghuo journal verify
                  fenghuo journal verify --incident 5f0c… --witness 57:0a1b2c3d4e5f6071
                  fenghuo journal verify --file journal.jsonl
                """)
        @OptionGroup var options: LogOptions
        @Option(help: ArgumentHelp("Only this incident's.", valueName: "incident id")) var incident: String?
        @Option(help: ArgumentHelp("An entry's number and hash, as a report shows them.", valueName: "entry:hash"))
        var witness: [String] = []
        @Option(help: ArgumentHelp("An export, instead of the log.", valueName: "file")) var file: String?
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Verdict: Encodable {
            struct Journal: Encodable {
                var incident: String
                var isIntact: Bool
                var entries: Int
                var witnesses: Int
                var fault: String?
            }
            var journals: [Journal] = []
            var broken = 0
        }

        func validate() throws {
            if !witness.isEmpty, incident == nil { throw ValidationError("--witness needs --incident") }
            _ = try witnesses()
        }

        func run() async throws {
            if let file {
                return try report(try JournalFile.read(file), [:])
            }
            try await withLog(options) { log, _ in
                let journals = try await JournalRecord.read(log)
                for gone in journals.truncated { Terminal.say(gone) }
                try report(journals.entries, journals.witnesses)
            }
        }

        private func report(
            _ chains: [String: [JournalEntry]], _ known: [String: [JournalChain.Witness]]
        ) throws {
            let incidents = Set(chains.keys).union(known.keys).filter { incident == nil || $0 == incident }
            if let incident, incidents.isEmpty { throw ValidationError("no journal of incident \(incident)") }
            var verdict = Verdict()
            for id in incidents.sorted() {
                let entries = chains[id] ?? []
                let witnesses = (known[id] ?? []) + (try witnesses())
                let fault = JournalChain.verify(entries, witnesses: witnesses).map { "\($0)" }
                verdict.journals.append(
                    .init(
                        incident: id, isIntact: fault == nil, entries: entries.count, witnesses: witnesses.count,
                        fault: fault))
                if fault != nil { verdict.broken += 1 }
            }
            try output.print(verdict, text: verdict.text)
            if verdict.broken > 0 { throw ExitCode(1) }
        }

        private func witnesses() throws -> [JournalChain.Witness] {
            try witness.map { text in
                let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2, let entries = Int64(parts[0]), entries > 0, parts[1].count >= 8,
                    parts[1].allSatisfy(\.isHexDigit)
                else {
                    throw ValidationError(
                        "--witness \(text): expected an entry's number and at least 8 digits of its hash, such as 57:0a1b2c3d"
                    )
                }
                return JournalChain.Witness(source: "witness", entries: entries, hash: parts[1].lowercased())
            }
        }
    }

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

extension JournalCommands.Verify.Verdict {
    fileprivate var text: String {
        let lines = journals.map { journal in
            journal.fault.map { "BROKEN \(journal.incident): \($0)" }
                ?? "intact \(journal.incident): \(journal.entries) entries, \(journal.witnesses) witnesses"
        }
        return (lines + ["\(journals.count) journals, \(broken) broken"]).joined(separator: "\n")
    }
}
