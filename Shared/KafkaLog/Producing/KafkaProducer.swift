import CRdkafka
import EventLog

/// Appends outside transactions, idempotently: librdkafka's retries write nothing twice and keep the order.
final class KafkaProducer: Producer {
    private let client: Client
    private let topology: Topology
    private let options: KafkaOptions
    private let reports: DeliveryReports
    private let writer = RecordWriter()

    init(options: KafkaOptions, topology: Topology) throws {
        let reports = DeliveryReports()
        self.options = options
        self.topology = topology
        self.reports = reports
        client = try Client(
            .producer, name: "producer", role: .producer, options: options, events: RD_KAFKA_EVENT_DR,
            handle: { _, event in
                if rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR { reports.take(event) }
            }, end: { [writer] in writer.close() })
    }

    deinit { client.closeSoon() }

    /// Whether the records may be written is looked at before any is. When the brokers fail meanwhile, a part may have
    /// been written: the same records appended again have the same ids.
    func append(_ records: [ProducerRecord]) async throws {
        guard !records.isEmpty else { return }
        let doing = "appending \(records.count) records"
        do {
            try await topology.check(records, doing: doing)
            let delivery = Delivery(count: records.count)
            try await enqueue(records, delivery)
            if let failure = await delivery.outcome() { throw failure }
        } catch let failure as KafkaFailure {
            throw failure.translated(doing: doing)
        }
    }

    func close() async {
        // What is under way is still waited for by its appends.
        _ = try? await client.callRaw { [options] client in
            rd_kafka_flush(client, options.closeTimeout.timeout)
        }
        await client.close()
    }

    /// Puts all of it into the queue, waiting for room: the queue is bounded and pushes back.
    private func enqueue(_ records: [ProducerRecord], _ delivery: Delivery) async throws {
        let opaque = delivery.opaque()
        let deadline = ContinuousClock.now + options.deliveryTimeout
        var next = records.startIndex
        while true {
            let seen = reports.room.count
            let progress: RecordWriter.Progress
            do {
                progress = try client.use { client in
                    writer.write(records[next...], to: client, opaque: opaque, blocks: false)
                }
            } catch let failure as KafkaFailure {
                progress = .failed(at: next, failure)
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
