import EmbeddedLog
import EventLog
import Foundation
import Testing

@testable import Fenghuo

/// Topics as files, and back.
@Suite(.timeLimit(.minutes(2))) struct ExportTests {
    private static let topic = "fenghuo.mentions.v1"

    private static func export(_ rig: ReplayRig, _ topic: String = topic, to folder: String) async throws
        -> ExportManifest
    {
        let found = try #require(try await rig.log.describeTopics().first { $0.specification.name == topic })
        let lanes = found.ranges.enumerated().map {
            Lane(topic: topic, partition: Int32($0.offset), from: $0.element.low, to: $0.element.high)
        }
        let target = try ExportTarget(folder, lanes: lanes) { $0 }
        try await TopicCopy(
            lanes: lanes, source: { try await rig.log.makeReader() }, target: target,
            progress: CopyProgress("test", lanes: lanes)
        ).run()
        return try await target.finish(
            ExportManifest(at: 1, log: "a", topics: [.init(found.specification, own: topic)], files: []))
    }

    private static func read(_ manifest: ExportManifest, _ folder: String, limit: Int = 7) async throws -> [LogRecord] {
        let reader = ExportReader(folder)
        var records: [LogRecord] = []
        for file in manifest.files {
            let place = TopicPartition(file.topic, file.partition)
            var position: Int64 = 0
            while position < file.bytes {
                let read = try await reader.read(place, from: position, to: file.bytes, limit: limit, wait: .zero)
                records += read.records
                position = read.next
            }
        }
        return records
    }

    private static func filled(_ count: Int) async throws -> ReplayRig {
        let rig = try await ReplayRig()
        try await rig.create(topic)
        try await rig.append((0..<count).map { ReplayRig.record($0) })
        return rig
    }

    @Test func `An export holds every record as it is, and its manifest says how many`() async throws {
        let rig = try await Self.filled(300)
        let manifest = try await Self.export(rig, to: rig.path("export"))
        #expect(manifest.files.reduce(0) { $0 + $1.records } == 300)
        #expect(manifest.files.reduce(0) { $0 + $1.tombstones } == 38)
        let (again, _) = try ExportManifest.read(rig.path("export"))
        #expect(again == manifest)
        try ExportReader.check(again, in: rig.path("export"))
        #expect(try await Self.read(manifest, rig.path("export")) == rig.records(Self.topic))
        #expect(throws: EventLogError.self, "an export is not written over") {
            try ExportTarget(rig.path("export"), lanes: []) { $0 }
        }
    }

    @Test func `A file that was changed is refused by name`() async throws {
        let rig = try await Self.filled(100)
        let manifest = try await Self.export(rig, to: rig.path("export"))
        let file = rig.path("export/\(ExportManifest.fileName(Self.topic, 1))")
        var data = try #require(FileManager.default.contents(atPath: file))
        data[data.count / 2] ^= 1
        try data.write(to: URL(filePath: file))
        let error = #expect(throws: EventLogError.self) { try ExportReader.check(manifest, in: rig.path("export")) }
        #expect("\(try #require(error))".contains(file))
        try FileManager.default.removeItem(atPath: file)
        #expect(throws: EventLogError.self) { try ExportReader.check(manifest, in: rig.path("export")) }
    }

    @Test func `A line that is broken is named by file and number`() async throws {
        let rig = try await Self.filled(100)
        var manifest = try await Self.export(rig, to: rig.path("export"))
        let name = ExportManifest.fileName(Self.topic, 0)
        var lines = try String(contentsOfFile: rig.path("export/\(name)"), encoding: .utf8).split(separator: "\n")
        lines[16] = "{\"topic\":\"fenghuo.mentions.v1\",\"partition\":0,\"offset\":x"
        let text = lines.joined(separator: "\n") + "\n"
        try text.write(toFile: rig.path("export/\(name)"), atomically: false, encoding: .utf8)
        manifest.files[0].bytes = Int64(text.utf8.count)
        let error = await #expect(throws: EventLogError.self) { try await Self.read(manifest, rig.path("export")) }
        #expect("\(try #require(error))".contains("\(name), line 17: found column 55"))
    }

    @Test(
        arguments: [
            ("\"fenghuo-export/1\"", "\"fenghuo-export/2\""), ("fenghuo.mentions.v1-0.jsonl", "../../etc/passwd"),
            ("\"partition\" : 1", "\"partition\" : 0"), ("\"partitions\" : 2", "\"partitions\" : 0"),
            ("\"name\" : \"fenghuo.mentions.v1\"", "\"name\" : \"other\""), ("{", "["),
        ])
    func `A manifest that is otherwise is refused`(what: String, becomes: String) async throws {
        let rig = try await Self.filled(10)
        _ = try await Self.export(rig, to: rig.path("export"))
        let path = rig.path("export/\(ExportManifest.name)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(what))
        try text.replacing(what, with: becomes).write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: EventLogError.self) { try ExportManifest.read(rig.path("export")) }
    }

    @Test func `With other partitions records go where their producers would write them`() async throws {
        let rig = try await Self.filled(200)
        let rule = PartitionRule(from: 2, to: 12)
        for record in try await rig.records(Self.topic) {
            let subject = try #require(record.header("ce_partitionkey"))
            let partition = rule.partition(of: record, topic: Self.topic)
            #expect(partition == Partitioner.partition(forKey: subject, count: 12))
            #expect(partition % 2 == record.topicPartition.partition, "a new partition is of one old one")
        }
    }

    @Test func `Rows of one partition's own stay with it, and rows of a journal go with the journal`() {
        func record(_ key: String, _ partition: Int32, _ partitionKey: String?) -> LogRecord {
            LogRecord(
                topicPartition: TopicPartition("t", partition), offset: 0, timestamp: 1, key: Array(key.utf8),
                value: [],
                headers: partitionKey.map { [RecordHeader("ce_partitionkey", $0)] } ?? [])
        }
        let rule = PartitionRule(from: 6, to: 24, subjects: ["incident": "lanjiang-bank"])
        let subject = Partitioner.partition(forKey: "lanjiang-bank", count: 24)
        #expect(rule.partition(of: record("journal-3", 3, "journal-3"), topic: "fenghuo.response-chains.v1") == 3)
        #expect(rule.partition(of: record("incident", 1, "incident"), topic: "fenghuo.response-heads.v1") == subject)
        #expect(rule.partition(of: record("other", 1, "other"), topic: "fenghuo.response-heads.v1") == 1)
        #expect(rule.partition(of: record("x", 5, nil), topic: "fenghuo.dead-letters.v1") == 5)
        let same = PartitionRule(from: 6, to: 6)
        #expect(same.partition(of: record("x", 5, "lanjiang-bank"), topic: "fenghuo.cases.v1") == 5)
        #expect(
            PartitionRule(from: 6, to: 2).partition(
                of: record("journal-3", 3, nil), topic: "fenghuo.response-chains.v1") == 1)
    }
}
