/// Every metric that an executable tells of, said once: `# HELP` and `# TYPE`, the table of the documents and
/// `fenghuo metrics` come from here. Tests compare it with what the code counts, what the dashboard shows and what the
/// alerts ask for; CI compares it with what the running services tell.
public enum MetricCatalogue {
    /// In the order of the documents: how the process is, then what it works at.
    public static let all: [KnownMetric] = standing + processing + intake + outside + process

    static func metric(named name: String) -> KnownMetric? { byName[name] }

    private static let byName = Dictionary(
        all.flatMap { [$0] + [$0.deprecated].compactMap { $0 } }.map { ($0.name, $0) }
    ) { first, _ in first }

    private static let standing = [
        KnownMetric(
            "fenghuo_alive", .gauge, "1 while the part's loops turn, 0 otherwise: what /healthz is made of.",
            by: ["part"]),
        KnownMetric(
            "fenghuo_ready", .gauge,
            "1 while the part is assigned, restored and reaches what it needs, 0 otherwise: what /readyz is made of.",
            by: ["part"]),
        KnownMetric(
            "fenghuo_not_ready", .gauge, "1 for the cause for which the part is not ready, 0 for all others.",
            by: ["part", "cause"]),
        KnownMetric(
            "kafka_consumergroup_lag", .gauge,
            "Records between what this process has committed and the end, of the partitions it holds.",
            by: ["consumergroup", "topic", "partition"]),
        KnownMetric(
            "kafka_consumergroup_current_offset", .gauge,
            "The offset of the next record to read, of the partitions this process holds.",
            by: ["consumergroup", "topic", "partition"]),
        KnownMetric(
            "kafka_consumergroup_members", .gauge, "1: this process, as a member of the group. Sum over instances.",
            by: ["consumergroup"]),
        KnownMetric(
            "fenghuo_build_info", .gauge, "1; its labels say which version and commit runs.",
            by: ["version", "revision"]),
        KnownMetric(
            "fenghuo_plan_info", .gauge, "1; its labels say which plan is carried out.",
            by: ["name", "version", "hash"]),
        KnownMetric(
            "fenghuo_log_bytes", .gauge, "Bytes of the embedded log's files; not there on Kafka.", by: ["file"]),
        KnownMetric(
            "fenghuo_data_free_bytes", .gauge, "Bytes that may still be written where the data folder is."),
        KnownMetric(
            "fenghuo_log_lines_lost_total", .counter,
            "Lines of the process's own log that could not be written, as its reader is gone or the disk full."),
        KnownMetric(
            "fenghuo_spans_dropped_total", .counter, "Spans that the collector of traces did not take in time."),
    ]

    private static let processing = [
        KnownMetric("fenghuo_processed_total", .counter, "Events processed and committed.", by: ["processor"]),
        KnownMetric("fenghuo_commits_total", .counter, "Transactions committed.", by: ["processor"]),
        KnownMetric("fenghuo_commit_seconds", .histogram, "How long a transaction took.", by: ["processor"]),
        KnownMetric(
            "fenghuo_event_commit_latency_seconds", .histogram,
            "From a record's own time to its effect being durable, one hop.", by: ["processor"],
            formerly: "fenghuo_latency_seconds"),
        KnownMetric(
            "fenghuo_restore_seconds", .histogram, "How long a partition was away while it was restored.",
            by: ["processor"]),
        KnownMetric(
            "fenghuo_task_restarts_total", .counter, "Tasks that were restored after an error.", by: ["processor"]),
        KnownMetric(
            "fenghuo_failed_ticks_total", .counter, "Looks at the clock that failed: deadlines not served in time.",
            by: ["processor"]),
        KnownMetric(
            "fenghuo_dead_letters_total", .counter,
            "Events that could not be processed and were put aside; `too-large`: what came of it does not fit the log.",
            by: ["processor", "reason"]),
        KnownMetric(
            "fenghuo_unreadable_rows_total", .counter, "Rows of changelogs left out because they cannot be read.",
            by: ["processor"]),
    ]

