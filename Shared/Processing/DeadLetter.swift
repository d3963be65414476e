import EventLog
import Schemas

/// An event that could not be processed, with why: its bytes and headers as they were, and where it stood.
public enum DeadLetter {
    static let prefix = "__fenghuo.errors."
    public static let topicHeader = prefix + "topic"
    public static let partitionHeader = prefix + "partition"
    public static let offsetHeader = prefix + "offset"
    public static let processorHeader = prefix + "processor"
    /// `undecodable` or `rejected`.
    public static let reasonHeader = prefix + "reason"
    public static let messageHeader = prefix + "message"
    public static let attemptsHeader = prefix + "attempts"

    /// - Parameter topic: the record's topic by its name on the log.
    static func record(
        of record: LogRecord, stoodOn topic: String, processor: String, reason: String, message: String
    ) -> ProducerRecord {
        let place = record.topicPartition
        // An event redriven from dead letters and rejected again carries the newest reason only.
        let attempts = (record.header(attemptsHeader).flatMap { Int($0) } ?? 0) + 1
        let own = record.headers.filter { !$0.name.hasPrefix(prefix) }
        let why = [
            (topicHeader, topic), (partitionHeader, String(place.partition)),
            (offsetHeader, String(record.offset)), (processorHeader, processor), (reasonHeader, reason),
            (messageHeader, message), (attemptsHeader, String(attempts)),
        ]
        return ProducerRecord(
            to: TopicPartition(EventKind.deadLetters, place.partition), key: record.key, value: record.value,
            headers: own + why.map { RecordHeader($0.0, $0.1) }, timestamp: record.timestamp)
    }
}
