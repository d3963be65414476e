import EventLog
import Logging
import Plan
import Schemas
import ServiceLifecycle
import Synchronization

/// Writes down what push sources gave: every two seconds at most, added to what other instances wrote.
///
/// Unlike a polled source's cursor it is not in one transaction with the mentions: after a crash up to two seconds of
/// counts may be missing, never a mention.
final class PushCoverage: Service {
    static let interval: Int64 = 2_000

    private let counts = Mutex<[String: IntakeCounts]>([:])
    private let plan: ResponsePlan
    private let log: any EventLog
    private let ledger: SourceLedger
    private let records: IntakeRecords
    private let pace: Pace
    private let logger: Logger

    init(
        plan: ResponsePlan, log: any EventLog, ledger: SourceLedger, records: IntakeRecords, pace: Pace, logger: Logger
    ) {
        self.plan = plan
        self.log = log
        self.ledger = ledger
        self.records = records
        self.pace = pace
        self.logger = logger
    }

    func note(_ outcome: IntakeOutcome, source: String, at now: Int64) {
        var counts = IntakeCounts()
        counts.received = Int64(outcome.ids.count)
        counts.matched = Int64(outcome.matched)
        counts.dropped = Int64(outcome.dropped)
        counts.newest = outcome.newest ?? now
        counts.newestReceivedAt = now
        add(counts, source)
    }

    func note(_ refused: RefusedDrafts, source: String) {
        var counts = IntakeCounts()
        counts.refused = Int64(refused.items.count)
        counts.lastError = refused.items.first.map { "a request, item \($0.index): \($0.mistake)" }
        add(counts, source)
    }

    private func add(_ more: IntakeCounts, _ source: String) {
        IntakeMetrics.count(more, source: source)
        counts.withLock { $0[source, default: IntakeCounts()].add(more) }
    }

    func run() async throws {
        let work = Task {
            while !Task.isCancelled {
                do { try await pace.sleep(Self.interval) } catch { return }
                await flush()
            }
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            await work.value
        } onCancelOrGracefulShutdown: {
            work.cancel()
        }
        await Task { await self.flush() }.value
    }

    /// Writes what is not yet written. What cannot be written now is kept for the next time.
    func flush() async {
        let pending = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        for (id, counts) in pending.sorted(by: { $0.key < $1.key }) {
            guard let source = plan.source(id) else { continue }
            do {
                try await write(counts, source)
            } catch {
                logger.warning("writing down the coverage of \(id): \(error); trying again")
                self.counts.withLock { all in
                    var merged = counts
                    if let newer = all[id] { merged.add(newer) }
                    all[id] = merged
                }
            }
        }
    }

    private func write(_ counts: IntakeCounts, _ source: ResponsePlan.Source) async throws {
        // Fencing first, reading then: nobody can write between the two.
        var commits = try await SourceCommits(source: source, log: log, ledger: ledger, records: records)
        var row = commits.row
        let now = pace.now()
        row.lastAttemptAt = now
        if counts.received > 0 {
            row.lastSuccessAt = now
            row.consecutiveFailures = 0
        } else {
            row.consecutiveFailures += 1
        }
        counts.apply(to: &row, at: now)
        do {
            try await commits.commit([], row: row, now: now)
        } catch {
            await commits.close()
            throw error
        }
        await commits.close()
    }
}
