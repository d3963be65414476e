import ArgumentParser
import EventLog
import Foundation
import Hosting
import Logging
import Plan
import Schemas
import ServiceLifecycle
import Synchronization
import UnixSignals

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves on this log that every mention counts exactly once, whatever dies.",
        discussion: """
            Starts several instances of monitoring, analysis, response and logistics, posts made-up mentions to \
            monitoring, and meanwhile kills an instance every few seconds, stops one for longer than its session lasts \
            and wakes it, and restarts the broker once if told how. Then it reads the log from beginning to end: every \
            mention pushed is published once and counted in one incident or in none, no id stands twice on a topic that \
            a service puts out, nothing is left to read, every journal is intact.

              KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 fenghuo verify --broker-restart 'systemctl restart kafka'
              fenghuo verify --data /tmp/proof --mentions 20000

            The log must be empty: it is written full of made-up mentions. Exits with 0 when all held, 1 when something \
            did not, 2 when it could not be carried out.
            """)
    @OptionGroup var options: LogOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "How many mentions.") var mentions = 200_000
    @Option(help: "How many of them a second at most.") var rate = 1000
    @Option(help: "The seed of the mentions and the disturbances.") var seed: UInt64 = 1
    @Option(help: "Instances of each service.") var instances = 2
    @Option(help: "Seconds between two disturbances.") var every = 4
    @Option(help: "Seconds that an instance is stopped; its session lasts 10.") var pause = 18
    @Option(help: ArgumentHelp("Restarts the broker, once.", valueName: "command")) var brokerRestart: String?
    @Option(help: "Subjects the mentions are about, 1 to 16.") var subjects = 12
    @Option(help: "The first of the ports to use, two for each instance.") var ports = 21_130
    @Option(help: "Minutes it may take.") var minutes = 30
    @Option(
        help: ArgumentHelp("For the instances' logs; made in the temporary folder otherwise.", valueName: "folder"))
    var logs: String?

    func validate() throws {
        guard mentions > 0, rate > 0, every > 0, pause > 10, (1...5).contains(instances), (1...16).contains(subjects)
        else {
            throw ValidationError(
                "expected --mentions, --rate and --every above 0, --pause above 10, --instances 1 to 5, "
                    + "--subjects 1 to 16")
        }
    }

    func run() async throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        do {
            try await withLog(options, creating: true) { log, settings in
                guard try await verify(log, settings) else { throw ExitCode(1) }
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            Terminal.say("\(error)")
            throw ExitCode(2)
        }
    }

    private func verify(_ log: any EventLog, _ settings: Settings) async throws -> Bool {
        let partitions = Int32(try settings.int("fenghuo.partitions", default: 6, in: 1...1024))
        try await log.createTopics(CatalogueTopics.specifications(partitions: partitions))
        let own = Set(EventCatalogue.topics.map(\.name))
        for topic in try await log.describeTopics() where own.contains(topic.specification.name) {
            guard topic.ranges.allSatisfy({ $0.high == 0 }) else {
                throw VerificationFailure(
                    "verifying: found records on \(topic.specification.name), expected an empty log; "
                        + "this writes made-up mentions, so use a cluster or folder of its own")
            }
        }
        let folder = try makeFolder()
        let base = settings.string("fenghuo.plan", default: ServiceHost.defaultPlan)
        let plan = try VerificationPlan(base: base, subjects: subjects)
        let (file, loaded) = try plan.write(to: folder)
        guard let source = loaded.sources.first(where: { $0.kind == .push && $0.apiKey != nil }) else {
            throw VerificationFailure("\(base): found no source of kind push with apiKey, expected one to push as")
        }
        let key = Self.secret()
        let fleet = try Fleet(
            perService: instances,
            environment: environment(settings, folder: folder, plan: file, source: source, key: key),
            folder: folder, firstPort: ports)
        let result = Mutex<VerificationReport?>(nil)
        let run = VerificationRun(
            options: .init(
                mentions: mentions, rate: rate, seed: seed, instances: instances, every: every, pause: pause,
                brokerRestart: brokerRestart, firstPort: ports, limit: .seconds(minutes * 60), folder: folder),
            log: log, fleet: fleet,
            pushing: Pushing(
                intakes: fleet.intakes, key: key, subjects: plan.subjects, source: source.id, count: mentions,
                seed: seed, rate: rate, repeatedRequests: 2, end: ServiceHost.wallClock() - 60_000)
        ) { report in result.withLock { $0 = report } }
        // An interrupted run takes its processes with it.
        try await ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: run, successTerminationBehavior: .gracefullyShutdownGroup)
                ], cancellationSignals: [.sigint, .sigterm], logger: Logger(label: "verify"))
        ).run()
        guard let report = result.withLock({ $0 }) else { throw VerificationFailure("interrupted") }
        try output.print(report, text: report.text)
        return report.isGood
    }

    private func makeFolder() throws -> URL {
        let folder =
            logs.map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? FileManager.default.temporaryDirectory.appending(
                path: "fenghuo-verify-\(ProcessInfo.processInfo.processIdentifier)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        Terminal.say("logs of the instances: \(folder.path)")
        return folder
    }

    /// What this process was given, on the same log, with the plan and keys of the verification.
    private func environment(
        _ settings: Settings, folder: URL, plan: URL, source: ResponsePlan.Source, key: String
    ) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["FENGHUO_PLAN"] = plan.path
        // On Kafka only mail written to files goes there; on the embedded log it is the log's folder.
        environment["FENGHUO_DATA"] =
            settings.string("kafka.bootstrap.servers") == nil
            ? settings.dataFolder.standardizedFileURL.path : folder.appending(path: "data").path
        environment["FENGHUO_LOG_FORMAT"] = "json"
        environment["OPERATIONS_HOST"] = "127.0.0.1"
        environment["MONITORING_HOST"] = "127.0.0.1"
        if let name = source.apiKey { environment[name] = key }
        return environment
    }

    private static func secret() -> String {
        (0..<32).map { _ in String(UInt8.random(in: 0...255), radix: 16) }.joined()
    }
}
