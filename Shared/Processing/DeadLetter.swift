import EventLog
import Schemas

/// An event that could not be processed, with why: its bytes and headers as they were, and where it stood.
public enum DeadLetter {
    public static let prefix = "__fenghuo.errors."
    public static let topicHeader = prefix + "topic"
    public static let partitionHeader = prefix + "partition"
    public static let offsetHeader = prefix + "offset"
    public static let processorHeader = prefix + "processor"
    /// One of ``reasons``.
    public static let reasonHeader = prefix + "reason"
    public static let messageHeader = prefix + "message"
    public static let attemptsHeader = prefix + "attempts"
    /// What was left out because the letter would be larger than a record may be: it still stands where the event stood.
    public static let leftOutHeader = prefix + "left-out"
    /// A longer message is cut, in bytes.
    static let longestMessage = 2000

    /// Why an event is put aside; each has its counter.
    static let reasons = ["undecodable", "rejected", "too-large"]

    /// - Parameters:
    ///   - topic: the record's topic by its name on the log.
    ///   - limit: bytes that a record may have.
    ///   - now: when it is written. A log may refuse times that are none, or lie far ahead.
    static func record(
        of record: LogRecord, stoodOn topic: String, processor: String, reason: String, message: String, limit: Int,
        now: Int64
    ) -> ProducerRecord {
        var letter = whole(record, stoodOn: topic, processor: processor, reason: reason, message: message)
        letter.timestamp = record.timestamp > 0 ? min(record.timestamp, max(now, 1)) : max(now, 1)
        var leftOut: [String] = []
        func leave(_ what: String, _ change: (inout ProducerRecord) -> Void) {
            guard letter.byteCount > limit else { return }
            if !leftOut.isEmpty { letter.headers.removeLast() }
            change(&letter)
            leftOut.append(what)
            letter.headers.append(RecordHeader(leftOutHeader, leftOut.joined(separator: ", ")))
        }
        leave("value of \(record.value?.count ?? 0) bytes") { $0.value = nil }
        leave("\(record.headers.count) headers") { $0.headers.removeAll { !$0.name.hasPrefix(prefix) } }
        leave("key of \(record.key?.count ?? 0) bytes") { $0.key = nil }
        return letter
    }

    private static func whole(
        _ record: LogRecord, stoodOn topic: String, processor: String, reason: String, message: String
    ) -> ProducerRecord {
        let place = record.topicPartition
        // An event redriven from dead letters and rejected again carries the newest reason only, and names the letter.
        let attempts = max(Redriven.bounded(record.header(attemptsHeader)), Redriven.count(record)) + 1
        let own = record.headers.filter { !$0.name.hasPrefix(prefix) }
        let why = [
            (topicHeader, topic), (partitionHeader, String(place.partition)),
            (offsetHeader, String(record.offset)), (processorHeader, processor), (reasonHeader, reason),
            (messageHeader, String(decoding: message.utf8.prefix(longestMessage), as: UTF8.self)),
            (attemptsHeader, String(attempts)),
        ]
        return ProducerRecord(
            to: TopicPartition(EventKind.deadLetters, place.partition), key: record.key, value: record.value,
            headers: own + why.map { RecordHeader($0.0, $0.1) }, timestamp: record.timestamp)
    }
}
