import EventLog
import Plan
import Schemas
import SwiftProtobuf

/// Writes the rows of pushed sources: by one producer for each partition, kept from one writing to the next.
///
/// Its id is the partition's, so of two instances that take in pushes for the same sources only the newer producer can
/// write; what an instance knows of a row is true as long as its producer can. An instance that is superseded waits
/// longer each time before it takes over again: so two do not take turns at every writing.
actor PushedRows {
    private struct Line {
        var producer: any TransactionalProducer
        /// As they are in the log.
        var rows: [String: Source] = [:]
    }

    /// How long a partition is left to the instance that took it over.
    static let firstPause: Int64 = 4_000
    static let longestPause: Int64 = 30_000

    private let log: any EventLog
    private let ledger: SourceLedger
    private let records: IntakeRecords
    private var lines: [Int32: Line] = [:]
    /// Of partitions that another instance took over: until when they are left to it, and how long that was.
    private var left: [Int32: (until: Int64, pause: Int64)] = [:]

    init(log: any EventLog, ledger: SourceLedger, records: IntakeRecords) {
        self.log = log
        self.ledger = ledger
        self.records = records
    }

    /// The id of the producer that writes the rows of pushed sources in a partition.
    static func producer(of partition: Int32) -> String { "monitoring-push-\(partition)" }

    /// Whether another instance is writing that source's row just now, which it is left to for a while.
    func isLeft(_ source: ResponsePlan.Source, at now: Int64) -> Bool {
        (left[partition(of: source)]?.until ?? 0) > now
    }

    /// Adds what came in to the source's row.
    /// - Throws: `EventLogError.fenced` when another instance took over: nothing was added.
    func add(_ counts: IntakeCounts, to source: ResponsePlan.Source, at now: Int64) async throws {
        let partition = partition(of: source)
        do {
            var line = try await line(of: partition)
            // Fencing first, reading then: nobody can write between the two.
            var row: Source
            if let known = line.rows[source.id] { row = known } else { row = try await read(source) }
            row.attempted(at: now)
            if counts.received > 0 {
                row.lastSuccessAt = now
                row.consecutiveFailures = 0
            } else {
                row.consecutiveFailures += 1
            }
            counts.apply(to: &row, at: now)
            try await line.producer.commit([try records.record(of: row, now: now)], offsets: nil)
            line.rows[source.id] = row
            lines[partition] = line
        } catch {
            await lines.removeValue(forKey: partition)?.producer.close()
            if case EventLogError.fenced = error {
                let pause = min(Self.longestPause, left[partition].map { $0.pause * 2 } ?? Self.firstPause)
                left[partition] = (now + pause, pause)
            }
            throw error
        }
    }

    func close() async {
        for line in lines.values { await line.producer.close() }
        lines = [:]
    }

    private func partition(of source: ResponsePlan.Source) -> Int32 {
        Partitioner.partition(forKey: source.id, count: records.partitions)
    }

    private func line(of partition: Int32) async throws -> Line {
        if let line = lines[partition] { return line }
        let made = Line(producer: try await log.makeTransactionalProducer(id: Self.producer(of: partition)))
        lines[partition] = made
        return made
    }

    private func read(_ source: ResponsePlan.Source) async throws -> Source {
        var row = try await ledger.row(source.id) ?? Source.with { $0.id = source.id }
        row.kind = source.kind.rawValue
        row.cadenceSeconds = Int64(source.cadence?.seconds ?? 0)
        return row
    }
}