    private static let intake = [
        KnownMetric(
            "fenghuo_source_seconds_since_success", .gauge,
            "Since a source last gave something or was seen to have nothing new, by the log; -1 for never.",
            by: ["source", "kind"]),
        KnownMetric(
            "fenghuo_source_cadence_seconds", .gauge, "How often the plan expects to hear of the source.",
            by: ["source", "kind"]),
        KnownMetric(
            "fenghuo_source_consecutive_failures", .gauge, "Failures in a row.", by: ["source", "kind"]),
        KnownMetric(
            "fenghuo_source_publication_lag_seconds", .gauge,
            "From the publication of its newest mention to our taking it in.", by: ["source", "kind"]),
        KnownMetric("fenghuo_source_fetch_seconds", .histogram, "How long a fetch took.", by: ["source"]),
        KnownMetric("fenghuo_mentions_received_total", .counter, "Mentions that came in.", by: ["source"]),
        KnownMetric("fenghuo_mentions_matched_total", .counter, "Of these, such as name a subject.", by: ["source"]),
        KnownMetric("fenghuo_mentions_dropped_total", .counter, "Of these, such as name none.", by: ["source"]),
        KnownMetric("fenghuo_mentions_refused_total", .counter, "Mentions with a mistake in them.", by: ["source"]),
        KnownMetric(
            "fenghuo_mentions_duplicates_total", .counter, "Mentions that were there already.", by: ["source"]),
    ]

    private static let outside = [
        KnownMetric(
            "fenghuo_delivery_attempts_total", .counter, "Attempts: delivered, retry, refused.",
            by: ["channel", "outcome"]),
        KnownMetric(
            "fenghuo_delivery_unreached", .gauge,
            "1 where the newest message to a person failed, or is stuck, on every channel they have.", by: ["person"]),
        KnownMetric(
            "fenghuo_http_requests_total", .counter,
            "Requests answered, by server (intake, console), route template and status.",
            by: ["server", "method", "route", "status"]),
        KnownMetric(
            "fenghuo_http_refusals_total", .counter,
            "Requests answered with 4xx or 5xx: 429 too many at once, 503 the log cannot be reached.",
            by: ["server", "status"]),
        KnownMetric(
            "fenghuo_http_request_duration_seconds", .histogram,
            "From a request's head to the answer being made; a stream of events counts until it begins.",
            by: ["server", "route"]),
        KnownMetric(
            "fenghuo_connections_cut_total", .counter,
            "Connections that were closed for a newcomer's sake, as a limit was reached.", by: ["server", "reason"]),
        KnownMetric(
            "fenghuo_intake_refusals_total", .counter, "Pushes without a key, or with a wrong one.", by: ["reason"]),
        KnownMetric("fenghuo_http_requests_active", .gauge, "Requests under way.", by: ["server"]),
        KnownMetric(
            "fenghuo_decisions_total", .counter, "Decisions that people took.", by: ["kind"],
            formerly: "leadership_decisions_total"),
        KnownMetric(
            "fenghuo_console_requests_rejected_total", .counter, "What was refused at the console, and why.",
            by: ["reason"], formerly: "leadership_refusals_total"),
        KnownMetric(
            "fenghuo_audit_records_dropped_total", .counter,
            "Refusals that are missing in the audit, as too many waited to be written.",
            formerly: "leadership_audit_dropped_total"),
        KnownMetric("fenghuo_archive_entries", .gauge, "What this console's archive has, by kind.", by: ["kind"]),
        KnownMetric(
            "fenghuo_archive_lag_records", .gauge, "Records of the topics that are not in this console's archive yet."),
        KnownMetric("fenghuo_archive_bytes", .gauge, "Bytes of this console's archive on disk."),
    ]

    /// By the names that every client of Prometheus gives them.
    private static let process = [
        KnownMetric("process_cpu_seconds_total", .counter, "User and system time of the process."),
        KnownMetric("process_resident_memory_bytes", .gauge, "Memory in RAM."),
        KnownMetric("process_virtual_memory_bytes", .gauge, "Memory that is mapped."),
        KnownMetric("process_open_fds", .gauge, "Open file descriptors."),
        KnownMetric("process_max_fds", .gauge, "File descriptors that may be open."),
        KnownMetric("process_threads", .gauge, "Threads of the process."),
        KnownMetric("process_start_time_seconds", .gauge, "When the process began, in seconds since 1970."),
    ]
}
