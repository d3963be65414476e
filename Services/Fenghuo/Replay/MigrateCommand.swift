import ArgumentParser
import EventLog
import Foundation
import Hosting
import Schemas

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes everything to another log, or to more partitions.",
        discussion: """
            A log is the folder of an embedded one (data), or kafka: and brokers (kafka:broker:9092); KAFKA_… says how \
            those are spoken to. Every topic of the namespace is copied with its keys, headers, timestamps and ids, each \
            record into the partition where its producer would write it; the groups then stand at the end, so that \
            services started there go on where they were.

            Nothing may be at work: stop what feeds the log, wait until `fenghuo groups` says lag 0, stop the services. \
            That is looked at. The number of partitions can be a multiple of what it was; partitions that somebody added on \
            the broker are left behind, as nothing is in them. Nothing is changed on the log that is left. A migration that was ended before its end is gone on with by the same command.

              fenghuo migrate --from data --to kafka:broker:9092
              fenghuo migrate --from data --to kafka:broker:9092 --partitions 24 --execute
              fenghuo migrate --from kafka:broker:9092 --to kafka:broker:9092 --to-prefix next. --partitions 24
            """)
    @Option(help: ArgumentHelp("The log that is left: a folder, or kafka:HOST:PORT.", valueName: "log"))
    var from: LogAddress
    @Option(help: ArgumentHelp("The log that is gone to: a folder, or kafka:HOST:PORT.", valueName: "log"))
    var to: LogAddress
    @Option(help: ArgumentHelp("Namespace that is left; FENGHUO_TOPICS_PREFIX otherwise.", valueName: "prefix"))
    var fromPrefix: String?
    @Option(help: ArgumentHelp("Namespace that is gone to; FENGHUO_TOPICS_PREFIX otherwise.", valueName: "prefix"))
    var toPrefix: String?
    @Option(help: "Partitions of the topics; as many as now otherwise, 1 to 1024.") var partitions: Int32?
    @Option(help: ArgumentHelp("A group that is not carried; may be said again.", valueName: "group"))
    var without: [String] = []
    @Flag(help: "Do it.") var execute = false
    @OptionGroup var output: OutputOptions

    /// As `--json` prints it.
    struct Migrated: Encodable {
        var copy: CopySummary
        var groups: [String]
        /// Journals there, and those of them that do not hold; nil where nothing was done.
        var journals: Int?
        var brokenJournals: Int?
    }

    func validate() throws {
        guard (1...1024).contains(partitions ?? 1) else {
            throw ValidationError("--partitions \(partitions ?? 0): expected 1 to 1024")
        }
        for prefix in [fromPrefix, toPrefix].compactMap(\.self) { _ = try Replay.namespace(prefix) }
    }

    func run() async throws {
        // A look changes nothing: where there is no log yet, it is an empty one that is looked at.
        let empty =
            execute || to.isThere ? nil : FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { if let empty { try? FileManager.default.removeItem(at: empty) } }
        let target = empty.map { LogAddress.folder($0.path) } ?? to
        let settings = (try await from.settings(prefix: fromPrefix), try await target.settings(prefix: toPrefix))
        try settings.0.refuseUnknown(plan: try? settings.0.plan())
        let notices = ClientNotices()
        let source = try await ServiceHost.openLog(settings: settings.0, creating: false) { notices.hear($0) }
        do {
            let target = try await ServiceHost.openLog(settings: settings.1, creating: execute || empty != nil) {
                notices.hear($0)
            }
            do {
                let said = try settings.0.string("fenghuo.partitions").map { _ in
                    try settings.0.int("fenghuo.partitions", default: 6, in: 1...1024)
                }
                try await migrate(source, target, said: said)
            } catch {
                await ServiceHost.close(target)
                throw error
            }
            await ServiceHost.close(target)
        } catch {
            await ServiceHost.close(source)
            throw notices.explaining(error)
        }
        await ServiceHost.close(source)
    }

    private func migrate(_ source: NamespacedLog, _ target: NamespacedLog, said: Int?) async throws {
        let migration = try await Migration.plan(
            from: .init(log: source.log, namespace: source.namespace),
            to: .init(log: target.log, namespace: target.namespace), partitions: partitions,
            said: said.map(Int32.init), without: Set(without), now: ServiceHost.wallClock())
        let targets = migration.targets
        let there = Set(try await target.log.describeTopics().map(\.specification.name))
        var summary = Migrated(
            copy: CopySummary(
                run: migration.run.id, into: "\(to) \(target.namespace.prefix)",
                topics: CopySummary.topics(
                    migration.run.lanes, targets: targets,
                    missing: Set(targets.values.map(\.name)).subtracting(there))),
            groups: migration.groups.topics.keys.sorted())
        guard execute else {
            let groups = summary.groups.isEmpty ? "no groups" : "groups " + summary.groups.joined(separator: ", ")
            return try output.print(
                summary,
                text: summary.copy.text(verb: "", again: "the same with --execute")
                    + "\nWith it: \(groups), all at the end.")
        }
        let started = ContinuousClock.now
        let (run, isResumed) = try await migration.carryOut { Terminal.say($0) }
        (summary.copy.isExecuted, summary.copy.isResumed) = (true, isResumed)
        (summary.copy.read, summary.copy.written) = (run.read, run.written)
        summary.copy.seconds = (ContinuousClock.now - started).inSeconds
        let (journals, broken) = try await Self.verify(target)
        (summary.journals, summary.brokenJournals) = (journals, broken.count)
        for fault in broken { Terminal.say("BROKEN \(fault)") }
        try output.print(
            summary,
            text: summary.copy.text(verb: "written into", again: "")
                + "\n\(summary.groups.count) groups at the end; \(journals) journals, \(broken.count) broken"
                + "\nServices there want FENGHUO_PARTITIONS=\(migration.partitions.after)"
                + (target.namespace.isStandard ? "" : " and FENGHUO_TOPICS_PREFIX=\(target.namespace.prefix)"))
        guard broken.isEmpty else { throw ExitCode(1) }
    }

    /// The journals' chains, as they stand there now.
    private static func verify(_ log: any EventLog) async throws -> (journals: Int, broken: [String]) {
        let journal = EventKind.journalEntered.topic
        guard try await log.describeTopics().contains(where: { $0.specification.name == journal }) else {
            return (0, [])
        }
        let record = try await JournalRecord.read(log)
        let verification = JournalVerification(
            record: record, checkpoints: CheckpointChains(logged: record.checkpoints))
        var broken = verification.checkpoints.faults.map { "\($0)" }
        broken += verification.smuggled.map { "\($0.incident): entry \($0.sequence) stands before signed ones" }
        let incidents = verification.incidents
        for incident in incidents {
            if case .broken(let fault) = verification.verdict(on: incident) { broken.append("\(incident): \(fault)") }
        }
        return (incidents.count, broken)
    }
}
