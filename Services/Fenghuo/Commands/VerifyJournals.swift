import ArgumentParser
import EventLog
import Foundation
import Hosting
import Response
import Schemas

struct VerifyJournals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks every case's journal: no entry altered, missing, out of order, cut off or written anew.",
        discussion: """
            A journal is held against its own hash chain; the case's row, reports and evaluation, which name its entries; \
            the decisions; and the signed checkpoints on the log. All of these are on the log, and whoever may write there, \
            and has the key, can write them anew together. What was kept elsewhere finds that: give it as --witness, a \
            file of checkpoints (`fenghuo journal checkpoints`, or mails and webhooks as they were saved), or a report's \
            "entry 57, hash 0a1b…" as 57:0a1b… with --incident. --key is the public key that has to have signed \
            (`fenghuo journal key`); without it, the key in the data folder, else whichever the checkpoints name. \
            Documentation/checkpoints.md says what can be found and what not. Exits with 1 when something is broken.

              fenghuo journal verify
              fenghuo journal verify --witness checkpoints.jsonl --key checkpoint.pub
              fenghuo journal verify --incident 5f0c… --witness 57:0a1b2c3d4e5f6071
              fenghuo journal verify --file journal.jsonl --witness saved-mail.txt
            """)
    @OptionGroup var options: LogOptions
    @Option(help: ArgumentHelp("Only this incident's.", valueName: "incident id")) var incident: String?
    @Option(help: ArgumentHelp("Kept outside: a file of checkpoints, or entry:hash.", valueName: "file or entry:hash"))
    var witness: [String] = []
    @Option(help: ArgumentHelp("The public key that has to have signed, as PEM or base64.", valueName: "file"))
    var key: String?
    @Option(help: ArgumentHelp("An export, instead of the log.", valueName: "file")) var file: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if incident == nil, witness.contains(where: { Self.entry($0) != nil }) {
            throw ValidationError("--witness entry:hash needs --incident")
        }
    }

    func run() async throws {
        let given = witness.compactMap(Self.entry)
        let kept = try witness.filter { Self.entry($0) == nil }.flatMap(Self.checkpoints)
        if let file {
            var record = JournalRecord()
            record.entries = try JournalFile.read(file)
            return try report(record, kept, given, trusting: try trusted(nil))
        }
        try await withLog(options) { log, settings in
            let record = try await JournalRecord.read(log)
            for gone in record.truncated { Terminal.say(gone) }
            try report(record, kept, given, trusting: try trusted(settings))
        }
    }

    private func report(
        _ record: JournalRecord, _ kept: [Checkpoint], _ given: [JournalChain.Witness],
        trusting trusted: Set<CheckpointPublicKey>
    ) throws {
        let chains = CheckpointChains(logged: record.checkpoints, kept: kept, trusting: trusted)
        let verification = JournalVerification(record: record, checkpoints: chains, given: given)
        let incidents = verification.incidents.filter { incident == nil || $0 == incident }
        if let incident, incidents.isEmpty { throw ValidationError("no journal of incident \(incident)") }
        var verdict = Verdict()
        for id in incidents {
            switch verification.verdict(on: id) {
            case .broken(let fault):
                verdict.broken += 1
                verdict.journals.append(
                    .init(
                        incident: id, isIntact: false, entries: record.entries[id]?.count ?? 0, witnesses: 0, signed: 0,
                        fault: "\(fault)"))
            case .intact(let entries, let witnesses, let signed):
                verdict.journals.append(
                    .init(incident: id, isIntact: true, entries: entries, witnesses: witnesses, signed: signed))
            }
        }
        verdict.checkpoints = .init(
            logged: chains.chains.values.reduce(0) { $0 + $1.count }, kept: kept.count, keys: chains.keys.map(\.id),
            isKeyTrusted: !trusted.isEmpty, faults: chains.faults.map { "\($0)" })
        verdict.unsigned = verification.smuggled.filter { incident == nil || $0.incident == incident }.map {
            .init(incident: $0.incident, sequence: $0.sequence)
        }
        verdict.undone = incidents.flatMap { id in
            record.decisions.undone(in: record.entries[id] ?? []).map { .init(incident: id, sequence: $0.sequence) }
        }
        try output.print(verdict, text: verdict.text)
        if !verdict.isIntact { throw ExitCode(1) }
    }

    /// - Parameter settings: where there is a log, the key beside it counts too.
    private func trusted(_ settings: Settings?) throws -> Set<CheckpointPublicKey> {
        if let key {
            guard let text = try? String(contentsOfFile: key, encoding: .utf8), let known = CheckpointPublicKey(text)
            else { throw ValidationError("--key \(key): expected an Ed25519 public key as PEM or base64") }
            return [known]
        }
        guard let settings, let own = try CheckpointKey.present(settings: settings) else { return [] }
        return [own.publicKey]
    }

    /// `57:0a1b2c3d`.
    private static func entry(_ text: String) -> JournalChain.Witness? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let entries = Int64(parts[0]), entries > 0, parts[1].utf8.count >= 8,
            EventID.bytes(hex: parts[1] + (parts[1].utf8.count.isMultiple(of: 2) ? "" : "0")) != nil
        else { return nil }
        return JournalChain.Witness(source: "witness", entries: entries, hash: parts[1].lowercased())
    }

    private static func checkpoints(_ path: String) throws -> [Checkpoint] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError(
                "--witness \(path): expected a file of checkpoints, or an entry's number and at least 8 digits of its hash, such as 57:0a1b2c3d"
            )
        }
        let found = CheckpointNotes.read(data)
        guard !found.isEmpty else {
            throw ValidationError("--witness \(path): found no checkpoint in it, of 64 MiB of UTF-8 at most")
        }
        return found
    }
}
