import Analysis
import EmbeddedLog
import EventLog
import Foundation
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

/// The state of every stateful service, made anew from its inputs.
@Suite("Resetting state", .timeLimit(.minutes(5))) struct StateResetTests {
    private static let services: [StatefulService] = [.monitoring, .coverage, .analysis, .response, .logistics]

    private static func with(_ body: (House, EmbeddedLog) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await EmbeddedLog(
            path: folder.appending(path: "log.sqlite").path,
            options: EmbeddedLogOptions(
                durability: .processCrash, maintenanceInterval: nil, pollInterval: .milliseconds(2)))
        defer { log.close() }
        try await log.createTopics(House.topics)
        let house = try House(log: log)
        try await house.fill()
        try await body(house, log)
    }

    private static func reset(_ service: StatefulService, _ house: House) -> StateReset {
        StateReset(
            service: service, log: house.log, namespace: .standard, plan: house.plan, models: .shipped,
            now: 1_772_420_000_000)
    }

    @Test func `Made anew, the state of each service is the same byte for byte, and nothing is written or said twice`()
        async throws
    {
        try await Self.with { house, log in
            let before = try await house.contents()
            let ends = try await log.describeTopics().map(\.ranges)
            for service in Self.services {
                let dry = try await Self.reset(service, house).run(execute: false)
                #expect(dry.isSame, "\(service): \(dry.text)")
                #expect(dry.partitions[0].read > 0 && dry.partitions[0].same > 0, "\(service)")
                let report = try await Self.reset(service, house).run(execute: true)
                #expect(report.isSame && report.written == 0, "\(service): \(report.text)")
            }
            #expect(try await log.describeTopics().map(\.ranges) == ends, "not a record was written")
            try await house.runAll()
            let after = try await house.contents()
            #expect(after.tables == before.tables && after.outputs == before.outputs)
        }
    }

    @Test func `A state that was lost, or says what its inputs do not, is put right`()
        async throws
    {
        try await Self.with { house, log in
            let before = try await house.contents()
            var harmed: [ProducerRecord] = []
            for kind in House.topologies.flatMap(\.tables) {
                // Every second row is lost, and one is there that should not be.
                let keys = before.tables.keys.filter { $0.hasPrefix(kind.topic + "/") }.sorted()
                for (number, key) in keys.enumerated() where number.isMultiple(of: 2) {
                    harmed.append(
                        ProducerRecord(
                            to: TopicPartition(kind.topic, 0), key: Array(key.dropFirst(kind.topic.count + 1).utf8),
                            value: nil, timestamp: 1_772_420_000_000))
                }
            }
            let stray = Incident.with {
                $0.id = "stray"
                $0.subject = "lanjiang-bank"
            }
            harmed.append(
                try EventRecord.make(
                    kind: .incidentAssessed, message: stray, key: "stray", about: "stray",
                    partitionKey: "lanjiang-bank",
                    partitions: 1, id: "stray", source: "/test", now: 1_772_420_000_000))
            let producer = try await log.makeProducer()
            try await producer.append(harmed)
            await producer.close()
            for service in Self.services {
                let report = try await Self.reset(service, house).run(execute: true)
                #expect(report.written > 0 && report.partitions[0].outputsNew == 0, "\(service): \(report.text)")
            }
            let mended = try await house.contents()
            #expect(mended.tables == before.tables)
            #expect(mended.outputs == before.outputs)
        }
    }

    @Test func `How often a row that others read has changed only grows, and is no difference by itself`() async throws
    {
        try await Self.with { house, log in
            let (key, row) = try #require(
                try await house.contents().tables.first { $0.key.hasPrefix(EventKind.incidentAssessed.topic + "/") })
            var incident = try Incident(serializedBytes: Array(row))
            #expect(key.hasSuffix(incident.id))
            let producer = try await log.makeProducer()
            func stand() async throws {
                try await producer.append([
                    try EventRecord.make(
                        kind: .incidentAssessed, message: incident, key: incident.id, about: incident.id,
                        partitionKey: incident.subject, partitions: 1, id: "\(incident.revision)", source: "/test",
                        now: 1_772_420_000_000)
                ])
            }
            incident.revision += 7
            try await stand()
            #expect(try await Self.reset(.analysis, house).run(execute: true).isSame)
            let (title, revision) = (incident.title, incident.revision)
            incident.title = "another"
            try await stand()
            #expect(try await Self.reset(.analysis, house).run(execute: true).written > 0)
            let after = try #require(try await house.contents().tables[key])
            incident = try Incident(serializedBytes: Array(after))
            #expect(incident.title == title && incident.revision == revision + 1)
            await producer.close()
        }
    }

    @Test func `It is refused while the service runs, and where there is nothing, by name`() async throws {
        try await Self.with { house, log in
            let member = try await log.joinGroup(
                GroupSubscription(group: "analysis", topics: AnalysisProcessor.topology.inputs.map(\.topic)))
            do {
                _ = try await Self.reset(.analysis, house).run(execute: true)
                Issue.record("it was not refused")
            } catch { #expect("\(error)".contains("group analysis has 1 members")) }
            #expect(try await Self.reset(.analysis, house).run(execute: false).members.count == 1)
            await member.leave()
            await #expect(throws: StateReset.Refusal.self) { try await Self.reset(.notary, house).run(execute: false) }
        }
    }
}
