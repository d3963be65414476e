import Metrics

/// What is counted at the console.
enum ConsoleMetrics {
    /// The counters that alerts may look at, at 0: the first refusal counts too.
    static func prepare() {
        let kinds =
            [Problem.Kind.permission, .signIn("missing")]
            + TokenIssuer.Refusal.Reason.allCases.map { .signIn($0.rawValue) }
            + Forgery.Finding.allCases.map { .forgery($0) }
        for kind in kinds { rejected(kind.reason).increment(by: 0) }
        auditDropped.increment(by: 0)
    }

    static func rejected(_ reason: String) -> Counter {
        Counter(label: "fenghuo_console_requests_rejected_total", dimensions: [("reason", reason)])
    }

    static func decisions(_ kind: String) -> Counter {
        Counter(label: "fenghuo_decisions_total", dimensions: [("kind", kind)])
    }

    static var auditDropped: Counter { Counter(label: "fenghuo_audit_records_dropped_total") }
}
