import EmbeddedLog
import EventLog
import Foundation
import Processing
import Schemas
import Testing

@testable import Fenghuo

/// A whole state taken to more partitions on another log, and gone on with there.
@Suite(.timeLimit(.minutes(5))) struct MigrationTests {
    private static func open(_ folder: URL, _ name: String) async throws -> EmbeddedLog {
        try await EmbeddedLog(
            path: folder.appending(path: name).path,
            options: EmbeddedLogOptions(
                durability: .processCrash, maintenanceInterval: nil, pollInterval: .milliseconds(2)))
    }

    private static func plan(
        _ from: EmbeddedLog, _ to: EmbeddedLog, partitions: Int32 = 4, said: Int32? = nil, without: Set<String> = []
    ) async throws -> Migration {
        try await Migration.plan(
            from: .init(log: from, namespace: .standard), to: .init(log: to, namespace: .standard),
            partitions: partitions, said: said, without: without, now: 1)
    }

    private static func withLogs(_ body: (EmbeddedLog, EmbeddedLog) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (from, to) = (try await open(folder, "from.sqlite"), try await open(folder, "to.sqlite"))
        try await body(from, to)
        from.close()
        to.close()
    }

    @Test(arguments: [Int32(1), 4])
    func `Services go on where they were, with every id, row and journal as it was`(partitions: Int32) async throws {
        try await Self.withLogs { from, to in
            try await from.createTopics(House.topics)
            let old = try House(log: from)
            try await old.fill()
            try await old.runNotary()
            let before = try await old.contents()
            #expect(before.tables.count > 150)
            let (run, isResumed) = try await Self.plan(from, to, partitions: partitions).carryOut { _ in }
            #expect(!isResumed && run.read == run.written)

            let new = try House(log: to, partitions: partitions)
            func same(_ found: (tables: [String: [UInt8]], outputs: [String])) {
                #expect(found.outputs.sorted() == before.outputs.sorted())
                #expect(found.tables == before.tables)
            }
            same(try await new.contents())
            for topic in House.topics.map(\.name) {
                let rows = try await new.records(topic)
                #expect(rows.allSatisfy { $0.header("__fenghuo.positions") == nil })
            }
            // Nothing is read again, nothing is made anew.
            try await new.runAll()
            same(try await new.contents())

            let journal = try await new.records(EventKind.journalEntered.topic).count
            try await new.goOn()
            try await new.runNotary()
            #expect(try await new.records(EventKind.journalEntered.topic).count > journal + 10)
            #expect(try await new.records(EventKind.deadLetters).isEmpty)
            for topic in House.outputs {
                let ids = try await new.records(topic).map { $0.header("ce_id") ?? "" }
                #expect(Set(ids).count == ids.count, "an id given twice in \(topic)")
            }
            let record = try await JournalRecord.read(to)
            let verification = JournalVerification(
                record: record, checkpoints: CheckpointChains(logged: record.checkpoints))
            #expect(!verification.incidents.isEmpty && verification.smuggled.isEmpty)
            for incident in verification.incidents {
                if case .broken(let fault) = verification.verdict(on: incident) { Issue.record("\(fault)") }
            }
        }
    }

    @Test func `A migration that has ended writes nothing again`() async throws {
        try await Self.withLogs { from, to in
            try await from.createTopics(House.topics)
            let old = try House(log: from)
            try await old.fill()
            _ = try await Self.plan(from, to).carryOut { _ in }
            let before = try await House(log: to, partitions: 4).contents()
            let (_, isResumed) = try await Self.plan(from, to).carryOut { _ in }
            let after = try await House(log: to, partitions: 4).contents()
            #expect(isResumed && after.tables == before.tables && after.outputs == before.outputs)
        }
    }

    /// As on a broker where somebody added some: those of the embedded log never grow, so they are made so.
    @Test(arguments: [[EventKind.decisionTaken.topic], House.topics.map(\.name)])
    func `Partitions that were added are left behind`(to grown: [String]) async throws {
        try await Self.withLogs { from, to in
            let topics = House.topics(partitions: 2)
            try await from.createTopics(
                topics.map { topic in
                    var topic = topic
                    if grown.contains(topic.name) { topic.partitions = 3 }
                    return topic
                })
            let subjects = (0..<20).map { "subject-\($0)" }
            let producer = try await from.makeProducer()
            try await producer.append(
                subjects.map { subject in
                    ProducerRecord(
                        to: TopicPartition(
                            EventKind.mentionPublished.topic, Partitioner.partition(forKey: subject, count: 2)),
                        key: Array(subject.utf8), value: [1], headers: [RecordHeader("ce_partitionkey", subject)],
                        timestamp: 1)
                })
            if grown.count > 1 {
                let error = await #expect(throws: EventLogError.self) { try await Self.plan(from, to, partitions: 6) }
                #expect("\(try #require(error))".contains("FENGHUO_PARTITIONS"))
            }
            let (run, _) = try await Self.plan(from, to, said: 2).carryOut { _ in }
            #expect(run.read == 20 && run.written == 20)
            let mentions = try await House(log: to, partitions: 4).records(EventKind.mentionPublished.topic)
            #expect(mentions.count == 20)
            for record in mentions {
                let key = try #require(record.header("ce_partitionkey"))
                #expect(record.topicPartition.partition == Partitioner.partition(forKey: key, count: 4))
            }
            // One that is written is not left behind in silence.
            let place = TopicPartition(EventKind.decisionTaken.topic, 2)
            try await producer.append([ProducerRecord(to: place, key: [1], value: [1], timestamp: 1)])
            let error = await #expect(throws: EventLogError.self) {
                try await Self.plan(from, to, partitions: 6, said: 2)
            }
            #expect("\(try #require(error))".contains(grown.count > 1 ? "FENGHUO_PARTITIONS" : "\(place)"))
        }
    }

    @Test func `What is in the way is said before anything is written`() async throws {
        try await Self.withLogs { from, to in
            func refused(_ what: String, partitions: Int32 = 4, without: Set<String> = []) async throws {
                let error = await #expect(throws: EventLogError.self, "\(what)") {
                    try await Self.plan(from, to, partitions: partitions, without: without)
                }
                #expect("\(try #require(error))".contains(what))
            }
            try await refused("no topics")
            try await from.createTopics(House.topics(partitions: 2))
            try await refused("a multiple of 2", partitions: 3)
            let same = await #expect(throws: EventLogError.self) { try await Self.plan(from, from) }
            #expect("\(try #require(same))".contains("the same topics"))
            let topic = EventKind.decisionTaken.topic
            let member = try await from.joinGroup(GroupSubscription(group: "reader", topics: [topic]))
            while let change = try await member.nextChange() { if case .assigned = change { break } }
            let producer = try await from.makeTransactionalProducer(id: "x")
            let record = ProducerRecord(to: TopicPartition(topic, 0), key: [1], value: [1], timestamp: 1)
            try await producer.commit(
                [record, record], offsets: ConsumedOffsets(member: member, next: [TopicPartition(topic, 0): 1]))
            try await refused("1 members")
            await member.leave()
            try await refused("records of \(topic)[0] that it has not read")
            _ = try await Self.plan(from, to, without: ["reader"])
            #expect(try await to.describeTopics().isEmpty)
            try await to.createTopics(House.topics(partitions: 4))
            try await to.makeProducer().append([record])
            try await refused("records in \(topic)", without: ["reader"])
        }
    }
}
