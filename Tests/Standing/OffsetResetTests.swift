import ArgumentParser
import EmbeddedLog
import EventLog
import Foundation
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

/// Where a group goes on, as an engineer sets it.
@Suite("Resetting offsets") struct OffsetResetTests {
    private static let mentions = EventKind.mentionPublished.topic

    private static func house() async throws -> StandingLog {
        let house = try await StandingLog()
        try await house.append(
            try (0..<10).map { number in
                try StandingLog.record(
                    .mentionPublished,
                    Mention.with {
                        $0.id = "m\(number)"
                        $0.subject = StandingLog.subject
                    }, key: "m\(number)", at: house.now + Int64(number) * 1000)
            })
        try await house.run { Bystander() }
        return house
    }

    private static func after(_ house: StandingLog, _ target: ResetTarget) async throws -> Int64? {
        try await OffsetReset.plan("bystander", to: target, on: house.log, in: .standard).partitions.first?.after
    }

    @Test(arguments: [
        ("earliest", ResetTarget.earliest), ("latest", .latest), ("4711", .offset(4711)), ("+5", .shift(5)),
        ("-5", .shift(-5)), ("-2h", .time(-7_200_000)), ("1970-01-01T00:00:01Z", .time(1000)),
    ])
    func `A target is read`(text: String, target: ResetTarget) throws {
        #expect(try ResetTarget(text, now: 0, zone: .gmt) == target)
    }

    @Test(arguments: ["", "soon", "--5", "5.5", "99999999999999999999", "file:", "file:/nowhere", "-", "+"])
    func `What is no target is refused by name`(text: String) {
        #expect(throws: ValidationError.self) { try ResetTarget(text, now: 0, zone: .gmt) }
    }

    @Test(arguments: [
        "topic,partition,offset\nfenghuo.mentions.v1,0,3\n", "\"fenghuo.mentions.v1\", 0, 3",
        #"[{"group":"g","partitions":[{"topic":"fenghuo.mentions.v1","partition":0,"committed":3,"end":9}]}]"#,
        #"{"partitions":[{"topic":"fenghuo.mentions.v1","partition":0,"now":3,"after":9}]}"#,
    ])
    func `A file of offsets is read, in lines or as groups prints it`(text: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "offsets-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let read = try ResetTarget("file:\(file.path)", now: 0, zone: .gmt)
        #expect(read == .file([TopicPartition("fenghuo.mentions.v1", 0): 3]))
    }

    @Test(arguments: [
        "a,b,c", "fenghuo.mentions.v1,0,-1", "fenghuo.mentions.v1,0", "t,0,1\nt,0,2", "{}", "[1]",
        "{\"partitions\":[]}",
        "[{\"partitions\":[]},{\"partitions\":[]}]", "\u{0}", "",
    ])
    func `A file that is none is refused by name`(text: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "offsets-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: ValidationError.self) { try ResetTarget("file:\(file.path)", now: 0, zone: .gmt) }
    }

