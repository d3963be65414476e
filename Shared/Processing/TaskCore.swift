public import EventLog
public import Schemas

/// One task without its I/O: records in, a commit out. The runtime, the test driver and the backtest all turn this.
public struct TaskCore<P: Processor> {
    public let partition: Int32
    public private(set) var processor: P
    private let partitions: Int32
    private let contentType: ContentType
    private let namespace: Namespace
    private var emitted: [OutputEvent] = []
    private var deadLetters: [ProducerRecord] = []
    /// Whether there is anything to commit beside offsets.
    public private(set) var isDirty = false

    /// - Parameter namespace: where a dead letter says that its event stood.
    public init(
        _ processor: P, partition: Int32, partitions: Int32, contentType: ContentType = .protobuf,
        namespace: Namespace = .standard
    ) {
        self.namespace = namespace
        self.processor = processor
        self.partition = partition
        self.partitions = partitions
        self.contentType = contentType
    }

    /// What became of an event.
    public enum Outcome: Hashable, Sendable {
        case processed
        case deadLetter(reason: String, message: String)
    }

    // MARK: Restoring

    /// Applies one changelog record.
    public func restore(_ record: LogRecord) throws {
        let topic = record.topicPartition.topic
        guard let table = processor.tables.first(where: { $0.kind.topic == topic }), let key = record.key else {
            throw EventLogError.refused(
                doing: "restoring \(P.topology.name) from \(record.topicPartition) at \(record.offset)",
                found: record.key == nil ? "a record without a key" : "a topic that is no table of it",
                expected: "changelog records with keys")
        }
        do {
            let content = record.value == nil ? nil : record.header("content-type")
            guard let contentType = content.map({ ContentType(header: $0) }) ?? .protobuf else {
                throw EventDecodingError.unsupported(
                    header: "content-type", found: content ?? "", expected: "one that Fenghuo writes")
            }
            try table.restore(key: String(decoding: key, as: UTF8.self), data: record.value, contentType: contentType)
        } catch {
            throw EventLogError.fatal(
                doing: "restoring \(P.topology.name) from \(record.topicPartition) at \(record.offset), key "
                    + String(decoding: key, as: UTF8.self), found: "\(error)")
        }
    }

    public mutating func restored() { processor.restored() }

    // MARK: Processing

    /// Reads a record as an event and processes it; what cannot be goes to dead letters.
    public mutating func handle(_ record: LogRecord, now: Int64) -> Outcome {
        guard let kind = P.topology.inputs.first(where: { $0.topic == record.topicPartition.topic }) else {
            return bury(record, reason: "undecodable", message: "not an input of \(P.topology.name)")
        }
        let event: InputEvent
        do {
            event = try InputEvent(record, kind: kind)
        } catch {
            return bury(record, reason: "undecodable", message: "\(error)")
        }
        do {
            try handle(event, now: now)
            return .processed
        } catch {
            let reason = error is EventDecodingError ? "undecodable" : "rejected"
            return bury(record, reason: reason, message: "\(error)")
        }
    }

    /// Processes one event; on an error all of its changes are taken back.
    public mutating func handle(_ event: InputEvent, now: Int64) throws {
        let stamp = ChangeStamp(
            .record(topic: event.kind.topic, partition: event.partition, offset: event.offset), now: now,
            traceParent: event.attributes.traceParent)
        try step(stamp) { processor, context in try processor.process(event, &context) }
    }

    /// - Parameter time: a multiple of the topology's tick.
    public mutating func tick(_ time: Int64) throws {
        try step(ChangeStamp(.tick(time), now: time)) { processor, context in try processor.tick(&context) }
    }

    private mutating func step(
        _ stamp: ChangeStamp, _ body: (inout P, inout ProcessorContext) throws -> Void
    ) throws {
        var context = ProcessorContext(now: stamp.now, partition: partition)
        for table in processor.tables { table.begin() }
        do {
            try body(&processor, &context)
            for event in context.emitted where !P.topology.outputs.contains(where: { $0.topic == event.kind.topic }) {
                throw Rejection("\(P.topology.name) put out \(event.kind.type), which its topology does not name")
            }
        } catch {
            for table in processor.tables { table.rollBack() }
            processor.takenBack()
            throw error
        }
        for table in processor.tables where table.keep(stamp: stamp) { isDirty = true }
        guard !context.emitted.isEmpty else { return }
        let origin = stamp.origin
        for (index, event) in context.emitted.enumerated() {
            let id = EventID.derive(P.topology.name, String(partition), origin, String(index))
            emitted.append(OutputEvent(event, id: id, time: stamp.now, traceParent: stamp.traceParent))
        }
        isDirty = true
    }

    private mutating func bury(_ record: LogRecord, reason: String, message: String) -> Outcome {
        deadLetters.append(
            DeadLetter.record(
                of: record, stoodOn: namespace.topic(record.topicPartition.topic), processor: P.topology.name,
                reason: reason, message: message))
        isDirty = true
        return .deadLetter(reason: reason, message: message)
    }

    // MARK: Committing

    /// All that is to be committed since the last call.
    /// - Parameter withMessages: for somebody who looks at the changes; without it there are none.
    public mutating func takeCommit(
        withMessages: Bool = false
    ) throws -> (records: [ProducerRecord], changes: [TableChange]) {
        let source = "/fenghuo/\(P.topology.name)"
        var records: [ProducerRecord] = []
        for event in emitted {
            records.append(
                try EventRecord.make(
                    kind: event.kind, message: event.message, key: event.key, about: event.about,
                    partitionKey: event.partitionKey, partitions: partitions, id: event.id, source: source,
                    now: event.time, contentType: contentType, isDrill: event.isDrill, traceParent: event.traceParent))
        }
        let asBytes = !withMessages && contentType == .protobuf
        var all: [TableChange] = []
        for table in processor.tables {
            let changes = table.takeChanges(asBytes: asBytes)
            var writer = ChangeWriter(table.kind, source: source, partition: partition, contentType: contentType)
            records.reserveCapacity(records.count + changes.count)
            for index in changes.indices { records.append(try writer.record(of: changes[index])) }
            if withMessages { all += changes }
        }
        records += deadLetters
        emitted = []
        deadLetters = []
        isDirty = false
        return (records, all)
    }

    /// The changed rows only, nothing encoded.
    public mutating func takeChanges() -> [TableChange] { processor.tables.flatMap { $0.takeChanges() } }

    /// Every row of every table, for an edge that begins to look.
    public func snapshot() -> [TableChange] { processor.tables.flatMap { $0.snapshot() } }

    /// What was put out since the last call, nothing encoded: for a replay that needs no log.
    public mutating func takeEmitted() -> [OutputEvent] {
        defer { emitted.removeAll(keepingCapacity: true) }
        return emitted
    }
}
