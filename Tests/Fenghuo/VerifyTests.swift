import EmbeddedLog
import EventLog
import Foundation
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

/// What the proof of exactly once sees, and what happens meanwhile.
@Suite struct VerifyTests {
    private static func record(
        _ kind: EventKind, _ message: some Message & Sendable, key: String, id: String, offset: Int64 = 0
    ) throws -> LogRecord {
        let made = try EventRecord.make(
            kind: kind, message: message, key: key, about: key, partitionKey: "s", partitions: 1, id: id,
            source: "/test", now: 1)
        return LogRecord(
            topicPartition: made.topicPartition, offset: offset, timestamp: 1, key: made.key, value: made.value,
            headers: made.headers)
    }

    private static func census(
        mentions: [(id: String, event: String)], incidents: [(id: String, mentions: Int64, event: String)],
        dropped: Int64
    ) throws -> Census {
        var census = Census(source: "push")
        var ids: [String: Set<String>] = [:]
        func count(_ record: LogRecord) throws {
            let topic = record.topicPartition.topic
            try census.count(record, topic: topic, ids: &ids[topic, default: []])
        }
        for mention in mentions {
            let message = Mention.with {
                $0.id = mention.id
                $0.source = mention.id == "fed" ? "feed" : "push"
            }
            try count(record(.mentionPublished, message, key: mention.id, id: mention.event))
        }
        for incident in incidents {
            let message = Incident.with {
                $0.id = incident.id
                $0.mentions = incident.mentions
            }
            try count(record(.incidentAssessed, message, key: incident.id, id: incident.event))
        }
        let profile = SubjectProfile.with {
            $0.subject = "s"
            $0.dropped = dropped
        }
        try count(record(.subjectProfiled, profile, key: "s", id: "p"))
        // The subject's terms: a row of its own that counts nothing, and comes last.
        try count(record(.subjectProfiled, SubjectProfile.with { $0.subject = "s" }, key: "s/terms", id: "t"))
        return census
    }

    private static func isGood(_ census: Census, pushed: Set<String>, lag: Int64 = 0) -> Bool {
        var report = VerificationReport()
        report.check(census, against: .init(ids: pushed, pushed: pushed.count), lag: lag)
        return report.isGood
    }

    private static let mentions = [("m1", "e1"), ("m2", "e2"), ("m3", "e3")].map { (id: $0.0, event: $0.1) }

    @Test func `The newest count of each incident and what joined none add up to what was pushed`() throws {
        let census = try Self.census(
            mentions: Self.mentions, incidents: [("i", 1, "a"), ("i", 2, "b")], dropped: 1)
        #expect(Self.isGood(census, pushed: ["m1", "m2", "m3"]))
        #expect(census.incidents == 1 && census.inIncidents == 2 && census.dropped == 1)
    }

    @Test func `A mention that a feed brought is counted too, and is not one that was pushed`() throws {
        let census = try Self.census(
            mentions: Self.mentions + [("fed", "e4")], incidents: [("i", 4, "a")], dropped: 0)
        #expect(Self.isGood(census, pushed: ["m1", "m2", "m3"]))
        #expect(census.publications == 3 && census.allPublications == 4)
    }

    @Test func `A mention counted twice, one lost, one published twice, one left to read: none goes unnoticed`() throws
    {
        let pushed: Set = ["m1", "m2", "m3"]
        let twice = try Self.census(mentions: Self.mentions, incidents: [("i", 3, "a")], dropped: 1)
        #expect(!Self.isGood(twice, pushed: pushed))
        let lost = try Self.census(mentions: Self.mentions.dropLast(), incidents: [("i", 2, "a")], dropped: 0)
        #expect(!Self.isGood(lost, pushed: pushed))
        let again = try Self.census(
            mentions: Self.mentions + [("m3", "e4")], incidents: [("i", 4, "a")], dropped: 0)
        #expect(!Self.isGood(again, pushed: pushed))
        let sameEvent = try Self.census(
            mentions: Self.mentions, incidents: [("i", 3, "a"), ("i", 3, "a")], dropped: 0)
        #expect(!Self.isGood(sameEvent, pushed: pushed) && sameEvent.duplicateIDs == ["fenghuo.incidents.v1": 1])
        let left = try Self.census(mentions: Self.mentions, incidents: [("i", 3, "a")], dropped: 0)
        #expect(Self.isGood(left, pushed: pushed) && !Self.isGood(left, pushed: pushed, lag: 1))
    }