    @Test func `Each target says where the group would stand, and nothing is set before it is said`() async throws {
        let house = try await Self.house()
        #expect(try await Self.after(house, .earliest) == 0)
        #expect(try await Self.after(house, .latest) == 10)
        #expect(try await Self.after(house, .offset(4)) == 4)
        #expect(try await Self.after(house, .shift(-3)) == 7)
        #expect(try await Self.after(house, .shift(-300)) == 0)
        #expect(try await Self.after(house, .shift(.max)) == 10)
        #expect(try await Self.after(house, .time(house.now + 4500)) == 5)
        #expect(try await Self.after(house, .time(house.now + 999_999)) == 10)
        #expect(try await Self.after(house, .file([TopicPartition(Self.mentions, 0): 6])) == 6)
        let committed = try await house.log.describeGroups().first { $0.name == "bystander" }?.committed
        #expect(committed == [TopicPartition(Self.mentions, 0): 10])
        var reset = try await OffsetReset.plan("bystander", to: .offset(4), on: house.log, in: .standard)
        #expect(
            reset.partitions == [
                .init(topic: Self.mentions, partition: 0, now: 10, after: 4, difference: -6, low: 0, high: 10)
            ])
        try await reset.execute("bystander", on: house.log, in: .standard)
        let after = try await house.log.describeGroups().first { $0.name == "bystander" }?.committed
        #expect(after == [TopicPartition(Self.mentions, 0): 4])
        // A stateful service passes over what its state has: reading again is safe.
        try await house.run { Bystander() }
        let counts = try await house.rows(EventKind.coverageKept.topic).values.map {
            try InputEvent($0, kind: .coverageKept).decode(CoverageChange.self).at
        }
        #expect(counts.count == 10 && counts.allSatisfy { $0 == 1 })
    }

    @Test func `What cannot be is refused: an unknown group or topic, an offset beyond the end, living members`()
        async throws
    {
        let house = try await Self.house()
        func refused(_ group: String, _ target: ResetTarget, _ topics: Set<String> = []) async -> String {
            do {
                _ = try await OffsetReset.plan(group, to: target, topics: topics, on: house.log, in: .standard)
                return ""
            } catch { return "\(error)" }
        }
        #expect(await refused("nobody", .latest).contains("no group nobody"))
        #expect(await refused("bystander", .offset(11)).contains("beyond its end, 10"))
        #expect(await refused("bystander", .latest, ["fenghuo.cases.v1"]).contains("does not read fenghuo.cases.v1"))
        #expect(await refused("bystander", .file([TopicPartition("x", 0): 1])).contains("does not read"))
        #expect(await refused("bystander", .file([TopicPartition(Self.mentions, 7): 1])).contains("not there"))
        let member = try await house.log.joinGroup(GroupSubscription(group: "bystander", topics: [Self.mentions]))
        var reset = try await OffsetReset.plan("bystander", to: .earliest, on: house.log, in: .standard)
        #expect(reset.members.count == 1)
        await #expect(throws: EventLogError.self) { try await reset.execute("bystander", on: house.log, in: .standard) }
        #expect(!reset.isExecuted)
        await member.leave()
    }

    @Test func `A target past retention says what would be missing`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let start: Int64 = 1_772_416_800_000
        let log = try await EmbeddedLog(
            path: folder.appending(path: "log.sqlite").path,
            options: EmbeddedLogOptions(maintenanceInterval: nil, now: { start + 100_000 }))
        defer { log.close() }
        try await log.createTopics([
            TopicSpecification(name: Self.mentions, partitions: 1, cleanup: .delete(retentionMilliseconds: 50_000))
        ])
        let producer = try await log.makeProducer()
        for number in Int64(0)..<10 {
            try await producer.append([
                ProducerRecord(
                    to: TopicPartition(Self.mentions, 0), key: [1], value: [1], timestamp: start + number * 10_000)
            ])
        }
        try await log.maintain()
        try await log.setOffsets([TopicPartition(Self.mentions, 0): 9], ofGroup: "consumer")
        let low = try #require(try await log.describeTopics().first?.ranges.first?.low)
        #expect(low > 0 && low < 10)
        let byOffset = try await OffsetReset.plan("consumer", to: .offset(0), on: log, in: .standard)
        #expect(byOffset.missing.first?.from == 0 && byOffset.missing.first?.to == low)
        #expect(byOffset.partitions.first?.after == low)
        let byTime = try await OffsetReset.plan("consumer", to: .time(start), on: log, in: .standard)
        #expect(byTime.missing.first?.keptSince == start + low * 10_000)
        let kept = try await OffsetReset.plan("consumer", to: .time(start + 90_000), on: log, in: .standard)
        #expect(kept.missing.isEmpty && kept.partitions.first?.after == 9)
        let earliest = try await OffsetReset.plan("consumer", to: .earliest, on: log, in: .standard)
        #expect(earliest.missing.isEmpty, "what is there is what was asked for")
    }
}
