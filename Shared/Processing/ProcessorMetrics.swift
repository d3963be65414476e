import Metrics

/// What is counted of one processor. All of it is there from the start: an alert that asks for an increase does not see
/// a counter that is born at 1.
struct ProcessorMetrics: Sendable {
    let restarts: Counter
    let failedTicks: Counter
    let unreadableRows: Counter
    let commits: Counter
    let processed: Counter
    let restoring: Timer
    let committing: Timer
    let latency: Timer
    private let processor: String

    init(processor: String) {
        self.processor = processor
        let own = [("processor", processor)]
        restarts = Counter(label: "fenghuo_task_restarts_total", dimensions: own)
        failedTicks = Counter(label: "fenghuo_failed_ticks_total", dimensions: own)
        unreadableRows = Counter(label: "fenghuo_unreadable_rows_total", dimensions: own)
        commits = Counter(label: "fenghuo_commits_total", dimensions: own)
        processed = Counter(label: "fenghuo_processed_total", dimensions: own)
        restoring = Timer(label: "fenghuo_restore_seconds", dimensions: own)
        committing = Timer(label: "fenghuo_commit_seconds", dimensions: own)
        latency = Timer(label: "fenghuo_event_commit_latency_seconds", dimensions: own)
        for reason in DeadLetter.reasons { deadLetters(reason).increment(by: 0) }
    }

    func deadLetters(_ reason: String) -> Counter {
        Counter(label: "fenghuo_dead_letters_total", dimensions: [("processor", processor), ("reason", reason)])
    }
}
