import EventLog
import Logistics
import Plan
import Processing
import Schemas

/// What a recomputation writes beside the live house: the services' records in the order they came about, with logistics
/// beside response. Every delivery that falls due ends as withheld at once: nothing leaves the house.
struct SandboxOutputs {
    private var logistics: TaskCore<LogisticsProcessor>
    private var records: [ProducerRecord] = []
    private var offsets: [String: Int64] = [:]
    /// When each pending delivery falls due.
    private var pending: [String: Delivery] = [:]
    /// Rows that response reads.
    private var unread: [LogRecord] = []
    private let partitions: Int32

    init(plan: ResponsePlan, partition: Int32, partitions: Int32, namespace: Namespace) {
        self.partitions = partitions
        logistics = TaskCore(
            LogisticsProcessor(plan: plan), partition: partition, partitions: partitions, namespace: namespace)
        logistics.restored()
    }

    /// - Returns: the record as whoever reads it finds it.
    mutating func write(_ record: ProducerRecord) -> LogRecord {
        records.append(record)
        defer { offsets[record.topicPartition.topic, default: 0] += 1 }
        return LogRecord(
            topicPartition: record.topicPartition, offset: offsets[record.topicPartition.topic] ?? 0,
            timestamp: record.timestamp, key: record.key, value: record.value, packedHeaders: record.packedHeaders)
    }

    mutating func take() -> [ProducerRecord] {
        defer { records.removeAll(keepingCapacity: true) }
        return records
    }

    /// A case is as this says.
    mutating func advance(_ row: LogRecord, now: Int64) throws {
        _ = logistics.handle(row, now: now)
        try commit(at: now)
    }

    mutating func decide(_ decision: LogRecord, now: Int64) throws {
        _ = logistics.handle(decision, now: now)
        try commit(at: now)
    }

    /// What response has to read now: deliveries and resources that changed.
    mutating func answers(at now: Int64) throws -> [LogRecord] {
        try withhold(dueBy: now, now: now)
        defer { unread = [] }
        return unread
    }

    /// Nothing is left to be sent.
    mutating func finish(at now: Int64) throws { try withhold(dueBy: .max, now: now) }

    private mutating func withhold(dueBy time: Int64, now: Int64) throws {
        while true {
            let due = pending.values.filter { $0.nextAttemptAt <= time }
                .sorted { ($0.nextAttemptAt, $0.id) < ($1.nextAttemptAt, $1.id) }
            guard !due.isEmpty else { return }
            for delivery in due {
                pending[delivery.id] = nil
                let attempt = LogisticsService.withheldAttempt(of: delivery, at: now)
                let record = write(try LogisticsService.record(of: attempt, partitions: partitions))
                _ = logistics.handle(record, now: now)
            }
            try commit(at: now)
        }
    }

    private mutating func commit(at now: Int64) throws {
        for record in try logistics.takeCommit().records {
            let row = write(record)
            switch row.topicPartition.topic {
            case EventKind.deliveryUpdated.topic:
                guard let value = row.value else { continue }
                let delivery = try TopicScan.decode(Delivery.self, value, of: row)
                pending[delivery.id] = delivery.state == .pending && !delivery.drill ? delivery : nil
                unread.append(row)
            case EventKind.resourceUpdated.topic: unread.append(row)
            default: break
            }
        }
    }
}
