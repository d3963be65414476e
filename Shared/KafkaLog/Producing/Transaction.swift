import CRdkafka
import EventLog

/// One transaction, on the producer's calling thread: begin, write, offsets, commit; undone when something fails.
struct Transaction {
    /// How far the member has come.
    struct Progress: Sendable {
        var member: KafkaGroupMember
        var next: [TopicPartition: Int64]
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
            throw undo(failure)
        }
        do {
            try TransactionLine.repeating(until: deadline) {
                rd_kafka_commit_transaction(client, (deadline - .now).timeout)
            }
        } catch let failure as KafkaFailure {
            // Not known to have been undone: only a producer started anew finds out.
            guard failure.requiresAbort else { throw Broken(failure: failure) }
            throw undo(failure)
        }
    }

    /// Sends the offsets with the proof that the member may say so.
    private func store(_ progress: Progress, until deadline: ContinuousClock.Instant) throws {
        let offsets = PartitionList(progress.next)
        let metadata = try progress.member.metadata()
        try TransactionLine.repeating(until: deadline) {
            rd_kafka_send_offsets_to_transaction(client, offsets.pointer, metadata.pointer, timeout.timeout)
        }
    }

    private func undo(_ failure: KafkaFailure) -> any Error {
        if failure.isFatal { return Broken(failure: failure) }
        let deadline = ContinuousClock.now + timeout + grace
        do {
            try TransactionLine.repeating(until: deadline) {
                rd_kafka_abort_transaction(client, (deadline - .now).timeout)
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
