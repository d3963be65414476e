import Analysis
import EmbeddedLog
import EventLog
import Foundation
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

/// From a log with incidents and decisions to a model that answers.
@Suite("Training from decisions") struct DecisionTrainingTests {
    private static let texts = [
        "alarm": ["澜江银行支行装修期间改走侧门", "澜江银行周末照常营业"],
        "graver": ["澜江银行多名储户称取不出钱", "澜江银行门口又排起长队"],
        "kept": ["澜江银行手机转账一直失败"],
        "refuted": ["听说澜江银行明天就要关门了", "网传澜江银行行长跑了", "澜江银行门口施工"],
        "true": ["澜江银行公告称系统今晚升级"],
        "whole": ["澜江银行收费标准有变", "澜江银行收费又涨了"],
        "parted": ["澜江银行信用卡年费争议"], "off": ["澜江银行被同业起诉"], "apart": ["澜江银行赞助马拉松"],
    ]

    /// Where an incident's evidence has no mention left on the log, its excerpt stands for it.
    private static let forgotten = "kept0"

    private static func incident(_ id: String, _ state: IncidentState = .open) -> Incident {
        .with {
            $0.id = id
            $0.subject = "lanjiang-bank"
            $0.state = state
            $0.mergedFrom = id == "whole" ? ["piece"] : []
            $0.evidence = (texts[id] ?? []).enumerated().map { number, text in
                .with {
                    $0.mentionID = "\(id)\(number)"
                    $0.excerpt = text
                }
            }
        }
    }

    private static func decision(_ number: Int, _ incident: String, _ kind: Decision.OneOf_Kind) -> Decision {
        .with {
            $0.id = "d\(number)"
            $0.incidentID = incident
            $0.decidedAt = 1_772_416_800_000 + Int64(number)
            $0.kind = kind
        }
    }

    private static func decisions() -> [Decision] {
        let kinds: [(String, Decision.OneOf_Kind)] = [
            ("alarm", .regrade(.with { $0.grade = .iii })),
            ("graver", .regrade(.with { $0.grade = .i })),
            ("kept", .confirmGrade(.with { $0.grade = .iii })),
            ("refuted", .rumour(.with { $0.state = .confirmed })),
            ("true", .rumour(.with { $0.state = .confirmed })),
            ("piece", .merge(.with { $0.into = "whole" })),
            ("parted", .split(.with { $0.mentionIds = ["off0"] })),
            // Somebody thought better of it: the last counts, wherever it lies on the log.
            ("alarm", .falseAlarm(FalseAlarm())),
            (
                "refuted",
                .rumour(
                    .with {
                        $0.state = .refuted
                        $0.mentionIds = ["refuted0", "refuted1"]
                    })
            ),
        ]
        return kinds.enumerated().map { decision($0, $1.0, $1.1) }
    }

    /// Writes such a log into a folder.
    private static func write(_ folder: URL, _ decisions: [Decision]) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        defer { log.close() }
        let kinds: [EventKind] = [.mentionPublished, .incidentAssessed, .decisionTaken]
        try await log.createTopics(
            kinds.map {
                TopicSpecification(
                    name: $0.topic, partitions: 3,
                    cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            })
        func record(_ kind: EventKind, _ message: any Message & Sendable, _ key: String) throws -> ProducerRecord {
            try EventRecord.make(
                kind: kind, message: message, key: key, about: key, partitionKey: key, partitions: 3, id: key,
                source: "/test", now: 1_772_416_800_000)
        }
        var records: [ProducerRecord] = []
        for (id, texts) in texts.sorted(by: { $0.key < $1.key }) {
            for (number, text) in texts.enumerated() where "\(id)\(number)" != forgotten {
                let mention = Mention.with {
                    $0.id = "\(id)\(number)"
                    $0.subject = "lanjiang-bank"
                    $0.text = text
                }
                records.append(try record(.mentionPublished, mention, mention.id))
            }
            records.append(try record(.incidentAssessed, incident(id), id))
        }
        records.append(try record(.incidentAssessed, incident("piece", .merged), "piece"))
        for decision in decisions.reversed() { records.append(try record(.decisionTaken, decision, decision.id)) }
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
    }

    private static func inFolder(
        _ decisions: [Decision] = decisions(), _ body: (URL) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "decisions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await write(folder, decisions)
        try await body(folder)
    }

    @Test func decisionsLabelTheMentionsTheyAreAbout() async throws {
        try await Self.inFolder { folder in
            let labels = try await DecisionReading.labels(folder: folder.path, environment: [:])
            func rows(_ task: String, _ field: String) -> [String: LabelledValue] {
                labels.rows(task: task).reduce(into: [:]) { found, row in
                    if case .string(let text) = row.fields["text"] { found[text] = row.fields[field] }
                }
            }
            func expected(_ labels: [(String, LabelledValue)]) -> [String: LabelledValue] {
                labels.reduce(into: [:]) { found, entry in
                    for text in Self.texts[entry.0] ?? [] { found[text] = entry.1 }
                }
            }
            #expect(
                rows("negative", "negative")
                    == expected([("alarm", .number(0)), ("graver", .number(1)), ("kept", .number(1))]))
            var rumours = expected([("refuted", .number(1)), ("true", .number(0))])
            rumours["澜江银行门口施工"] = nil
            #expect(rows("rumour", "label") == rumours)
            #expect(
                rows("clustering", "event_id")
                    == expected([
                        ("whole", .string("whole")), ("parted", .string("parted")), ("off", .string("off")),
                    ]))
            #expect(labels.rows(task: "sentiment").isEmpty)
        }
    }

    @Test(arguments: ["negative", "rumour"])
    func theModelTrainedAnswers(_ task: String) async throws {
        try await Self.inFolder { folder in
            let file = folder.appending(path: "\(task).model").path
            let labels = try await DecisionReading.labels(folder: folder.path, environment: [:])
            let measured = try MeasuredTasks.task(named: task)
            try measured.train(try labels.trainingRows(task: task)).write(to: file)
            let rows = LabelledRows(name: "decisions", rows: labels.rows(task: task))
            let report = try measured.evaluate(rows, answering: .model(ModelFile.read(file)))
            #expect(report.n == rows.rows.count)
            #expect((report.metrics["accuracy"]?.value ?? 0) >= 0.8)
        }
    }

    @Test func decisionsThatSayNothingOfATaskTrainNothing() async throws {
        try await Self.inFolder([Self.decision(0, "alarm", .note(.with { $0.text = "看过" }))]) { folder in
            let labels = try await DecisionReading.labels(folder: folder.path, environment: [:])
            #expect(throws: TaskMistake.self) { try labels.trainingRows(task: "rumour") }
        }
    }
}
