import Analysis
import EventLog
import Plan
import Processing
import Response
import Schemas

/// One partition's analysis and response over its recorded inputs, in event time: the clock is the records' own, and runs
/// through what lies between them, so that deadlines pass when they would have passed.
///
/// Response is handed an incident when it has become something else (a grade, a kind, its end), with all that came in the
/// same moment; in between every ten minutes, for the volume.
struct Recomputation {
    static let tick: Int64 = 60_000
    /// Of event time: what is followed is handed over at the latest.
    static let handOverEvery: Int64 = 600_000

    private var analysis: TaskCore<AnalysisProcessor>
    private var response: TaskCore<ResponseProcessor>
    private let texts: SignedTexts
    private(set) var courses = Courses()
    private(set) var mentions: Int64 = 0
    /// Records that no service could process.
    private(set) var rejected: Int64 = 0
    private var now: Int64 = 0
    private var ticked: Int64?
    private var handedOver: Int64 = 0
    /// When response has to look at a case next.
    private var look: Int64?
    private var offset: Int64 = 0
    /// No record is from later.
    private let horizon: Int64

    /// - Parameters:
    ///   - texts: what the recorded signatures are of.
    ///   - horizon: ms since 1970; what claims to be from later counts as from then.
    init(plan: ResponsePlan, models: JudgingModels, partition: Int32, texts: SignedTexts, horizon: Int64) {
        self.texts = texts
        self.horizon = horizon
        analysis = TaskCore(
            AnalysisProcessor(plan: plan, models: models), partition: partition, partitions: partition + 1)
        response = TaskCore(ResponseProcessor(plan: plan), partition: partition, partitions: partition + 1)
        analysis.restored()
        response.restored()
        courses.plan = plan.hash
    }

    /// Takes a record of an input of analysis, in the order of their times.
    mutating func take(_ record: LogRecord) throws {
        let time = min(EventBounds.time(record.timestamp), horizon)
        if analysis.processor.hasTurned, time > now { try handOver() }
        try advance(to: time)
        now = max(now, time)
        guard let kind = AnalysisProcessor.topology.inputs.first(where: { $0.topic == record.topicPartition.topic }),
            let event = try? InputEvent(record, kind: kind)
        else {
            rejected += 1
            return
        }
        if kind.topic == EventKind.decisionTaken.topic { return try decide(event) }
        if kind.topic == EventKind.mentionPublished.topic { mentions += 1 }
        if try Self.step(&analysis, event, now: now) != nil { rejected += 1 }
    }

    /// Lets time run to the end of the window, and sums up.
    mutating func finish(at time: Int64) throws {
        try handOver()
        try advance(to: time)
        now = max(now, time)
        try handOver()
        for incident in analysis.processor.allIncidents {
            courses.take(incident, at: changedAt[incident.id] ?? min(incident.updatedAt, now))
        }
    }

    /// When incidents that somebody follows changed last.
    private var changedAt: [String: Int64] = [:]

    // MARK: Time

    /// Serves the clocks of both services on their grids, as far as something can come of it.
    private mutating func advance(to time: Int64) throws {
        guard let before = ticked else {
            ticked = time - time % Self.tick
            return
        }
        var last = before
        while true {
            // Nobody looks at anything more often than every ten minutes while nothing comes.
            let step = time - last > 3_600_000 ? Self.handOverEvery : Self.tick
            let next = last - last % step + step
            guard next <= time else { break }
            try serveCases(until: next)
            now = max(now, next)
            do { try analysis.tick(next) } catch is Rejection { rejected += 1 }
            if analysis.processor.hasTurned || next - handedOver >= Self.handOverEvery { try handOver() }
            last = next
            ticked = next
        }
        try serveCases(until: time)
    }

    private mutating func serveCases(until time: Int64) throws {
        while let due = look {
            let second = (max(due, now) + 999) / 1000 * 1000
            guard second <= time else { return }
            now = max(now, second)
            do { try response.tick(second) } catch is Rejection { rejected += 1 }
            collect()
            // A case that asks to be looked at for a time that is past is looked at a minute later.
            if let next = look, next <= second { look = second + Self.tick }
        }
    }

    // MARK: From one to the other

    private mutating func handOver() throws {
        handedOver = now
        let cases = response.processor.cases
        for change in analysis.processor.takeIncidents(where: { cases[$0] != nil }) {
            changedAt[change.key] = change.stamp.now
            guard let data = try change.bytes ?? change.message.map({ try EventCodec.encode($0, as: .protobuf) })
            else {
                courses.remove(incident: change.key)
                changedAt[change.key] = nil
                continue
            }
            try give(change.key, change.partitionKey, data)
        }
    }

    private mutating func give(_ id: String, _ subject: String, _ data: [UInt8]) throws {
        offset += 1
        let event = InputEvent(
            kind: .incidentAssessed,
            attributes: EventAttributes(
                id: "\(offset)", type: EventKind.incidentAssessed.type, source: "/fenghuo/analysis", time: now,
                subject: id, partitionKey: subject),
            partition: response.partition, offset: offset, timestamp: now, key: id, data: data)
        if try Self.step(&response, event, now: now) != nil { rejected += 1 }
        collect()
    }

    private mutating func decide(_ event: InputEvent) throws {
        try handOver()
        guard let recorded = try? event.decode(Decision.self) else {
            rejected += 1
            return
        }
        let id = recorded.incidentID
        // Response knows of an incident without a case only what it was handed.
        if case .openCase? = recorded.kind, response.processor.cases[id] == nil,
            let incident = analysis.processor.incident(id)
        {
            try give(id, incident.subject, try EventCodec.encode(incident, as: .protobuf))
        }
        var taken = event
        let carried = texts.carried(recorded, to: response.processor.cases[id])
        if carried != recorded { taken.data = try EventCodec.encode(carried, as: event.attributes.contentType) }
        let byResponse = try Self.step(&response, taken, now: now)
        collect()
        let byAnalysis = try Self.step(&analysis, taken, now: now)
        if let why = byResponse ?? byAnalysis {
            rejected += 1
            courses.bury(decision: recorded.id, because: why)
        }
        try handOver()
    }

    /// - Returns: why it was refused; nil where it was processed.
    /// - Throws: what leaves the service's state in doubt.
    private static func step<P>(_ core: inout TaskCore<P>, _ event: InputEvent, now: Int64) throws -> String? {
        do {
            try core.handle(event, now: now)
            return nil
        } catch let why as Rejection {
            return why.reason
        } catch let why as EventDecodingError {
            return "\(why)"
        }
    }

    private mutating func collect() {
        look = response.processor.nextLook
        for event in response.takeEmitted() {
            if let entry = event.message as? JournalEntry { courses.enter(entry) }
        }
        _ = response.takeChanges()
    }
}