    @Test func `A broken journal is named`() throws {
        var census = Census(source: "push")
        var ids: Set<String> = []
        let entry = JournalEntry.with {
            $0.incidentID = "i"
            $0.sequence = 2
        }
        let record = try Self.record(.journalEntered, entry, key: "i", id: "j")
        try census.count(record, topic: EventKind.journalEntered.topic, ids: &ids)
        #expect(census.brokenJournals == ["i"] && !Self.isGood(census, pushed: []))
    }

    @Test func `It reads a whole log of several partitions`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        defer { log.close() }
        let topic = EventKind.mentionPublished.topic
        try await log.createTopics([.init(name: topic, partitions: 3, cleanup: .delete(retentionMilliseconds: nil))])
        let producer = try await log.makeProducer()
        try await producer.append(
            (0..<5000).map { number in
                try EventRecord.make(
                    kind: .mentionPublished, message: Mention.with { $0.id = "m\(number)" }, key: "m\(number)",
                    about: "", partitionKey: "s\(number)", partitions: 3, id: "e\(number)", source: "/test", now: 1)
            })
        let census = try await Census.take(log, source: "")
        #expect(census.publications == 5000 && census.published.count == 5000 && census.duplicateIDs.isEmpty)
    }

    @Test(arguments: [1, 7, 16])
    func `The plan for it is the given one with subjects of its own`(count: Int) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let base = root.appending(path: "Plans/commercial-bank.yaml").path
        let folder = FileManager.default.temporaryDirectory.appending(path: "verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = try VerificationPlan(base: base, subjects: count)
        let plan = try made.write(to: folder).plan
        let old = try ResponsePlan.load(file: base)
        #expect(plan.subjects.map(\.id) == made.subjects.map(\.id) + old.subjects.map(\.id))
        #expect(made.subjects.count == count)
    }

    @Test func `Twelve subjects give every one of six partitions work`() {
        let partitions = Set(
            VerificationPlan.subjects.prefix(12).map { Partitioner.partition(forKey: $0.id, count: 6) })
        #expect(partitions.count == 6)
    }

    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)] as [(String, Int32)])
    func `A command's exit code is its shell's`(line: String, code: Int32) async throws {
        #expect(try await ShellCommand(line: line).run() == code)
    }

    @Test func `A command is over when its shell is, whatever it left running`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "left-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try await ShellCommand(line: "sleep 600 & echo $! > '\(file.path)'; exit 3").run() == 3)
        let text = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let left = try #require(pid_t(text))
        #expect(kill(left, SIGKILL) == 0, "it still ran")
    }

    private static let places = Fleet.services.flatMap { service in
        (0..<2).map { Fleet.Place(service: service, number: $0) }
    }

    @Test(arguments: [true, false])
    func `A zombie of analysis and one restart of the broker have to happen, the same for the same seed`(
        restarts: Bool
    ) {
        var one = Disturbances(places: Self.places, restartsBroker: restarts, seed: 5)
        var other = one
        var steps: [Disturbances.Step] = []
        while !one.isComplete { steps.append(one.next()) }
        #expect(steps == steps.map { _ in other.next() })
        #expect(steps.contains(.pause(.init(service: "analysis", number: 0))))
        #expect(steps.count { $0 == .restartBroker } == (restarts ? 1 : 0))
        for _ in 0..<100 { steps.append(one.next()) }
        #expect(steps.count { $0 == .restartBroker } == (restarts ? 1 : 0), "once")
        for place in Self.places { #expect(steps.contains(.kill(place))) }
        for service in Fleet.services { #expect(steps.contains(.pause(.init(service: service, number: 0)))) }
    }
}
