import CRdkafka
import EventLog

/// Appends outside transactions, idempotently: librdkafka's retries write nothing twice and keep the order.
///
/// librdkafka gives up a producer for good when the broker's memory of it and its own do not agree ("rewound sequence
/// number", after a power cut for one). Another is made then, and what was under way is appended anew.
final class KafkaProducer: Producer {
    private let seat: Seat<ProducerLine>
    private let topology: Topology
    private let options: KafkaOptions

    /// How often an append is begun anew with another client.
    private static let attempts = 3

    init(options: KafkaOptions, topology: Topology) throws {
        self.options = options
        self.topology = topology
        seat = try Seat(options: options) { try ProducerLine(options: options) }
    }

    /// Whether the records may be written is looked at before any is. When brokers or a client fail meanwhile, a part
    /// may have been written: the same records appended again have the same ids.
    func append(_ records: [ProducerRecord]) async throws {
        guard !records.isEmpty else { return }
        let doing = "appending \(records.count) records"
        try await topology.check(records, doing: doing)
        var attempt = 1
        while true {
            let line = try seat.occupant(doing: doing)
            let failure = await line.append(records, patience: options.deliveryTimeout)
            options.contact.wrote(records.topics, failing: failure)
            guard let failure else { return }
            guard line.isSpent(after: failure), attempt < Self.attempts else {
                throw failure.naming(records.topics).translated(doing: doing)
            }
            attempt += 1
        }
    }

    func close() async {
        // What is under way is still waited for by its appends.
        if let line = try? seat.occupant(doing: "closing") { await line.flush(within: options.closeTimeout) }
        await seat.close()
    }

    /// Test only: the client of now becomes fatal, as if a broker had said so.
    func becomeFatal(_ code: rd_kafka_resp_err_t) async throws {
        try await seat.occupant(doing: "testing").client.callRaw { client in
            try KafkaFailure.check(rd_kafka_test_fatal_error(client, code, "as a test wants it"))
        }
    }
}

extension [ProducerRecord] {
    /// Those that they are for.
    var topics: Set<String> { Set(lazy.map(\.topicPartition.topic)) }
}

/// One client of a producer, with what belongs to it.
final class ProducerLine: Spendable {
    let client: Client
    private let reports: DeliveryReports
    private let writer: RecordWriter

    init(options: KafkaOptions) throws {
        let reports = DeliveryReports()
        let writer = RecordWriter()
        self.reports = reports
        self.writer = writer
        client = try Client(
            .producer, name: "producer", role: .producer, options: options, events: RD_KAFKA_EVENT_DR,
            handle: { _, event in
                if rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR { reports.take(event) }
            }, end: { writer.close() })
    }

    deinit { client.closeSoon() }

    var isSpent: Bool { client.isSpent }

    /// Whether another is to be made, after a failure: given up if this one became fatal.
    func isSpent(after failure: KafkaFailure) -> Bool {
        if let fatal = try? client.use({ Client.fatalFailure(of: $0) }) {
            client.giveUp("it became fatal (\(fatal.text))")
        }
        return client.isSpent
    }

    /// - Parameter patience: how long room in the queue is waited for.
    /// - Returns: what failed.
    func append(_ records: [ProducerRecord], patience: Duration) async -> KafkaFailure? {
        // Held until all reports have come, so that they come even when the client is given up meanwhile.
        do { try client.hold() } catch { return error as? KafkaFailure ?? KafkaFailure(RD_KAFKA_RESP_ERR__FAIL) }
        defer { client.letGo() }
        let delivery = Delivery(count: records.count)
        await enqueue(records, delivery, until: .now + patience)
        let failure = await delivery.outcome()
        if failure == nil { client.recovered() }
        return failure
    }

    func flush(within limit: Duration) async {
        _ = try? await client.callRaw { client in rd_kafka_flush(client, limit.timeout) }
    }

    func closeSoon() { client.closeSoon() }

    func close() async { await client.close() }

    /// Puts all of it into the queue, waiting for room: the queue is bounded and pushes back.
    private func enqueue(
        _ records: [ProducerRecord], _ delivery: Delivery, until deadline: ContinuousClock.Instant
    ) async {
        let opaque = delivery.opaque()
        var next = records.startIndex
        while true {
            let seen = reports.room.count
            let progress: RecordWriter.Progress
            do {
                progress = try client.use { client in
                    writer.write(records[next...], to: client, opaque: opaque, blocks: false)
                }
            } catch {
                progress = .failed(at: next, error as? KafkaFailure ?? KafkaFailure(RD_KAFKA_RESP_ERR__FAIL))
            }
            switch progress {
            case .all: return
            case .failed(let index, let failure):
                return Delivery.settle(opaque, count: records.endIndex - index, failure: failure)
            case .full(let index):
                guard ContinuousClock.now < deadline else {
                    return Delivery.settle(
                        opaque, count: records.endIndex - index, failure: KafkaFailure(RD_KAFKA_RESP_ERR__QUEUE_FULL))
                }
                next = index
                // Asked again at least each second: reports may all have come before the look.
                await reports.room.wait(past: seen, until: min(deadline, .now + .seconds(1)))
            }
        }
    }
}
