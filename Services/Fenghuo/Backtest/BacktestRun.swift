import Analysis
import EventLog
import Foundation
import Plan
import Processing
import Response
import Schemas
import SwiftProtobuf

/// The real analysis and response over mentions in event time: no log, no waiting, batches as in operation.
struct BacktestRun {
    /// Grid of ticks in event time, ms; over gaps longer than an hour, an hour.
    static let tick: Int64 = 60_000
    static let sparseTick: Int64 = 3_600_000

    private var analysis: TaskCore<AnalysisProcessor>
    private var response: TaskCore<ResponseProcessor>
    private let batch: Int
    private var pending: [(mention: Mention, data: [UInt8])] = []
    private var offsets: [String: Int64] = [:]
    private var lastTick: Int64?
    private(set) var now: Int64 = 0
    private(set) var summaries: [String: IncidentSummary] = [:]
    private(set) var cases: [String: String] = [:]
    private(set) var mentions: Int64 = 0
    private(set) var rejected: Int64 = 0

    init(plan: ResponsePlan, batch: Int) {
        analysis = TaskCore(AnalysisProcessor(plan: plan), partition: 0, partitions: 1)
        response = TaskCore(ResponseProcessor(plan: plan), partition: 0, partitions: 1)
        analysis.restored()
        response.restored()
        self.batch = batch
    }

    mutating func take(_ mention: Mention) throws {
        // Encoded and decoded as in operation, so that what is measured is the whole way.
        pending.append((mention, try EventCodec.encode(mention, as: .protobuf)))
        if pending.count >= batch { try flush() }
    }

    mutating func finish() throws { try flush() }

    private mutating func flush() throws {
        for (mention, data) in pending {
            now = max(now, mention.publishedAt)
            try advance(to: now)
            let event = event(.mentionPublished, key: mention.id, partitionKey: mention.subject, data: data)
            do {
                try analysis.handle(event, now: now)
                mentions += 1
            } catch {
                rejected += 1
            }
        }
        pending.removeAll(keepingCapacity: true)
        try passOn()
    }

    private mutating func advance(to time: Int64) throws {
        var next = (lastTick ?? time) / Self.tick * Self.tick + Self.tick
        while next <= time {
            try analysis.tick(next)
            try passOn()
            try response.tick(next)
            noteCases()
            lastTick = next
            let gap = time - next
            next += gap > Self.sparseTick ? Self.sparseTick : Self.tick
        }
        if lastTick == nil { lastTick = time }
    }

    /// Hands the incidents that changed to response, as a commit would.
    private mutating func passOn() throws {
        for change in analysis.takeChanges() where change.kind.topic == EventKind.incidentAssessed.topic {
            guard let incident = change.message as? Incident else { continue }
            summaries[incident.id] = IncidentSummary(incident, earlier: summaries[incident.id])
            let data = try EventCodec.encode(incident, as: .protobuf)
            let event = event(
                .incidentAssessed, key: incident.id, partitionKey: incident.subject, data: data)
            do { try response.handle(event, now: now) } catch { rejected += 1 }
        }
        _ = analysis.takeEmitted()
        noteCases()
    }

    private mutating func noteCases() {
        for change in response.takeChanges() {
            guard let found = change.message as? Case else { continue }
            cases[found.incidentID] = "\(found.state)"
        }
        _ = response.takeEmitted()
    }

    private mutating func event(
        _ kind: EventKind, key: String, partitionKey: String, data: [UInt8]
    ) -> InputEvent {
        let offset = offsets[kind.topic, default: 0]
        offsets[kind.topic] = offset + 1
        return InputEvent(
            kind: kind,
            attributes: EventAttributes(
                id: "\(kind.topic)/\(offset)", type: kind.type, source: "/fenghuo/backtest", time: now, subject: key,
                partitionKey: partitionKey),
            partition: 0, offset: offset, timestamp: now, key: key, data: data)
    }
}

/// What a backtest says of an incident.
struct IncidentSummary: Codable {
    var id: String
    var subject: String
    var title: String
    var grade: String
    var highestGrade: String
    var kind: String
    var mentions: Int64
    var negative: Int64
    var first: String
    var last: String

    init(_ incident: Incident, earlier: IncidentSummary?) {
        id = incident.id
        subject = incident.subject
        title = incident.title
        grade = Self.label(incident.grade)
        let highest = min(
            incident.highestGrade == .unspecified ? 9 : incident.highestGrade.rawValue,
            earlier.flatMap { Self.labels.dropFirst().firstIndex(of: $0.highestGrade) } ?? 9)
        highestGrade = highest < Self.labels.count ? Self.labels[highest] : "–"
        kind = "\(incident.kind)"
        mentions = incident.mentions
        negative = incident.negative
        first = Timestamps.rfc3339(incident.firstMentionAt)
        last = Timestamps.rfc3339(incident.lastMentionAt)
    }

    static let labels = ["–", "I", "II", "III", "IV"]
    static func label(_ grade: Grade) -> String {
        labels.indices.contains(grade.rawValue) ? labels[grade.rawValue] : "–"
    }
}
