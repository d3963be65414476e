import ArgumentParser
import EventLog
import Foundation
import Processing
import Schemas

/// One dead letter, whole: the event as it was, and what has become of it.
struct LetterShown {
    struct Move: Encodable {
        var topic: String
        var partition: Int32
        /// nil: not found there any more.
        var offset: Int64?
        var by: String
        var at: Int64
        var count: Int32
    }
    let letter: Letter
    let row: LetterListing.Row
    /// Where the event was put back to.
    let move: Move?
    /// The letter of the event that was put back from this one, and failed again.
    let failedAgain: String?
    private let namespace: Namespace

    /// - Parameter name: an id, the beginning of one, or partition/offset.
    /// - Throws: `ValidationError` where no letter, or more than one, is called so.
    static func find(_ name: String, on log: any EventLog, in namespace: Namespace) async throws -> LetterShown {
        let topics = try await log.describeTopics()
        guard let topic = topics.first(where: { $0.specification.name == EventKind.deadLetters }) else {
            throw EventLogError.unknownTopic(namespace.topic(EventKind.deadLetters))
        }
        return try await log.reading { scan in
            var found: Letter?
            var failures: [(names: String, id: String)] = []
            try await scan.each(topic) { record in
                let letter = Letter(record, in: namespace)
                if let names = letter.names, failures.count < 10_000 { failures.append((names, letter.id)) }
                guard LetterSelection.names(name, letter) else { return }
                if let other = found, other.id != letter.id {
                    throw ValidationError(
                        "\(Terminal.harmless(name)) is the beginning of several letters, such as \(other.id) and "
                            + letter.id)
                }
                found = letter
            }
            guard let found else { throw ValidationError("no dead letter \(Terminal.harmless(name))") }
            var entry: Redrive?
            try await LetterLedger.each(topics, scan) { if $0.letter == found.id { entry = $0 } }
            var move: Move?
            if let entry { move = try await Self.move(entry, topics, scan, namespace) }
            return LetterShown(
                letter: found, row: .init(found, isRedriven: entry != nil, in: namespace), move: move,
                failedAgain: failures.first { $0.names == found.id }?.id, namespace: namespace)
        }
    }

    /// Finds the record in the partition it was put to, from the event's own time on.
    private static func move(
        _ entry: Redrive, _ topics: [TopicDescription], _ scan: LogScan, _ namespace: Namespace
    ) async throws -> Move {
        var offset: Int64?
        let place = TopicPartition(entry.topic, entry.toPartition)
        if let ranges = topics.first(where: { $0.specification.name == entry.topic })?.ranges,
            ranges.indices.contains(Int(entry.toPartition))
        {
            let range = ranges[Int(entry.toPartition)]
            try await scan.each(place, OffsetRange(low: max(range.low, entry.offset), high: range.high)) { record in
                if offset == nil, record.header(Redriven.letterHeader) == entry.letter { offset = record.offset }
            }
        }
        return Move(
            topic: namespace.topic(entry.topic), partition: entry.toPartition, offset: offset, by: entry.by,
            at: entry.at, count: entry.count)
    }

    /// The record as it stood where the event stood.
    private var event: LogRecord {
        LogRecord(
            topicPartition: letter.place ?? letter.record.topicPartition, offset: letter.offset ?? letter.record.offset,
            timestamp: letter.record.timestamp, key: letter.record.key, value: letter.record.value,
            headers: letter.headers)
    }

    /// On one line: `letter`, `event` as `tail` has it, `redriven` and `failedAgain` where there are any.
    var json: String {
        get throws {
            var parts = [
                "\"letter\":\(try OutputOptions.json(row))", "\"event\":\(EventLine(event, in: namespace).json)",
            ]
            if let leftOut = letter.leftOut { parts.append("\"leftOut\":\(EventLine.quote(leftOut))") }
            if let move { parts.append("\"redriven\":\(try OutputOptions.json(move))") }
            if let failedAgain { parts.append("\"failedAgain\":\(EventLine.quote(failedAgain))") }
            return "{" + parts.joined(separator: ",") + "}"
        }
    }

    var text: String {
        var rows = [
            ["letter", "\(row.id), at \(row.at) of \(namespace.topic(EventKind.deadLetters))"],
            ["event stood at", "\(row.topic)[\(row.partition ?? -1)] \(row.offset ?? -1)"],
            ["written", Timestamps.rfc3339(EventBounds.time(row.time))],
            ["refused by", row.processor], ["reason", row.reason], ["message", row.message],
            ["attempts", String(row.attempts)],
        ]
        if let key = row.key { rows.append(["key", key]) }
        if let names = row.names { rows.append(["put back from", "letter \(names)"]) }
        if let move {
            let place = "\(move.topic)[\(move.partition)]" + (move.offset.map { " \($0)" } ?? ", not there any more")
            rows.append(["redriven", "to \(place), by \(move.by), \(Timestamps.rfc3339(EventBounds.time(move.at)))"])
        }
        if let failedAgain { rows.append(["failed again", "as letter \(failedAgain)"]) }
        if let leftOut = letter.leftOut { rows.append(["left out", leftOut]) }
        for header in letter.headers {
            rows.append(["header \(header.name)", String(decoding: header.value, as: UTF8.self)])
        }
        rows.append(["value", "\(letter.record.value?.count ?? 0) bytes"])
        return table(rows.map { $0.map(Terminal.harmless) }) + "\n" + EventLine.data(event)
    }
}
