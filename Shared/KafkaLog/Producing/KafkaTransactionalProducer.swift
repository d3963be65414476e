import CRdkafka
import EventLog
import Synchronization

/// Appends and stores offsets in one transaction of Kafka's.
final class KafkaTransactionalProducer: TransactionalProducer {
    private let id: String
    private let topology: Topology
    private let options: KafkaOptions
    /// `nil` while it rests.
    private let line: Mutex<TransactionLine?>
    /// Why this producer can do no more.
    private let end = Mutex<EventLogError?>(nil)

    /// Fences earlier producers of the id and ends what they left open.
    init(id: String, options: KafkaOptions, topology: Topology) async throws {
        self.id = id
        self.options = options
        self.topology = topology
        line = Mutex(try await TransactionLine.open(id: id, options: options))
    }

    deinit { line.withLock { $0?.client }?.closeSoon() }

    func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
        let doing = "committing \(records.count) records as \(id)"
        if let ended = end.withLock({ $0 }) { throw ended }
        try await topology.check(records, doing: doing)
        let progress = try await progress(offsets, doing: doing)
        guard !records.isEmpty || progress != nil else { return }
        let line = try await lineOfNow(progress, doing: doing)
        do {
            // Its own limits are kept within that; beyond it librdkafka hangs.
            let bound = (line.timeout + options.requestTimeout) * 2 + .seconds(10)
            try await line.client.callRaw(within: bound) { [options] client in
                try Transaction(
                    client: client, writer: line.writer, timeout: line.timeout, grace: options.requestTimeout
                ).commit(records, progress: progress)
            }
            line.client.recovered()
            options.contact.wrote(records.topics, failing: nil)
        } catch var undone as Transaction.Undone {
            options.contact.wrote(records.topics, failing: undone.failure)
            undone.failure = undone.failure.naming(records.topics)
            throw Self.translated(undone, doing: doing)
        } catch let broken as Transaction.Broken {
            options.contact.wrote(records.topics, failing: broken.failure)
            let error = await judged(
                broken.failure.naming(records.topics), line.timeout, progress: progress, doing: doing)
            end.withLock { $0 = error }
            throw error
        } catch let failure as KafkaFailure {
            guard failure.isOfClient else { throw failure.translated(doing: doing) }
            let error = EventLogError.abortable(doing: doing, found: failure.text)
            end.withLock { $0 = error }
            throw error
        }
    }

    func close() async {
        end.withLock {
            $0 = .refused(doing: "committing as \(id)", found: "a closed producer", expected: "an open one")
        }
        // There is nothing to wait for: what was committed is, and the next producer of the id ends the rest.
        line.withLock { $0?.client }?.closeSoon()
    }

    /// Four threads and two connections are a lot for a partition in which nothing happens.
    func rest() async {
        let resting = line.withLock { line in
            defer { line = nil }
            return line
        }
        resting?.client.closeSoon()
    }

    /// The client to commit with: another after a rest, and once the brokers hold answers back for so long that a
    /// transaction could run out of its time. Between two transactions: the task goes on and knows nothing of it.
    ///
    /// Only for a member that still has its place: without one, starting the client would fence whoever came after.
    private func lineOfNow(_ progress: Transaction.Progress?, doing: String) async throws -> TransactionLine {
        let now = line.withLock { $0 }
        if let now, progress == nil || now.outlasts(options) { return now }
        guard let progress else {
            throw EventLogError.refused(
                doing: doing, found: "a producer that rested, and no offsets",
                expected: "offsets, or a producer that did not rest")
        }
        do {
            _ = try progress.member.metadata()
        } catch let failure as KafkaFailure {
            throw failure.translated(doing: doing)
        }
        let next = try await TransactionLine.open(id: id, options: options)
        line.withLock { $0 = next }
        guard let now else { return next }
        now.client.closeSoon()
        options.report(
            KafkaNotice(
                level: .info, client: "producer \(id)",
                text: "brokers hold answers back for up to \(options.contact.longestThrottle) by a quota: "
                    + "transactions may take \(next.timeout), an answer \(next.patience) now"))
        return next
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
        _ failure: KafkaFailure, _ timeout: Duration, progress: Transaction.Progress?, doing: String
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
        case .refused, .forbidden: return error
        // A new producer starts anew as a new process would.
        default: return .abortable(doing: doing, found: failure.text)
        }
    }
}
