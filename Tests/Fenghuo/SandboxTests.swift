import Analysis
import ArgumentParser
import EmbeddedLog
import EventLog
import Foundation
import Plan
import Schemas
import Testing

@testable import Fenghuo
@testable import Leadership

/// A sandbox beside a live house on one log.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SandboxTests {
    private static func making(
        _ name: String, of house: RecordedHouse.Lived, since: Int64 = RecordedHouse.start, plan: ResponsePlan? = nil,
        lead: Int64? = nil
    ) throws -> SandboxMaking {
        let text = try String(contentsOf: RecordedHouse.planFile, encoding: .utf8)
        return SandboxMaking(
            live: NamespacedLog(house.log, namespace: .standard),
            sandbox: NamespacedLog(house.log, namespace: try SandboxDescription.namespace(name)), name: name,
            plan: (plan == nil ? text : text.replacing("III: 36", with: "III: 43"), (plan ?? house.plan).hash),
            since: since, until: RecordedHouse.start + 100 * 3_600_000, lead: lead)
    }

    private static func made(_ making: SandboxMaking) async throws -> SandboxDescription {
        try await making.make(try await making.look()) { _, _ in }
    }

    private static func run(_ making: SandboxMaking) async throws -> SandboxRun.Outcome {
        let description = try #require(try await SandboxDescription.read(from: making.sandbox))
        return try await SandboxRun(live: making.live, sandbox: making.sandbox, models: .shipped)
            .run(description) { _, _ in }
    }

    private static func difference(_ making: SandboxMaking) async throws -> Difference {
        let description = try #require(try await SandboxDescription.read(from: making.sandbox))
        return try await description.difference(live: making.live, sandbox: making.sandbox)
    }

    /// Every record and every committed offset that is not this sandbox's, as they are.
    private static func others(than name: String, on log: any EventLog) async throws -> (Set<LogRecord>, [String]) {
        let topics = try await log.describeTopics()
        var records: Set<LogRecord> = []
        for topic in topics where !topic.specification.name.hasPrefix(name + ".") {
            try await TopicScan(topic.specification.name, in: topics, of: log)?.each { records.insert($0) }
        }
        let groups = try await log.describeGroups().filter { !$0.name.hasPrefix(name + ".") }.map { "\($0)" }
        return (records, groups.sorted() + topics.map { "\($0)" }.filter { !$0.contains("\"\(name).") }.sorted())
    }

    @Test func `The same build and plan change nothing, and nothing live is touched`() async throws {
        let house = try await RecordedHouse.lived.value
        let making = try Self.making("proof", of: house)
        let before = try await Self.others(than: "proof", on: house.log)
        let made = try await Self.made(making)
        #expect(made.copied[EventKind.decisionTaken.topic] == Int64(house.decisions.count))
        let outcome = try await Self.run(making)
        #expect(outcome.mentions == made.copied[EventKind.mentionPublished.topic] && outcome.written > outcome.mentions)
        let found = try await Self.difference(making)
        #expect(found.isEmpty, "\(DifferenceText(difference: found, zone: .gmt).text(most: 50))")
        #expect(found.totals.cases.before >= 3 && found.totals.cases.after == found.totals.cases.before)
        #expect(found.totals.decisions == house.decisions.count)

        // Deliveries ended where they began.
        let topics = try await making.sandbox.describeTopics()
        var deliveries: [String: Delivery] = [:]
        try await TopicScan(EventKind.deliveryUpdated.topic, in: topics, of: making.sandbox)?.each(Delivery.self) {
            row, _ in
            deliveries[row.id] = row
        }
        #expect(!deliveries.isEmpty && deliveries.values.allSatisfy { $0.state != .pending && $0.deliveredAt == 0 })
        #expect(deliveries.values.contains { $0.verdict == "withheld (sandbox)" })
        // The chains of the sandbox's own journals hold.
        var journals: [String: [JournalEntry]] = [:]
        try await TopicScan(EventKind.journalEntered.topic, in: topics, of: making.sandbox)?.each(JournalEntry.self) {
            entry, _ in
            journals[entry.incidentID, default: []].append(entry)
        }
        #expect(journals.count == Int(found.totals.cases.after))
        #expect(journals.values.allSatisfy { JournalChain.verify($0) == nil })

        // Once more, as after a run that was stopped: the same comes out, once.
        let again = try await Self.run(making)
        #expect(again.written == outcome.written)
        #expect(try await Self.difference(making).isEmpty)
        #expect(try await SandboxDescription.all(on: house.log).map(\.name) == ["proof"])

        let dropping = SandboxDropping(sandbox: making.sandbox)
        try await dropping.drop(try await dropping.look())
        #expect(try await house.log.describeTopics().allSatisfy { !$0.specification.name.hasPrefix("proof.") })
        #expect(try await SandboxDescription.all(on: house.log).isEmpty)
        let after = try await Self.others(than: "proof", on: house.log)
        #expect(after.0 == before.0 && after.1 == before.1, "the live house, byte for byte")
    }

    @Test func `Another plan changes what it changes in memory`() async throws {
        let house = try await RecordedHouse.lived.value
        let plan = try RecordedHouse.plan("III: 36", "III: 43")
        let making = try Self.making("trial", of: house, plan: plan)
        _ = try await Self.made(making)
        _ = try await Self.run(making)
        let found = try await Self.difference(making)
        let recomputed = try await LogBacktest(log: house.log, plan: plan, models: .shipped)
            .run(calling: ("", "")) { _, _ in }.difference
        #expect(!found.isEmpty && found.entries == recomputed.entries && found.misfits == recomputed.misfits)
        #expect(found.after.plan == plan.hash)
        // The console reads what is kept.
        let description = try #require(try await SandboxDescription.read(from: making.sandbox))
        try await description.keep(found, to: making.sandbox)
        #expect(try await SandboxDescription.read(from: making.sandbox) == description)
        let shown = try #require(await SandboxShelf(house.log).sandboxes().first { $0.description.name == "trial" })
        #expect(shown.description.planHash == description.planHash && shown.difference?.leftOut == 0)
        #expect(shown.difference?.entries.map(\.incident) == found.entries.map(\.incident))
        #expect(shown.difference?.totals.cases.after == found.totals.cases.after)
        let dropping = SandboxDropping(sandbox: making.sandbox)
        try await dropping.drop(try await dropping.look())
    }

    @Test(arguments: [
        "fenghuo", "", "a", "-x", "x-", "X", "fenghuo.x", "a.b", "ü", String(repeating: "a", count: 41), "a b",
    ])
    func `A name that could be another's is refused`(name: String) {
        #expect(throws: ValidationError.self) { try SandboxDescription.namespace(name) }
    }

    @Test func `A window without records is refused before anything is written`() async throws {
        let house = try await RecordedHouse.lived.value
        let making = try Self.making("empty", of: house, since: RecordedHouse.start + 90 * 3_600_000, lead: 0)
        let found = try await making.look()
        #expect(found.counts[EventKind.mentionPublished.topic, default: 0] == 0)
        #expect(try await house.log.describeTopics().allSatisfy { !$0.specification.name.hasPrefix("empty.") })
    }
}
