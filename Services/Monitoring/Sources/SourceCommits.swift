import EventLog
import Plan
import Schemas
import SwiftProtobuf

/// Commits what a source gave together with its row: after a crash neither is there without the other.
///
/// The producer's id is the source's, so that of two instances that believe a source is theirs only the newer one can
/// commit.
struct SourceCommits: Sendable {
    let source: ResponsePlan.Source
    let records: IntakeRecords
    private let producer: any TransactionalProducer
    /// As it is in the log.
    private(set) var row: Source
    /// Whether the log had none.
    let isNew: Bool

    /// Fences whoever wrote this source's row before, then reads the row as they left it.
    init(source: ResponsePlan.Source, log: any EventLog, ledger: SourceLedger, records: IntakeRecords) async throws {
        self.source = source
        self.records = records
        let partition = Partitioner.partition(forKey: source.id, count: records.partitions)
        // A pushed source's row is written by who takes in, too: so with the same id, one after the other.
        producer = try await log.makeTransactionalProducer(
            id: source.kind == .push ? PushedRows.producer(of: partition) : "monitoring-source-\(source.id)")
        let cadence = Int64(source.cadence?.seconds ?? 0)
        do {
            let known = try await ledger.row(source.id)
            isNew = known == nil
            row = known ?? Source.with { $0.id = source.id }
        } catch {
            await producer.close()
            throw error
        }
        row.kind = source.kind.rawValue
        row.cadenceSeconds = cadence
    }

    mutating func commit(_ intakes: [Intake], row: Source, now: Int64) async throws {
        var appended = try intakes.map { try records.record(of: $0) }
        appended.append(try records.record(of: row, now: now))
        try await producer.commit(appended, offsets: nil)
        self.row = row
    }

    /// Writes a source's first row: from here on it is listened for.
    mutating func begin(at now: Int64) async throws {
        var row = row
        row.firstAttemptAt = now
        try await commit([], row: row, now: now)
    }

    func close() async { await producer.close() }
}
