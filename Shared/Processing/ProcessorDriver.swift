public import EventLog
public import Schemas
public import SwiftProtobuf

/// Turns a real task by hand: bytes are piped in, time is moved, tables are read and preloaded, outputs are looked at.
/// No log, no threads, no waiting.
public struct ProcessorDriver<P: Processor> {
    public private(set) var core: TaskCore<P>
    /// Milliseconds since 1970, moved by hand.
    public var now: Int64
    /// Every committed record, in order.
    public private(set) var committed: [ProducerRecord] = []
    /// Records of one commit.
    public var batch: Int
    private let makeProcessor: () -> P
    private let partitions: Int32
    private let contentType: ContentType
    private let limit: Int
    /// Records handled since the last commit: a restart goes through them again.
    private var pending: [(record: LogRecord, now: Int64, refusal: (reason: String, message: String)?)] = []
    private var offsets: [String: Int64] = [:]

    public init(
        now: Int64 = 1_767_225_600_000, batch: Int = 1, partitions: Int32 = 1, contentType: ContentType = .protobuf,
        limit: Int = .max, _ makeProcessor: @escaping () -> P
    ) {
        self.now = now
        self.batch = batch
        self.partitions = partitions
        self.contentType = contentType
        self.limit = limit
        self.makeProcessor = makeProcessor
        core = TaskCore(
            makeProcessor(), partition: 0, partitions: partitions, contentType: contentType, limit: limit,
            isCareful: limit < .max)
        core.restored()
    }

    public var processor: P { core.processor }

    /// Encodes the message, reads it back through the codec and processes it.
    @discardableResult
    public mutating func pipe(
        _ kind: EventKind, _ message: some Message & Sendable, key: String, about: String = "",
        partitionKey: String = "subject"
    ) throws -> TaskCore<P>.Outcome {
        let offset = offsets[kind.topic, default: 0]
        let made = try EventRecord.make(
            kind: kind, message: message, key: key, about: about, partitionKey: partitionKey, partitions: 1,
            id: "\(kind.topic)/\(offset)", source: "/test", now: now, contentType: contentType)
        return try pipe(
            LogRecord(
                topicPartition: TopicPartition(kind.topic, 0), offset: offset, timestamp: now, key: made.key,
                value: made.value, packedHeaders: made.packedHeaders))
    }

    /// Processes a record as it stands.
    @discardableResult
    public mutating func pipe(_ record: LogRecord) throws -> TaskCore<P>.Outcome {
        offsets[record.topicPartition.topic] = record.offset + 1
        var outcome = core.handle(record, now: now)
        var refusal: (reason: String, message: String)?
        if case .mustRestore(let reason, let message) = outcome {
            try restart()
            outcome = core.refuse(record, reason: reason, message: message, now: now)
            refusal = (reason, message)
        }
        pending.append((record, now, refusal))
        if pending.count >= batch { try commit() }
        return outcome
    }

    /// Moves time and serves clocks there.
    public mutating func tick(at time: Int64) throws {
        now = time
        try core.tick(time)
        try commit()
    }

    public mutating func commit() throws {
        committed += try core.takeCommit().records
        pending = []
    }

    /// Sets a row as if it had been restored.
    public mutating func preload(_ kind: EventKind, key: String, _ message: some Message & Sendable) throws {
        let record = try EventRecord.make(
            kind: kind, message: message, key: key, about: key, partitionKey: key, partitions: 1, id: key,
            source: "/test", now: now, contentType: contentType)
        committed.append(record)
        try restart()
    }

    /// What a crash does: a new processor restores the committed changelogs and goes through the uncommitted records
    /// again.
    public mutating func restart() throws {
        core = TaskCore(
            makeProcessor(), partition: 0, partitions: partitions, contentType: contentType, limit: limit,
            isCareful: limit < .max)
        let tables = Set(P.topology.tables.map(\.topic))
        for (offset, record) in committed.enumerated() where tables.contains(record.topicPartition.topic) {
            try core.restore(
                LogRecord(
                    topicPartition: record.topicPartition, offset: Int64(offset), timestamp: record.timestamp,
                    key: record.key, value: record.value, packedHeaders: record.packedHeaders))
        }
        core.restored()
        for (record, now, refusal) in pending {
            if let refusal {
                _ = core.refuse(record, reason: refusal.reason, message: refusal.message, now: now)
            } else {
                _ = core.handle(record, now: now)
            }
        }
    }

    /// The committed messages of a kind, oldest first; tombstones are left out.
    public func outputs<M: Message>(_ kind: EventKind, as type: M.Type = M.self) throws -> [M] {
        try committed.filter { $0.topicPartition.topic == kind.topic }.compactMap { record in
            try record.value.map { try EventCodec.decode(M.self, from: $0, contentType: contentType) }
        }
    }

    /// A table as its committed changelog has it.
    public func table<M: Message>(_ kind: EventKind, as type: M.Type = M.self) throws -> [String: M] {
        var rows: [String: M] = [:]
        for record in committed where record.topicPartition.topic == kind.topic {
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            rows[key] = try record.value.map { try EventCodec.decode(M.self, from: $0, contentType: contentType) }
        }
        return rows
    }

    public func deadLetters() -> [ProducerRecord] {
        committed.filter { $0.topicPartition.topic == EventKind.deadLetters }
    }
}
