import Analysis
import EventLog
import Plan
import Processing
import Response
import Schemas

/// One partition's analysis and response over its recorded inputs, in event time: the clock is the records' own, and runs
/// through what lies between them, so that deadlines pass when they would have passed.
///
/// In memory nothing is written. With `outputs` everything is, as the services would have written it, and logistics runs
/// beside them; its deliveries leave nowhere.
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
    private(set) var outputs: SandboxOutputs?
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
    ///   - written: the namespace whose topics it is written for; nil: nothing is.
    init(
        plan: ResponsePlan, models: JudgingModels, partition: Int32, partitions: Int32, texts: SignedTexts,
        horizon: Int64, written: Namespace? = nil
    ) {
        self.texts = texts
        outputs = written.map {
            SandboxOutputs(plan: plan, partition: partition, partitions: partitions, namespace: $0)
        }
        let namespace = written ?? .standard
        self.horizon = horizon
        analysis = TaskCore(
            AnalysisProcessor(plan: plan, models: models), partition: partition, partitions: partitions,
            namespace: namespace)
        response = TaskCore(
            ResponseProcessor(plan: plan), partition: partition, partitions: partitions, namespace: namespace)
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
            if outputs != nil { _ = analysis.handle(record, now: now) }
            return
        }
        if kind.topic == EventKind.decisionTaken.topic { return try decide(record, event) }
        if kind.topic == EventKind.mentionPublished.topic { mentions += 1 }
        if try step(\.analysis, record, event) != nil { rejected += 1 }
    }

    /// What is to be written, in order.
    mutating func takeRecords() -> [ProducerRecord] { outputs?.take() ?? [] }

    /// Lets time run to the end of the window, and sums up.
    mutating func finish(at time: Int64) throws {
        try handOver()
        try advance(to: time)
        now = max(now, time)
        try handOver()
        try outputs?.finish(at: now)
        try collect()
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
            if outputs != nil { try collect() }
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
            try collect()
            // A case that asks to be looked at for a time that is past is looked at a minute later.
            if let next = look, next <= second { look = second + Self.tick }
        }
    }

    // MARK: From one to the other

    private mutating func handOver() throws {
        handedOver = now
        let cases = response.processor.cases
        guard outputs == nil else { return try handOverAll() }
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

    /// Everything, as the log would have it.
    private mutating func handOverAll() throws {
        analysis.processor.forgetTurns()
        for record in try analysis.takeCommit().records {
            let read = outputs?.write(record)
            guard let read, read.topicPartition.topic == EventKind.incidentAssessed.topic else { continue }
            changedAt[String(decoding: read.key ?? [], as: UTF8.self)] = read.timestamp
            if case .processed = response.handle(read, now: now) {} else { rejected += 1 }
            try collect()
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
        do { try response.handle(event, now: now) } catch is Rejection { rejected += 1 }
        try collect()
    }

    private mutating func decide(_ record: LogRecord, _ event: InputEvent) throws {
        try handOver()
        guard let recorded = try? event.decode(Decision.self) else {
            rejected += 1
            _ = try step(\.response, record, event)
            return
        }
        let id = recorded.incidentID
        // In memory response knows of an incident without a case only what it was handed.
        if outputs == nil, case .openCase? = recorded.kind, response.processor.cases[id] == nil,
            let incident = analysis.processor.incident(id)
        {
            try give(id, incident.subject, try EventCodec.encode(incident, as: .protobuf))
        }
        var (read, taken) = (record, event)
        let carried = texts.carried(recorded, to: response.processor.cases[id])
        if carried != recorded {
            taken.data = try EventCodec.encode(carried, as: event.attributes.contentType)
            read.value = taken.data
        }
        let byResponse = try step(\.response, read, taken)
        try collect()
        let byAnalysis = try step(\.analysis, read, taken)
        if let why = byResponse ?? byAnalysis {
            rejected += 1
            courses.bury(decision: recorded.id, because: why)
        }
        try outputs?.decide(read, now: now)
        try handOver()
        try collect()
    }

    /// - Returns: why it was refused; nil where it was processed.
    /// - Throws: what leaves the service's state in doubt.
    private mutating func step<P>(
        _ core: WritableKeyPath<Self, TaskCore<P>>, _ record: LogRecord, _ event: InputEvent
    ) throws -> String? {
        guard outputs == nil else {
            // With the dead letter that it gives.
            switch self[keyPath: core].handle(record, now: now) {
            case .processed: return nil
            case .deadLetter(_, let message): return message
            case .mustRestore(_, let message):
                throw EventLogError.fatal(
                    doing: "taking \(record.topicPartition) at \(record.offset) again", found: message)
            }
        }
        do {
            try self[keyPath: core].handle(event, now: now)
            return nil
        } catch let why as Rejection {
            return why.reason
        } catch let why as EventDecodingError {
            return "\(why)"
        }
    }

    /// What response did, and what follows from it.
    private mutating func collect() throws {
        guard outputs != nil else {
            for event in response.takeEmitted() {
                if let entry = event.message as? JournalEntry { courses.enter(entry) }
            }
            _ = response.takeChanges()
            look = response.processor.nextLook
            return
        }
        while true {
            for record in try response.takeCommit().records {
                guard let read = outputs?.write(record) else { continue }
                switch read.topicPartition.topic {
                case EventKind.journalEntered.topic:
                    if let value = read.value {
                        courses.enter(try TopicScan.decode(JournalEntry.self, value, of: read))
                    }
                case EventKind.caseAdvanced.topic: try outputs?.advance(read, now: now)
                default: break
                }
            }
            let answers = try outputs?.answers(at: now) ?? []
            guard !answers.isEmpty else { break }
            for answer in answers { _ = response.handle(answer, now: now) }
        }
        look = response.processor.nextLook
    }
}
