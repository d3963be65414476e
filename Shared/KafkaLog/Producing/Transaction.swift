import CRdkafka
import EventLog

/// One transaction, on the producer's calling thread: begin, write, offsets, commit; undone when something fails.
struct Transaction {
    /// How far the member has come.
    struct Progress: Sendable {
        var member: KafkaGroupMember
        var next: [TopicPartition: Int64]

        /// Whether the member still holds the partitions, as far as it knows.
        func isHeld() -> Bool { member.holds(Set(next.keys.map(\.partition))) }
    }

    /// Nothing of it is visible; the producer may begin the next.
    struct Undone: Error {
        var failure: KafkaFailure
    }

    /// The producer can do no more.
    struct Broken: Error {
        var failure: KafkaFailure
    }

    let client: OpaquePointer
    let writer: RecordWriter
    /// The broker undoes the transaction by then.
    let timeout: Duration
    /// How much longer its end is waited for.
    let grace: Duration

    /// - Throws: `Undone` or `Broken`.
    func commit(_ records: [ProducerRecord], progress: Progress?) throws {
        let deadline = ContinuousClock.now + timeout + grace
        do {
            try KafkaFailure.check(rd_kafka_begin_transaction(client))
            switch writer.write(records[...], to: client, opaque: nil, blocks: true) {
            case .all: break
            case .failed(_, let failure): throw failure
            case .full: throw KafkaFailure(RD_KAFKA_RESP_ERR__QUEUE_FULL)
            }
            if let progress { try store(progress, until: deadline) }
        } catch let failure as KafkaFailure {
            throw undo(failure, progress)
        }
        do {
            try TransactionLine.repeating(until: deadline, while: progress?.isHeld ?? { true }) {
                rd_kafka_commit_transaction(client, $0)
            }
        } catch let failure as KafkaFailure {
            // Not known to have been undone: only a producer started anew finds out.
            guard failure.requiresAbort else { throw Broken(failure: failure) }
            throw undo(failure, progress)
        }
    }

    /// Writes so many records and undoes them: their offsets are used up.
    /// - Throws: `KafkaFailure` or `Broken`.
    func spend(_ count: Int, of place: TopicPartition) throws {
        let deadline = ContinuousClock.now + timeout + grace
        // Of now: a timestamp of 0 is the moment of writing.
        let record = ProducerRecord(to: place, key: [0], value: nil, timestamp: 0)
        try KafkaFailure.check(rd_kafka_begin_transaction(client))
        var failure: KafkaFailure?
        switch writer.write(Array(repeating: record, count: count)[...], to: client, opaque: nil, blocks: true) {
        // What is not sent yet when a transaction is undone is never sent.
        case .all:
            let code = rd_kafka_flush(client, (deadline - .now).timeout)
            if code != RD_KAFKA_RESP_ERR_NO_ERROR { failure = KafkaFailure(code) }
        case .failed(_, let why): failure = why
        case .full: failure = KafkaFailure(RD_KAFKA_RESP_ERR__QUEUE_FULL)
        }
        do {
            try TransactionLine.repeating(until: deadline) { rd_kafka_abort_transaction(client, $0) }
        } catch let second as KafkaFailure {
            throw Broken(failure: failure ?? second)
        }
        if let failure { throw failure }
    }

    /// Sends the offsets with the proof that the member may say so.
    private func store(_ progress: Progress, until deadline: ContinuousClock.Instant) throws {
        let offsets = PartitionList(progress.next)
        let metadata = try progress.member.metadata()
        try TransactionLine.repeating(until: deadline, while: progress.isHeld) {
            rd_kafka_send_offsets_to_transaction(client, offsets.pointer, metadata.pointer, $0)
        }
    }

    private func undo(_ failure: KafkaFailure, _ progress: Progress?) -> any Error {
        // Left as it is when the partitions are lost: the next owner's producer ends it.
        if failure.isFatal || failure.code == RD_KAFKA_RESP_ERR__FENCED { return Broken(failure: failure) }
        let deadline = ContinuousClock.now + timeout + grace
        do {
            try TransactionLine.repeating(until: deadline, while: progress?.isHeld ?? { true }) {
                rd_kafka_abort_transaction(client, $0)
            }
            return Undone(failure: failure)
        } catch let second as KafkaFailure {
            // No transaction was open: nothing to undo.
            if second.code == RD_KAFKA_RESP_ERR__STATE, !second.isFatal { return Undone(failure: failure) }
            return Broken(failure: second.isFatal ? second : failure)
        } catch {
            return error
        }
    }
}
