import Analysis
import EmbeddedLog
import EventLog
import Foundation
import Plan
import Processing
import Response
import Schemas
import SwiftProtobuf
import Text

@testable import Fenghuo

/// A log as a live house leaves it: the demo's three days, taken in batches as they come, by a clock that is a little
/// behind the records, with people who decide about what they see.
struct RecordedHouse {
    static let start: Int64 = 1_767_600_000_000
    static let planFile = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Plans/commercial-bank.yaml")
    /// What is left when it has been lived in.
    struct Lived: Sendable {
        var log: EmbeddedLog
        var plan: ResponsePlan
        var decisions: [Decision]
    }

    /// One under the example plan, lived once and read by all.
    static let lived = Task {
        var house = try await RecordedHouse(plan: try plan())
        try await house.live()
        return Lived(log: house.log, plan: house.plan, decisions: house.decisions)
    }
    /// Of the processors behind the records, in milliseconds.
    private static let latency: Int64 = 37

    let folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
    let log: EmbeddedLog
    let plan: ResponsePlan
    private var analysis: TaskCore<AnalysisProcessor>
    private var response: TaskCore<ResponseProcessor>
    private var offsets: [String: Int64] = [:]
    private var records: [ProducerRecord] = []
    private var decided = 0
    private var ticked: Int64
    /// What people decide; the same of every house with the same cases.
    private(set) var decisions: [Decision] = []

    /// - Parameter plan: the house lives by it.
    init(plan: ResponsePlan) async throws {
        self.plan = plan
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        log = try await EmbeddedLog(
            path: folder.appending(path: "log.sqlite").path,
            options: EmbeddedLogOptions(durability: .processCrash, maintenanceInterval: nil))
        try await log.createTopics(
            EventCatalogue.topics.map {
                TopicSpecification(
                    name: $0.name, partitions: 1,
                    cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            })
        analysis = TaskCore(AnalysisProcessor(plan: plan), partition: 0, partitions: 1)
        response = TaskCore(ResponseProcessor(plan: plan), partition: 0, partitions: 1)
        analysis.restored()
        response.restored()
        ticked = Self.start
    }

    /// The example plan with one line of it written otherwise.
    static func plan(_ old: String = "", _ new: String = "") throws -> ResponsePlan {
        let text = try String(contentsOf: planFile, encoding: .utf8)
        let file = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString).yaml")
        try text.replacing(old.isEmpty ? "\u{0}" : old, with: new).write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try ResponsePlan.load(file: file.path)
    }

