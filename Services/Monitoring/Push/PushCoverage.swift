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
    private let rows: PushedRows
    private let pace: Pace
    private let logger: Logger

    init(
        plan: ResponsePlan, log: any EventLog, ledger: SourceLedger, records: IntakeRecords, pace: Pace, logger: Logger
    ) {
        self.plan = plan
        rows = PushedRows(log: log, ledger: ledger, records: records)
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
        await Task {
            await self.flush(leavingNothing: true)
            await self.rows.close()
        }.value
    }

    /// Writes what is not yet written. What cannot be written now is kept for the next time.
    /// - Parameter leavingNothing: also where another instance writes just now.
    func flush(leavingNothing: Bool = false) async {
        let pending = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        for (id, counts) in pending.sorted(by: { $0.key < $1.key }) {
            guard let source = plan.source(id) else { continue }
            let now = pace.now()
            if !leavingNothing, await rows.isLeft(source, at: now) {
                keep(counts, of: id)
                continue
            }
            do {
                try await rows.add(counts, to: source, at: now)
            } catch EventLogError.fenced {
                logger.debug("the coverage of \(id) is written by another instance; it is added to later")
                keep(counts, of: id)
            } catch {
                logger.warning("writing down the coverage of \(id): \(error); trying again")
                keep(counts, of: id)
            }
        }
    }

    private func keep(_ counts: IntakeCounts, of source: String) {
        self.counts.withLock { all in
            var merged = counts
            if let newer = all[source] { merged.add(newer) }
            all[source] = merged
        }
    }
}
