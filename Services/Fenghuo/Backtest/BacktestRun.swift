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
    /// Event time after which is committed though the batch is not full, so that response acts in time.
    static let commitAfter: Int64 = 3_600_000
    /// The same of analysis alone: often enough that no incident begins and is retired in between, unseen.
    static let commitAloneAfter: Int64 = 24 * 3_600_000

    private var analysis: TaskCore<AnalysisProcessor>
    /// nil: analysis alone.
    private var response: TaskCore<ResponseProcessor>?
    private let batch: Int
    private var pending: [Pending] = []
    private var offsets: [String: Int64] = [:]
    private var lastTick: Int64?
    private var lastCommit: Int64 = 0
    private(set) var now: Int64 = 0
    private(set) var summaries: [String: IncidentSummary] = [:]
    private(set) var cases: [String: String] = [:]
    private(set) var mentions: Int64 = 0
    private(set) var rejected: Int64 = 0
    /// Seconds within analysis, from encoded mention to encoded output, its ticks included.
    private(set) var analysisSeconds = 0.0
    /// The same, of each stretch of `stretch` mentions: whether a mention costs more the more came before it.
    private(set) var stretches: [Double] = []
    private let stretch: Int64
    private var stretchBegan = (mentions: Int64(0), seconds: 0.0)
    /// Bytes analysis would have written to the log, headers not counted.
    private(set) var outputBytes: Int64 = 0
    private var trace: (any StepListener)?
    private(set) var openIncidents = 0
    private(set) var mostOpenIncidents = 0

    /// A mention as it lies in the log.
    private struct Pending {
        var id: String
        var subject: String
        var publishedAt: Int64
        var data: [UInt8]
    }

    /// - Parameter trace: what is told, and when, goes there.
    init(
        plan: ResponsePlan, batch: Int, withResponse: Bool, models: JudgingModels = .shipped,
        trace: (any StepListener)? = nil, stretch: Int64 = 20_000
    ) {
        self.stretch = stretch
        self.trace = trace
        analysis = TaskCore(AnalysisProcessor(plan: plan, models: models), partition: 0, partitions: 1)
        response = withResponse ? TaskCore(ResponseProcessor(plan: plan), partition: 0, partitions: 1) : nil
        analysis.restored()
        response?.restored()
        self.batch = batch
        if trace != nil { analysis.processor.beginTracing() }
    }

    mutating func take(_ mention: Mention) throws {
        // Encoded here and decoded there as in operation, so that what is measured is the whole way.
        pending.append(
            Pending(
                id: mention.id, subject: mention.subject, publishedAt: mention.publishedAt,
                data: try EventCodec.encode(mention, as: .protobuf)))
        if pending.count >= batch { try flush() }
    }

    mutating func finish() throws {
        try flush()
        try trace?.close()
    }

    private mutating func writeTrace() throws {
        guard trace != nil else { return }
        for step in analysis.processor.takeSteps() { try trace?.write(step) }
    }

    private mutating func flush() throws {
        for mention in pending {
            now = max(now, mention.publishedAt)
            try advance(to: now)
            let event = event(
                .mentionPublished, key: mention.id, partitionKey: mention.subject, data: mention.data)
            let began = ContinuousClock.now
            do {
                try analysis.handle(event, now: now)
                mentions += 1
            } catch {
                rejected += 1
            }
            analysisSeconds += began.duration(to: .now) / .seconds(1)
        }
        pending.removeAll(keepingCapacity: true)
        try passOn()
        if mentions - stretchBegan.mentions >= stretch {
            let seconds = analysisSeconds - stretchBegan.seconds
            stretches.append(Double(mentions - stretchBegan.mentions) / max(seconds, 1e-9))
            stretchBegan = (mentions, analysisSeconds)
        }
        openIncidents = analysis.processor.openIncidents
        mostOpenIncidents = max(mostOpenIncidents, openIncidents)
    }

    private mutating func advance(to time: Int64) throws {
        var next = (lastTick ?? time) / Self.tick * Self.tick + Self.tick
        while next <= time {
            let began = ContinuousClock.now
            try analysis.tick(next)
            analysisSeconds += began.duration(to: .now) / .seconds(1)
            let commitAfter = response == nil ? Self.commitAloneAfter : Self.commitAfter
            if analysis.isDirty, next - lastCommit >= commitAfter { try passOn() }
            try response?.tick(next)
            try noteCases()
            lastTick = next
            let gap = time - next
            next += gap > Self.sparseTick ? Self.sparseTick : Self.tick
        }
        if lastTick == nil { lastTick = time }
    }

    /// Commits what analysis did, and hands the incidents that changed to response.
    private mutating func passOn() throws {
        // What led to a case is written before it.
        try writeTrace()
        let began = ContinuousClock.now
        let records = try analysis.takeCommit().records
        analysisSeconds += began.duration(to: .now) / .seconds(1)
        lastCommit = now
        for record in records {
            outputBytes += Int64(record.value?.count ?? 0)
            guard record.topicPartition.topic == EventKind.incidentAssessed.topic, let data = record.value else {
                continue
            }
            let incident = try EventCodec.decode(Incident.self, from: data, contentType: .protobuf)
            summaries[incident.id] = IncidentSummary(incident, earlier: summaries[incident.id])
            let event = event(
                .incidentAssessed, key: incident.id, partitionKey: incident.subject, data: data)
            do { try response?.handle(event, now: now) } catch { rejected += 1 }
        }
        try noteCases()
    }

    private mutating func noteCases() throws {
        for change in response?.takeChanges() ?? [] {
            guard let found = change.message as? Case else { continue }
            if cases[found.incidentID] == nil { try trace?.write(caseOf: found.incidentID, at: now) }
            cases[found.incidentID] = "\(found.state)"
        }
        _ = response?.takeEmitted()
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
