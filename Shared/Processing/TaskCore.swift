public import EventLog
public import Schemas

/// One task without its I/O: records in, a commit out. The runtime, the test driver and the backtest all turn this.
public struct TaskCore<P: Processor> {
    public let partition: Int32
    public package(set) var processor: P
    private let partitions: Int32
    private let contentType: ContentType
    private let namespace: Namespace
    private var emitted: [OutputEvent] = []
    private var deadLetters: [ProducerRecord] = []
    /// Whether there is anything to commit beside offsets.
    public private(set) var isDirty = false
    /// Bytes that a record may have.
    private let limit: Int
    /// Each step is measured before it is kept. Otherwise a commit is measured, and who made it starts over with care.
    package var isCareful: Bool

    /// - Parameters:
    ///   - namespace: where a dead letter says that its event stood.
    ///   - limit: bytes that one record of the log may have, key, value and headers together.
    ///   - isCareful: every event is measured by itself, so that one whose output does not fit is refused alone.
    public init(
        _ processor: P, partition: Int32, partitions: Int32, contentType: ContentType = .protobuf,
        namespace: Namespace = .standard, limit: Int = .max, isCareful: Bool = false
    ) {
        self.namespace = namespace
        self.limit = limit
        self.isCareful = isCareful
        self.processor = processor
        self.partition = partition
        self.partitions = partitions
        self.contentType = contentType
    }

    /// What became of an event.
    public enum Outcome: Hashable, Sendable {
        case processed
        case deadLetter(reason: String, message: String)
        /// It is refused, and only a new restore can take its changes back. The task is of no more use: `refuse` the event
        /// in the next one.
        case mustRestore(reason: String, message: String)
    }

    // MARK: Restoring

