import EventLog
import Processing
import Schemas
import SwiftProtobuf

/// Whether, and as what, a letter's event can be put back.
struct RedriveRules {
    enum Verdict {
        case redrive(ProducerRecord, Redrive)
        case already
        case refused(String)
    }

    /// What stands on the log now, of every topic.
    let topics: [String: TopicSpecification]
    /// Bytes that a record may have.
    let limit: Int
    /// What is put back to a compacted topic, by place and key: the offset of the newest record there.
    var newest: [TopicPartition: [[UInt8]: Int64]] = [:]

    init(_ topics: [TopicDescription], limit: Int) {
        self.topics = Dictionary(topics.map { ($0.specification.name, $0.specification) }) { first, _ in first }
        self.limit = limit
    }

    /// Records of the audit: what stands there twice is no record any more.
    private static let neverTwice = [EventKind.journalEntered, .checkpointSigned, .accessRecorded].map(\.topic)

    /// - Parameters:
    ///   - by: who redrives it.
    ///   - now: milliseconds since 1970.
    func judge(_ letter: Letter, _ ledger: LetterLedger, by: String, now: Int64) -> Verdict {
        if let complaint = letter.complaint { return .refused(complaint) }
        guard let place = letter.place, let offset = letter.offset else { return .refused("it names no place") }
        if ledger.redriven.contains(letter.id) { return .already }
        if let leftOut = letter.leftOut { return .refused("the letter is without its \(Self.what(leftOut))") }
        guard let topic = topics[place.topic] else { return .refused("there is no topic \(place.topic)") }
        if Self.neverTwice.contains(place.topic) {
            return .refused("\(place.topic) is an audit record, in which nothing is written twice")
        }
        guard let target = Self.target(of: letter, topic) else {
            return .refused("\(place.topic) has no partition \(place.partition), and the event has no partition key")
        }
        if topic.cleanup == .compact {
            guard let key = letter.record.key else {
                return .refused("\(place.topic) is compacted, and the event has no key")
            }
            if let newest = newest[target]?[key], newest > offset || target != place {
                return .refused("\(place.topic) has a newer record of its key, which it would undo")
            }
        }
        let count = letter.redriven + 1
        let record = ProducerRecord(
            to: target, key: letter.record.key, value: letter.record.value,
            headers: letter.headers + [
                RecordHeader(Redriven.header, String(count)), RecordHeader(Redriven.letterHeader, letter.id),
                RecordHeader(Redriven.processorHeader, letter.processor),
            ], timestamp: max(letter.record.timestamp, 1))
        guard record.byteCount <= limit else {
            return .refused("with its headers it would have more bytes than the log takes")
        }
        return .redrive(record, entry(of: letter, place, offset, target, count: count, by: by, now: now))
    }

    /// Where it goes: to the partition of its key; where it has none, to where it stood.
    static func target(of letter: Letter, _ topic: TopicSpecification) -> TopicPartition? {
        guard let place = letter.place, topic.partitions > 0 else { return nil }
        if let key = letter.record.header("ce_partitionkey"), !key.isEmpty {
            return TopicPartition(place.topic, Partitioner.partition(forKey: key, count: topic.partitions))
        }
        return place.partition < topic.partitions ? place : nil
    }

    private func entry(
        of letter: Letter, _ place: TopicPartition, _ offset: Int64, _ target: TopicPartition, count: Int, by: String,
        now: Int64
    ) -> Redrive {
        Redrive.with {
            $0.letter = letter.id
            $0.letterPartition = letter.record.topicPartition.partition
            $0.letterOffset = letter.record.offset
            $0.topic = place.topic
            $0.partition = place.partition
            $0.offset = offset
            $0.toPartition = target.partition
            $0.eventID = letter.eventID
            $0.processor = letter.processor
            $0.reason = letter.reason
            $0.count = Int32(clamping: count)
            $0.by = by
            $0.at = now
        }
    }

    /// `value of 1048576 bytes` without its number: refusals alike are counted together.
    private static func what(_ leftOut: String) -> String {
        leftOut.split(separator: ",").map { part in
            part.split(separator: " ").filter { !$0.allSatisfy(\.isNumber) }.prefix(1).joined()
        }.joined(separator: " and ")
    }
}
