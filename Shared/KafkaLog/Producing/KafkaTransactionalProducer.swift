import CRdkafka
import EventLog
import Synchronization

/// Appends and stores offsets in one transaction of Kafka's.
final class KafkaTransactionalProducer: TransactionalProducer {
    private let id: String
    private let client: Client
    private let topology: Topology
    private let writer = RecordWriter()
    /// Why this producer can do no more.
    private let end = Mutex<EventLogError?>(nil)
    private let timeout: Duration

    /// Fences earlier producers of the id and ends what they left open.
    init(id: String, options: KafkaOptions, topology: Topology) async throws {
        let reports = DeliveryReports()
        self.id = id
        self.topology = topology
        timeout = options.transactionTimeout
        client = try Client(
            .producer, name: "producer \(id)", role: .transactional(id: id), options: options,
            events: RD_KAFKA_EVENT_DR,
            handle: { _, event in
                // A commit waits for these to be taken; what failed it says itself.
                if rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR { reports.take(event) }
            }, end: { [writer] in writer.close() })
        let deadline = ContinuousClock.now + options.transactionTimeout + options.requestTimeout
        do {
            try await client.call("starting the producer \(id)") { client in
                try Self.repeating(until: deadline) {
                    rd_kafka_init_transactions(client, options.requestTimeout.timeout)
                }
            }
        } catch {
            await client.close()
            throw error
        }
    }

    deinit { client.closeSoon() }

    func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
        let doing = "committing \(records.count) records as \(id)"
        if let ended = end.withLock({ $0 }) { throw ended }
        try await topology.check(records, doing: doing)
        let progress = try await progress(offsets, doing: doing)
        guard !records.isEmpty || progress != nil else { return }
        do {
            try await client.callRaw { [writer, timeout] client in
                try Transaction(client: client, writer: writer, timeout: timeout).commit(records, progress: progress)
            }
        } catch let undone as Transaction.Undone {
            throw Self.translated(undone, doing: doing)
        } catch let broken as Transaction.Broken {
            let error = await judged(broken.failure, progress: progress, doing: doing)
            end.withLock { $0 = error }
            throw error
        } catch let failure as KafkaFailure {
            throw failure.translated(doing: doing)
        }
    }

    func close() async {
        end.withLock {
            $0 = .refused(doing: "committing as \(id)", found: "a closed producer", expected: "an open one")
        }
        await client.close()
    }

    private func progress(_ offsets: ConsumedOffsets?, doing: String) async throws -> Transaction.Progress? {
        guard let offsets, !offsets.next.isEmpty else { return nil }
        guard let member = offsets.member as? KafkaGroupMember else {
            throw EventLogError.refused(
                doing: doing, found: "a member of another kind of log (\(type(of: offsets.member)))",
                expected: "a member of a group of this log")
        }
        try member.check(holding: Set(offsets.next.keys.map(\.partition)), doing: doing)
        for place in offsets.next.keys { try await topology.check(place, doing: doing) }
        return Transaction.Progress(member: member, next: offsets.next)
    }

    /// Nothing is visible and the producer goes on: what may the caller do?
    private static func translated(_ undone: Transaction.Undone, doing: String) -> EventLogError {
        switch undone.failure.code {
        case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
            // The group moved on between the look and the commit. If the partition is still ours the next try says so.
            .retriable(doing: doing, found: undone.failure.text)
        default: undone.failure.translated(doing: doing)
        }
    }

    /// What a producer that is of no more use means.
    ///
    /// librdkafka calls it fenced, too, when the broker ended our transaction because it took too long. Which of the
    /// two it was the group knows: a member that was replaced hears so at its next heartbeat.
    private func judged(
        _ failure: KafkaFailure, progress: Transaction.Progress?, doing: String
    ) async -> EventLogError {
        let error = failure.translated(doing: doing)
        switch error {
        case .fenced:
            guard let progress else { return error }
            let stillOurs = await progress.member.confirms(Set(progress.next.keys.map(\.partition)))
            guard stillOurs else { return error }
            return .abortable(
                doing: doing,
                found: "\(failure.text): the transaction took longer than \(timeout), or a producer of "
                    + "this id was started elsewhere without the partition")
        case .refused: return error
        // A new producer starts anew as a new process would.
        default: return .abortable(doing: doing, found: failure.text)
        }
    }

    /// Repeats a call that may be resumed, while it asks for that.
    static func repeating(until deadline: ContinuousClock.Instant, _ call: () -> OpaquePointer?) throws {
        while let failure = KafkaFailure(taking: call()) {
            guard failure.isRetriable, ContinuousClock.now < deadline else { throw failure }
        }
    }
}
