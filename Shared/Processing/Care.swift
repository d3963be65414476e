import EventLog

/// What a task remembers, from one restore to the next, of output that the log would not take: the events that made it are
/// refused, each by itself, and all the others go on.
struct Care {
    /// Bytes that one record may have.
    private(set) var limit: Int
    /// Events that are measured one by one before they are kept.
    private var left = 0
    private var refused: [TopicPartition: [Int64: (reason: String, message: String)]] = [:]

    /// Events that are measured after one did not fit: more of its kind are likely near it.
    private static let length = 10_000
    /// No log is taken to refuse records below that for their size, in bytes.
    private static let leastLimit = 16_384

    init(limit: Int) { self.limit = limit }

    var isNeeded: Bool { left > 0 }

    func refusal(of record: LogRecord) -> (reason: String, message: String)? {
        refused.isEmpty ? nil : refused[record.topicPartition]?[record.offset]
    }

    mutating func refuse(_ record: LogRecord, reason: String, message: String) {
        refused[record.topicPartition, default: [:]][record.offset] = (reason, message)
        left = max(left, Self.length)
    }

    /// A commit of so many events did not fit.
    mutating func begin(handled: Int) { left = max(handled, Self.length) }

    /// A log may take less than it is known to, where a topic has a limit of its own.
    /// - Returns: what to throw instead of the log's refusal; nil where size is no explanation.
    mutating func learn(from error: EventLogError, _ records: [ProducerRecord], handled: Int) -> DoesNotFit? {
        guard case .refused(_, let found, _) = error, found.contains("too large") || found.contains("larger than"),
            let largest = records.max(by: { $0.byteCount < $1.byteCount }), largest.byteCount > Self.leastLimit
        else {
            return nil
        }
        limit = min(limit, largest.byteCount - 1)
        left = max(handled, Self.length)
        return DoesNotFit(place: largest.topicPartition, bytes: largest.byteCount)
    }

    /// - Parameter next: by topic, the offset of the next record to read.
    mutating func committed(_ handled: Int, next: [String: Int64]) {
        left = max(0, left - handled)
        guard !refused.isEmpty else { return }
        for (place, events) in refused {
            let kept = events.filter { $0.key >= next[place.topic] ?? 0 }
            refused[place] = kept.isEmpty ? nil : kept
        }
    }
}
