import Casework
import EventLog
import Foundation
import Plan
import Processing
import Schemas
import SwiftProtobuf

@testable import Analysis
@testable import Leadership
@testable import Logistics
@testable import Response

/// One state of an incident, its case, its deliveries and its resource requests, as both doors have it.
struct Rooms: Sendable {
    /// Monday 2026-03-02, 10:00 in Shanghai.
    static let now: Int64 = 1_772_416_800_000
    static let hour: Int64 = 3_600_000

    private static let read = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try ResponsePlan.load(file: root.appending(path: "Plans/commercial-bank.yaml").path)
    }

    static func plan() throws -> ResponsePlan { try read.get() }

    var name: String
    var plan: ResponsePlan
    var now = Self.now
    var incident: Incident
    var other: Incident
    /// `nil`: none was opened.
    var row: Case?
    var deliveries: [Delivery]
    var requests: [ResourceRequest]

    /// What came of a decision: nothing against it, or the reason.
    enum Answer: Equatable {
        case admitted
        case refused(String)
    }

    // MARK: the two doors

    /// The console's: whether it puts the decision on the log.
    func console() async throws -> ConsoleDoor {
        let view = LeadershipView()
        var records: [(EventKind, String, Data)] = []
        for incident in [incident, other] {
            records.append((.incidentAssessed, incident.id, try incident.serializedData()))
        }
        if let row { records.append((.caseAdvanced, row.incidentID, try row.serializedData())) }
        for delivery in deliveries { records.append((.deliveryUpdated, delivery.id, try delivery.serializedData())) }
        for request in requests { records.append((.resourceUpdated, request.id, try request.serializedData())) }
        _ = await view.apply(
            records.enumerated().map { index, record in
                LogRecord(
                    topicPartition: TopicPartition(record.0.topic, 0), offset: Int64(index), timestamp: now,
                    key: Array(record.1.utf8), value: Array(record.2),
                    headers: [RecordHeader("content-type", "application/protobuf")])
            })
        let time = now
        let desk = Leadership.DecisionDesk(
            plan: plan, view: view, producer: Swallowing(), partitions: 1, contentType: .protobuf, clock: { time })
        return ConsoleDoor(plan: plan, desk: desk)
    }

    /// The service's that carries it out.
    func owner(of decision: Decision, _ analysis: inout AnalysisDoor) throws -> Answer {
        guard let kind = decision.kind else { return .refused("no kind") }
        if kind.row.owner == .analysis { return try analysis.answer(to: decision, in: self) }
        if kind.row.owner == .logistics { return try logistics(decision, kind) }
        guard let row else { return try withoutCase(decision) }
        var file = Response.CaseFile(plan: plan, now: now, row: row, kept: [])
        Response.DecisionDesk.take(decision, kind: kind, likeCases: [], in: &file)
        guard let last = file.entries.last, last.action == JournalAction.refused.rawValue else { return .admitted }
        return .refused(last.details["reason"] ?? "")
    }

    private func logistics(_ decision: Decision, _ kind: Decision.OneOf_Kind) throws -> Answer {
        let plan = plan
        var driver = ProcessorDriver(now: now) { LogisticsProcessor(plan: plan) }
        for delivery in deliveries { try driver.preload(.deliveryUpdated, key: delivery.id, delivery) }
        for request in requests { try driver.preload(.resourceUpdated, key: request.id, request) }
        try driver.pipe(.decisionTaken, decision, key: decision.id, partitionKey: decision.subject)
        let answers =
            driver.processor.book.table.rows.values.flatMap(\.answers)
            + driver.processor.resources.rows.values.flatMap(\.answers)
        if let answer = answers.first(where: { $0.decisionID == decision.id }) {
            return answer.refused ? .refused(answer.reason) : .admitted
        }
        return .refused(Self.why(driver.deadLetters().last))
    }

    /// Without a case the processor itself is asked.
    private func withoutCase(_ decision: Decision) throws -> Answer {
        let plan = plan
        var driver = ProcessorDriver(now: now) { ResponseProcessor(plan: plan) }
        try driver.pipe(.incidentAssessed, incident, key: incident.id, partitionKey: incident.subject)
        try driver.pipe(.decisionTaken, decision, key: decision.id, partitionKey: decision.subject)
        guard let letter = driver.deadLetters().last else { return .admitted }
        return .refused(Self.why(letter))
    }

    fileprivate static func why(_ letter: ProducerRecord?) -> String {
        let message = letter?.headers.last { $0.name == DeadLetter.messageHeader }?.value
        return message.map { String(decoding: $0, as: UTF8.self) } ?? "no answer"
    }
}

/// Analysis with the two incidents; what it refused leaves them as they were for the next decision.
struct AnalysisDoor {
    private var driver: ProcessorDriver<AnalysisProcessor>?

    mutating func answer(to decision: Decision, in rooms: Rooms) throws -> Rooms.Answer {
        var driver = try driver ?? Self.driver(of: rooms)
        try driver.pipe(.decisionTaken, decision, key: decision.id, partitionKey: decision.subject)
        let answers = [rooms.incident, rooms.other].flatMap { driver.processor.incidents[$0.id]?.answers ?? [] }
        guard let answer = answers.last(where: { $0.decisionID == decision.id }) else {
            self.driver = driver
            return .refused(Rooms.why(driver.deadLetters().last))
        }
        self.driver = answer.refused ? driver : nil
        return answer.refused ? .refused(answer.reason) : .admitted
    }

    private static func driver(of rooms: Rooms) throws -> ProcessorDriver<AnalysisProcessor> {
        let plan = rooms.plan
        var driver = ProcessorDriver(now: rooms.now) { AnalysisProcessor(plan: plan) }
        for incident in [rooms.incident, rooms.other] {
            try driver.preload(.incidentAssessed, key: incident.id, incident)
        }
        return driver
    }
}

/// The console's desk, over a log that takes everything.
struct ConsoleDoor: Sendable {
    let plan: ResponsePlan
    let desk: Leadership.DecisionDesk

    /// - Returns: the answer, and the decision as the log would have it.
    func decide(_ draft: Decision, by person: ResponsePlan.Person, key: String) async -> (Rooms.Answer, Decision) {
        let visitor = Visitor(person: person, permissions: plan.permissions(of: person.id), proof: .bearer)
        do {
            let outcome = try await desk.decide(draft, by: visitor, key: key)
            return (.admitted, outcome.decision)
        } catch {
            var decision = draft
            decision.id = EventID.derive("decision", person.id, key)
            decision.person = person.id
            return (.refused((error as? Problem)?.detail ?? "\(error)"), decision)
        }
    }
}

private struct Swallowing: Producer {
    func append(_ records: [ProducerRecord]) async throws {}
    func close() async {}
}