    func close() {
        log.close()
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Living

    /// Three days of mentions, and what people do about the cases that come of them.
    mutating func live(taking recorded: [Decision]? = nil) async throws {
        var pending = recorded ?? []
        var batch: [Mention] = []
        for mention in try Self.mentions(plan) {
            if let first = batch.first, mention.receivedAt - first.receivedAt > 3_000 || batch.count == 9 {
                try take(batch)
                batch = []
                if recorded == nil {
                    try decide(after: mention.receivedAt - 1_000)
                } else {
                    while let next = pending.first, next.decidedAt < mention.receivedAt {
                        pending.removeFirst()
                        try take(next)
                    }
                }
            }
            batch.append(mention)
        }
        try take(batch)
        for decision in pending { try take(decision) }
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
        records = []
    }

    /// The demo's lines as mentions of the subjects that they name.
    private static func mentions(_ plan: ResponsePlan) throws -> [Mention] {
        var patterns: [AliasPattern] = []
        for subject in plan.subjects {
            patterns += subject.allNames.map { AliasPattern(id: subject.id, pattern: $0, kind: .alias) }
            patterns += subject.exclusions.map { AliasPattern(id: subject.id, pattern: $0, kind: .exclusion) }
        }
        let matcher = AliasMatcher(patterns)
        return try Story.shipped().lines.enumerated().flatMap { index, line in
            matcher.subjectIDs(in: (line.title ?? "") + "\n" + line.text).map { subject in
                Mention.with {
                    $0.id = "\(line.externalId ?? "")/\(index)/\(subject)"
                    $0.subject = subject
                    $0.source = line.source
                    $0.tier = SourceTier(rawValue: plan.source(line.source)?.tier ?? 4) ?? .personal
                    $0.title = line.title ?? ""
                    $0.text = line.text
                    $0.url = line.url ?? ""
                    $0.author = line.author ?? ""
                    $0.language = line.language ?? ""
                    $0.reach = line.reach ?? 0
                    $0.publishedAt = start + line.offsetSeconds * 1000 + Int64(index % 7) * 111
                    $0.receivedAt = $0.publishedAt + 500
                }
            }
        }
    }

    private mutating func take(_ mentions: [Mention]) throws {
        guard let last = mentions.last else { return }
        try letTimePass(to: last.receivedAt)
        for mention in mentions {
            let event = try input(
                .mentionPublished, mention, key: mention.id, subject: mention.subject, at: mention.receivedAt)
            try analysis.handle(event, now: last.receivedAt + Self.latency)
        }
        try commit(at: last.receivedAt + Self.latency)
    }

    private mutating func letTimePass(to time: Int64) throws {
        while ticked + 60_000 <= time {
            ticked = (ticked / 60_000 + 1) * 60_000
            try analysis.tick(ticked)
            try commit(at: ticked)
            try response.tick(ticked)
        }
    }

    /// Writes what analysis made, and has response read it.
    private mutating func commit(at now: Int64) throws {
        for record in try analysis.takeCommit().records {
            records.append(record)
            guard record.topicPartition.topic == EventKind.incidentAssessed.topic else { continue }
            let offset = next(EventKind.incidentAssessed.topic)
            let read = LogRecord(
                topicPartition: record.topicPartition, offset: offset, timestamp: record.timestamp, key: record.key,
                value: record.value, headers: record.headers)
            _ = response.handle(read, now: now + Self.latency)
        }
        records += try response.takeCommit().records
    }

    private mutating func take(_ decision: Decision) throws {
        try letTimePass(to: decision.decidedAt)
        decisions.append(decision)
        let event = try input(
            .decisionTaken, decision, key: decision.id, subject: decision.subject, at: decision.decidedAt)
        // The record went into `records` as it is; both services read it a moment later.
        let record = records[records.count - 1]
        let read = LogRecord(
            topicPartition: record.topicPartition, offset: event.offset, timestamp: record.timestamp, key: record.key,
            value: record.value, headers: record.headers)
        _ = response.handle(read, now: decision.decidedAt + Self.latency)
        _ = analysis.handle(read, now: decision.decidedAt + Self.latency)
        try commit(at: decision.decidedAt + Self.latency)
    }

    private mutating func input(
        _ kind: EventKind, _ message: any Message & Sendable, key: String, subject: String, at time: Int64
    ) throws -> InputEvent {
        let offset = next(kind.topic)
        let record = try EventRecord.make(
            kind: kind, message: message, key: key, about: subject, partitionKey: subject, partitions: 1,
            id: "\(kind.topic)/\(offset)", source: "/test", now: time)
        records.append(record)
        return try InputEvent(
            LogRecord(
                topicPartition: record.topicPartition, offset: offset, timestamp: time, key: record.key,
                value: record.value, headers: record.headers), kind: kind)
    }

    private mutating func next(_ topic: String) -> Int64 {
        defer { offsets[topic, default: 0] += 1 }
        return offsets[topic, default: 0]
    }

    // MARK: Deciding

    /// For the first case a strategy, signatures and a release; the second is called a false alarm; later ones get a note.
    private mutating func decide(after time: Int64) throws {
        for (index, row) in response.processor.cases.rows.values.sorted(by: { $0.openedAt < $1.openedAt }).enumerated()
        {
            guard time - row.openedAt > 600_000, !row.state.isFinal else { continue }
            var kinds: [(role: String, kind: Decision.OneOf_Kind)] = []
            switch index {
            case 0:
                if !row.hasStrategy {
                    kinds = [
                        (
                            "president",
                            .strategy(
                                .with {
                                    $0.strategy = row.proposal.strategy
                                    $0.responsibility = row.proposal.responsibility
                                })
                        )
                    ]
                } else if let text = row.statements.first(where: { $0.channel == "website" && $0.state == .draft }),
                    let role = text.missingRoles.first
                {
                    kinds = [
                        (
                            role,
                            .sign(
                                .with {
                                    $0.statementID = text.id
                                    $0.contentHash = text.contentHash
                                })
                        )
                    ]
                } else if let text = row.statements.first(where: { $0.state == .signed }) {
                    kinds = [
                        (
                            "president",
                            .release(
                                .with {
                                    $0.statementID = text.id
                                    $0.contentHash = text.contentHash
                                })
                        )
                    ]
                }
            case 1: kinds = [("leadership-deputy", .falseAlarm(FalseAlarm()))]
            default:
                if !decisions.contains(where: { $0.incidentID == row.incidentID }) {
                    kinds = [("response-lead", .note(.with { $0.text = "看到了" }))]
                }
            }
            for (role, kind) in kinds {
                decided += 1
                let person = plan.people.first { $0.roles.contains(role) }
                try take(
                    .with {
                        $0.id = "decision-\(decided)"
                        $0.incidentID = row.incidentID
                        $0.subject = row.subject
                        $0.person = person?.id ?? ""
                        $0.role = role
                        $0.decidedAt = time + Int64(decided % 10)
                        $0.reason = "试"
                        $0.planHash = plan.hash
                        $0.kind = kind
                    })
            }
        }
    }
}

extension CaseState {
    fileprivate var isFinal: Bool { self == .closed || self == .falseAlarm }
}
