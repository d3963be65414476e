import ArgumentParser
import Crypto
import EventLog
import Foundation
import Hosting
import Schemas

extension Topics {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes an export's records into topics.",
            discussion: """
                Every file is compared with the manifest before anything is written; topics that are missing are made as \
                they were. Without --execute it only says what it would do. An import that was ended before its end is \
                gone on with by the same command, and one that has ended writes nothing again; --run gives it another \
                name, so that it does. With other --partitions, records go where their producers would write them.

                What a row says of how far its log had been read is left out: offsets are others here.

                  fenghuo topics import export/
                  fenghuo topics import export/ --prefix sandbox. --execute
                  fenghuo topics import export/ --partitions 24 --execute
                """)
        @OptionGroup var options: LogOptions
        @Argument(help: "The folder of the export.") var folder: String
        @Option(help: "Partitions of the topics; as they were otherwise, 1 to 1024.") var partitions: Int32?
        @Option(help: ArgumentHelp("Namespace to write into; FENGHUO_TOPICS_PREFIX otherwise.", valueName: "prefix"))
        var prefix: String?
        @Option(help: ArgumentHelp("The run's name; of the export's content otherwise.", valueName: "id"))
        var run: String?
        @Flag(help: "Do it.") var execute = false
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...1024).contains(partitions ?? 1) else {
                throw ValidationError("--partitions \(partitions ?? 0): expected 1 to 1024")
            }
            if let run, !ReplayRun.isName(run) {
                throw ValidationError("--run \(Terminal.harmless(run)): expected 1 to 64 letters, digits and hyphens")
            }
            if let prefix { _ = try Replay.namespace(prefix) }
        }

        func run() async throws {
            let (manifest, digest) = try ExportManifest.read(folder)
            var bar = ProgressBar("compare", total: manifest.files.reduce(0) { $0 + $1.bytes })
            try ExportReader.check(manifest, in: folder) { bar.update($0) }
            bar.finish()
            try await withLog(options, creating: execute, orEmpty: true) { log, settings in
                let namespace = try prefix.map(Replay.namespace) ?? settings.namespace
                let whole = (log as? NamespacedLog)?.log ?? log
                let targets = targets(manifest, namespace)
                let missing = try CopyIntoLog.missing(targets, in: try await whole.describeTopics())
                let lanes = manifest.files.filter { $0.bytes > 0 }.map {
                    Lane(topic: $0.topic, partition: $0.partition, from: 0, to: $0.bytes)
                }
                let id = run ?? "import-" + EventID.derive(digest, namespace.prefix).prefix(16)
                let wanted = ReplayRun(
                    id: id, kind: .imported, source: "export \(digest.prefix(16))", lanes: lanes,
                    begun: ServiceHost.wallClock())
                var summary = summary(manifest, targets, missing, id, into: namespace)
                guard execute else {
                    return try output.print(
                        summary, text: summary.text(verb: "", again: "the same with --execute"))
                }
                let shape = try await Self.shape(manifest, targets, folder: folder)
                let copy = CopyIntoLog(run: id, log: whole, namespace: namespace, targets: targets, shape: shape)
                try await copy.prepare()
                let started = ContinuousClock.now
                let (run, isResumed) = try await copy.run(wanted, title: "import") { [folder] in ExportReader(folder) }
                (summary.isExecuted, summary.isResumed) = (true, isResumed)
                (summary.read, summary.written) = (run.read, run.written)
                summary.seconds = (ContinuousClock.now - started).inSeconds
                try output.print(summary, text: summary.text(verb: "written into", again: ""))
            }
        }

        private func targets(_ manifest: ExportManifest, _ namespace: Namespace) -> [String: TopicSpecification] {
            Dictionary(
                manifest.topics.map { topic in
                    (
                        topic.name,
                        TopicSpecification(
                            name: namespace.topic(topic.name), partitions: partitions ?? topic.partitions,
                            cleanup: topic.cleanup)
                    )
                }
            ) { first, _ in first }
        }

        private func summary(
            _ manifest: ExportManifest, _ targets: [String: TopicSpecification], _ missing: Set<String>, _ id: String,
            into namespace: Namespace
        ) -> CopySummary {
            CopySummary(
                run: id, into: namespace.prefix,
                topics: manifest.topics.map { topic in
                    let target = targets[topic.name]
                    return .init(
                        from: topic.name, to: target?.name, partitions: Int(target?.partitions ?? topic.partitions),
                        atMost: manifest.files.filter { $0.topic == topic.name }.reduce(0) { $0 + $1.records },
                        isNew: target.map { missing.contains($0.name) } ?? false)
                })
        }

        private static func shape(
            _ manifest: ExportManifest, _ targets: [String: TopicSpecification], folder: String
        ) async throws -> LogTarget.Shape {
            let journal = manifest.files.filter { $0.topic == EventKind.journalEntered.topic }.map {
                Lane(topic: $0.topic, partition: $0.partition, from: 0, to: $0.bytes)
            }
            var rules: [String: PartitionRule] = [:]
            for topic in manifest.topics {
                guard let target = targets[topic.name] else { continue }
                var rule = PartitionRule(from: topic.partitions, to: target.partitions)
                if topic.name == EventKind.headKept.topic, rule.from != rule.to {
                    rule.subjects = try await PartitionRule.subjects(of: journal, reader: ExportReader(folder))
                }
                rules[topic.name] = rule
            }
            return RecordCopy.shape(
                targets: targets.mapValues(\.name), rules: rules,
                own: Dictionary(targets.keys.map { ($0, $0) }) { first, _ in first })
        }
    }
}

/// A record as it was, in the partition where its producer would write it.
enum RecordCopy {
    /// - Parameters:
    ///   - targets: by the name of the topic that is read, the one that is written.
    ///   - own: by the name of the topic that is read, its name in the catalogue.
    static func shape(
        targets: [String: String], rules: [String: PartitionRule], own: [String: String]
    ) -> LogTarget.Shape {
        { lane in
            guard let target = targets[lane.topic], let rule = rules[lane.topic], let own = own[lane.topic] else {
                throw EventLogError.unknownTopic(lane.topic)
            }
            return { record in
                ProducerRecord(
                    to: TopicPartition(target, rule.partition(of: record, topic: own)), key: record.key,
                    value: record.value, packedHeaders: ReplayMark.withoutPositions(record.packedHeaders),
                    timestamp: record.timestamp)
            }
        }
    }
}
