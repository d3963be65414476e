import Metrics
import Plan
import Schemas
import ServiceLifecycle

/// Says for `/metrics` how well the sources are covered, as the log has it: every instance says the same, whichever
/// watches a source, and a restart loses nothing.
struct CoverageMetrics: Service {
    /// Milliseconds between two looks at the log.
    static let interval: Int64 = 15_000

    let plan: ResponsePlan
    let ledger: SourceLedger
    let pace: Pace

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A log that is away is told of elsewhere; the figures stay what they were.
                if let rows = try? await ledger.allRows() { show(rows) }
                try await pace.sleep(Self.interval)
            }
        }
    }

    func show(_ rows: [String: Source]) {
        for source in plan.sources {
            let row = rows[source.id] ?? Source()
            let since = row.lastSuccessAt > 0 ? max(0, pace.now() - row.lastSuccessAt) : -1000
            gauge("fenghuo_source_seconds_since_success", source).record(Double(since) / 1000)
            if let cadence = source.cadence {
                gauge("fenghuo_source_cadence_seconds", source).record(Double(cadence.seconds))
            }
            gauge("fenghuo_source_consecutive_failures", source).record(row.consecutiveFailures)
            gauge("fenghuo_source_publication_lag_seconds", source).record(Double(row.lagMilliseconds) / 1000)
        }
    }

    /// -1 seconds since success means never.
    private func gauge(_ label: String, _ source: ResponsePlan.Source) -> Gauge {
        Gauge(label: label, dimensions: [("source", source.id), ("kind", source.kind.rawValue)])
    }
}
