import EventLog
import Foundation
import Processing
import Schemas

/// A record of the topic of dead letters, read: which event, where from, who refused it and why.
///
/// Anybody may write to that topic, so nothing in it is taken for granted.
struct Letter {
    /// Derived from where the event stood and which processor refused it: the same wherever the letter is copied to, and
    /// the same for a letter that was written again.
    let id: String
    /// As it stands on the topic of dead letters.
    let record: LogRecord
    /// Where the event stood, by the catalogue's name; nil where the headers do not say.
    let place: TopicPartition?
    let offset: Int64?
    let processor: String
    let reason: String
    let message: String
    /// How often it was tried, from 1.
    let attempts: Int
    /// What of the event is not in the letter; nil: all of it is.
    let leftOut: String?
    /// What is wrong with the letter itself; nil: nothing.
    let complaint: String?

    init(_ record: LogRecord, in namespace: Namespace) {
        self.record = record
        let topic = record.header(DeadLetter.topicHeader) ?? ""
        let partition = record.header(DeadLetter.partitionHeader).flatMap { Int32($0) }
        let offset = record.header(DeadLetter.offsetHeader).flatMap { Int64($0) }
        // A letter that was copied from production names production's topic, and is about this one.
        let own = namespace.own(topic) ?? Namespace.standard.own(topic)
        processor = record.header(DeadLetter.processorHeader) ?? ""
        reason = record.header(DeadLetter.reasonHeader) ?? ""
        message = record.header(DeadLetter.messageHeader) ?? ""
        leftOut = record.header(DeadLetter.leftOutHeader)
        attempts = max(1, record.header(DeadLetter.attemptsHeader).flatMap { Int($0) } ?? 1)
        let letterPlace = "\(record.topicPartition.partition)/\(record.offset)"
        guard let own, let partition, partition >= 0, let offset, offset >= 0, !processor.isEmpty else {
            place = nil
            self.offset = nil
            complaint = "its headers do not say where the event stood and who refused it"
            id = EventID.derive("dead-letter", letterPlace)
            return
        }
        place = TopicPartition(own, partition)
        self.offset = offset
        complaint = nil
        id = EventID.derive(
            "dead-letter", own, String(partition), String(offset), processor, record.header("ce_id") ?? "")
    }

    /// Where the letter itself stands: partition/offset.
    var standing: String { "\(record.topicPartition.partition)/\(record.offset)" }
    var eventID: String { record.header("ce_id") ?? "" }
    var key: String? { record.key.map { String(decoding: $0, as: UTF8.self) } }
    /// How often the event had been redriven when it was refused.
    var redriven: Int { Redriven.count(record) }
    /// The letter that the event was put back from before it was refused again.
    var names: String? { redriven > 0 ? record.header(Redriven.letterHeader) : nil }

    /// The event's own headers.
    var headers: [RecordHeader] {
        record.headers.filter {
            !$0.name.hasPrefix(DeadLetter.prefix) && $0.name != Redriven.header
                && !$0.name.hasPrefix(Redriven.header + ".") && $0.name != "__fenghuo.positions"
        }
    }

    /// What letters of one cause have in common: the message without its numbers, ids and quotations, cut.
    var cause: String { Self.cause(of: message) }

    static func cause(of message: String) -> String {
        var words: [Substring] = []
        for word in message.prefix(400).split(separator: " ") {
            let isName = word.contains { $0.isNumber || $0 == "\"" || $0 == "/" }
            if !isName {
                words.append(word)
            } else if words.last != "…" {
                words.append("…")
            }
        }
        return Terminal.harmless(String(words.joined(separator: " ").prefix(100)))
    }
}
