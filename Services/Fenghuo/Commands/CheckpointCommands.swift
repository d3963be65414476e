import ArgumentParser
import EventLog
import Hosting
import Response
import Schemas

extension JournalCommands {
    struct Checkpoints: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the signed checkpoints to standard output.",
            discussion: """
                jsonl can be given to `journal verify --witness`; keep it elsewhere than the log, and often. text is what is \
                signed, with key and signature, as it also goes out by mail where the plan says so.

                  fenghuo journal checkpoints > checkpoints.jsonl
                  fenghuo journal checkpoints --format text --newest
                """)
        enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, text }

        @OptionGroup var options: LogOptions
        @Option(help: "jsonl or text.") var format: Format = .jsonl
        @Flag(help: "Only the newest of each chain, which stands for all before it.") var newest = false
        @OptionGroup var output: JSONAnyway

        func validate() throws { try output.agree(with: format, being: format != .jsonl) }

        func run() async throws {
            try await withLog(options) { log, _ in
                var checkpoints = try await JournalRecord.read(log).checkpoints ?? []
                if newest {
                    let last = Dictionary(checkpoints.map { ($0.chain, $0) }) { $1 }
                    checkpoints = last.sorted { $0.key < $1.key }.map(\.value)
                }
                for checkpoint in checkpoints {
                    switch format {
                    case .jsonl:
                        let json: [UInt8] = try EventCodec.encode(checkpoint, as: .json)
                        Terminal.print(String(decoding: json, as: UTF8.self))
                    case .text: Terminal.print(checkpoint.note)
                    }
                }
            }
        }
    }

    struct PublicKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "key", abstract: "Prints the public key that checkpoints are verified with, as PEM.",
            discussion: """
                Of the key in the data folder, or RESPONSE_CHECKPOINT_KEY. Keep it elsewhere than the log.

                  fenghuo journal key > checkpoint.pub
                """)
        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Printed: Encodable {
            var id: String
            var pem: String
        }

        func run() async throws {
            let settings = try await Settings.load(overrides: options.overrides)
            guard let key = try CheckpointKey.present(settings: settings) else {
                throw ValidationError(
                    "no key of checkpoints here: expected checkpoint.key in the data folder, or the setting")
            }
            let pem = String(key.publicKey.pem.dropLast())
            try output.print(Printed(id: key.publicKey.id, pem: pem), text: pem)
        }
    }
}