    /// Applies one changelog record.
    /// - Throws: `UnreadableRow` for one that is no row of the table, which then is as before it; `EventLogError` when the
    ///   changelog is not one that Fenghuo writes.
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
        } catch EventDecodingError.undecodable(_, let reason) {
            throw UnreadableRow(
                place: record.topicPartition, offset: record.offset, key: String(decoding: key, as: UTF8.self),
                reason: reason)
        } catch {
            throw EventLogError.fatal(
                doing: "restoring \(P.topology.name) from \(record.topicPartition) at \(record.offset), key "
                    + String(decoding: key, as: UTF8.self), found: "\(error)")
        }
    }

    public mutating func restored() { processor.restored() }

    // MARK: Processing

    /// Reads a record as an event and processes it; what cannot be goes to dead letters. What was put back from there for
    /// another processor is passed over: this one has taken it before.
    public mutating func handle(_ record: LogRecord, now: Int64) -> Outcome {
        guard let kind = P.topology.inputs.first(where: { $0.topic == record.topicPartition.topic }) else {
            return bury(record, reason: "undecodable", message: "not an input of \(P.topology.name)", now: now)
        }
        guard !Redriven.isForAnother(record, than: P.topology.name) else { return .processed }
        let event: InputEvent
        do {
            event = try InputEvent(record, kind: kind)
        } catch {
            return bury(record, reason: "undecodable", message: "\(error)", now: now)
        }
        do {
            try handle(event, now: now)
            return .processed
        } catch let error as NotTakenBack {
            return .mustRestore(reason: Self.reason(of: error.cause), message: "\(error.cause)")
        } catch let error as TooLarge {
            return refuse(record, reason: Self.reason(of: error), message: error.message, now: now)
        } catch {
            let reason = Self.reason(of: error)
            return bury(record, reason: reason, message: "\(error)", now: now)
        }
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case is EventDecodingError: "undecodable"
        case is TooLarge: tooLarge
        default: "rejected"
        }
    }

    /// Sends an event to dead letters without processing it; the processor says so where its output did not fit.
    package mutating func refuse(_ record: LogRecord, reason: String, message: String, now: Int64) -> Outcome {
        if reason == Self.tooLarge,
            let kind = P.topology.inputs.first(where: { $0.topic == record.topicPartition.topic }),
            let event = try? InputEvent(record, kind: kind)
        {
            let stamp = ChangeStamp(
                .record(topic: kind.topic, partition: event.partition, offset: event.offset), now: now,
                traceParent: event.attributes.traceParent)
            let wasCareful = isCareful
            isCareful = true
            defer { isCareful = wasCareful }
            // Where even that does not fit, the dead letter says it alone.
            try? step(stamp) { processor, context in
                try processor.refusedAsTooLarge(event, why: Rejection(message), &context)
            }
        }
        return bury(record, reason: reason, message: message, now: now)
    }

    private static var tooLarge: String { "too-large" }

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
            if isCareful { try measure(context.emitted, stamp: stamp) }
        } catch {
            guard processor.tables.allSatisfy({ $0.takesBackAll || $0.touched(stamp: stamp).isEmpty }) else {
                throw NotTakenBack(cause: error)
            }
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

    /// - Throws: `TooLarge` when a record that this step makes does not fit.
    private func measure(_ events: [EmittedEvent], stamp: ChangeStamp) throws {
        func check(_ record: ProducerRecord) throws {
            // What a commit adds to one of its records.
            let size = record.byteCount + Self.spare
            guard size > limit else { return }
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            throw TooLarge(
                message: "the output for \(record.topicPartition.topic), key \(key.prefix(100)), takes \(size) bytes; "
                    + "the log takes at most \(limit)")
        }
        for event in events {
            let output = OutputEvent(event, id: Self.sampleID, time: stamp.now, traceParent: stamp.traceParent)
            try check(record(of: output))
        }
        for table in processor.tables {
            var writer = writer(of: table)
            for change in table.touched(stamp: stamp) { try check(writer.record(of: change)) }
        }
    }

    /// Of the length that ids have.
    private static var sampleID: String { String(repeating: "0", count: 32) }
    /// Bytes of the header that says how far the inputs were read.
    private static var spare: Int { 512 }

    private mutating func bury(_ record: LogRecord, reason: String, message: String, now: Int64) -> Outcome {
        deadLetters.append(
            DeadLetter.record(
                of: record, stoodOn: namespace.topic(record.topicPartition.topic), processor: P.topology.name,
                reason: reason, message: message, limit: limit, now: now))
        isDirty = true
        return .deadLetter(reason: reason, message: message)
    }

    // MARK: Committing

    /// All that is to be committed since the last call.
    /// - Parameters:
    ///   - withMessages: for somebody who looks at the changes; without it there are none.
    ///   - positions: how far the inputs are read with this commit; stands in one of its rows.
    /// - Throws: `DoesNotFit` when a record is larger than the log takes.
    mutating func takeCommit(
        withMessages: Bool = false, positions: Positions?
    ) throws -> (records: [ProducerRecord], changes: [TableChange]) {
        let taken = try takeCommit(withMessages: withMessages)
        var records = taken.records
        if let positions {
            let tables = P.topology.tables.map(\.topic)
            func isRow(_ record: ProducerRecord) -> Bool { tables.contains(record.topicPartition.topic) }
            // A row rather than a tombstone, which goes away.
            if let last = records.lastIndex(where: { isRow($0) && $0.value != nil }) ?? records.lastIndex(where: isRow)
            {
                records[last].headers.append(RecordHeader(Positions.header, positions.text))
            }
        }
        if let large = records.first(where: { $0.byteCount > limit }) {
            throw DoesNotFit(place: large.topicPartition, bytes: large.byteCount)
        }
        return (records, taken.changes)
    }

    private func record(of event: OutputEvent) throws -> ProducerRecord {
        try Self.record(of: event, partitions: partitions, as: contentType)
    }

    static func record(
        of event: OutputEvent, partitions: Int32, as contentType: ContentType
    ) throws -> ProducerRecord {
        try EventRecord.make(
            kind: event.kind, message: event.message, key: event.key, about: event.about,
            partitionKey: event.partitionKey, partitions: partitions, id: event.id, source: source,
            now: event.time, contentType: contentType, isDrill: event.isDrill, traceParent: event.traceParent)
    }

    private func writer(of table: any ChangelogTable) -> ChangeWriter {
        ChangeWriter(table.kind, source: Self.source, partition: partition, contentType: contentType)
    }

    private static var source: String { "/fenghuo/\(P.topology.name)" }

    /// - Parameter withMessages: for somebody who looks at the changes; without it there are none.
    public mutating func takeCommit(
        withMessages: Bool = false
    ) throws -> (records: [ProducerRecord], changes: [TableChange]) {
        var records: [ProducerRecord] = []
        for event in emitted { records.append(try record(of: event)) }
        let asBytes = !withMessages && contentType == .protobuf
        var all: [TableChange] = []
        for table in processor.tables {
            let changes = table.takeChanges(asBytes: asBytes)
            var writer = writer(of: table)
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

    /// What was put aside since the last commit is not said: it was, when it happened.
    mutating func forgetDeadLetters() { deadLetters.removeAll(keepingCapacity: true) }

    /// What was put out since the last call, nothing encoded: for a replay that needs no log.
    public mutating func takeEmitted() -> [OutputEvent] {
        defer { emitted.removeAll(keepingCapacity: true) }
        return emitted
    }
}

/// A commit has a record that the log would not take.
struct DoesNotFit: Error, CustomStringConvertible {
    var place: TopicPartition
    var bytes: Int
    var description: String { "a record of \(bytes) bytes for \(place), which is more than the log takes" }
}

/// A step's output does not fit the log.
struct TooLarge: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// A step failed after it had changed rows of a table that cannot take that back: all tables have to be restored.
struct NotTakenBack: Error, CustomStringConvertible {
    var cause: any Error
    var description: String { "\(cause); its changes are taken back by a new restore" }
}

/// A row of a changelog that is no row: what was known of its key before stands.
struct UnreadableRow: Error, CustomStringConvertible {
    var place: TopicPartition
    var offset: Int64
    var key: String
    var reason: String
    var description: String { "restoring from \(place) at \(offset), key \(key.prefix(100)): \(reason)" }
}
