import EventLog
import Processing
import Schemas

/// Where a group stands, where it would stand, and what is in the way: worked out before anything is set.
struct OffsetReset: Encodable {
    struct Place: Encodable, Equatable {
        var topic: String
        var partition: Int32
        /// The offset of the next record to read; nil: never committed.
        var now: Int64?
        var after: Int64
        /// How many offsets further on; below 0: back.
        var difference: Int64
        /// The first offset that is kept, and the one after the last.
        var low: Int64
        var high: Int64
    }
    struct Missing: Encodable, Equatable {
        var topic: String
        var partition: Int32
        /// What cannot be read any more: from this offset, before `to`.
        var from: Int64?
        var to: Int64
        /// When the first record that is kept was written, ms since 1970.
        var keptSince: Int64?
    }
    var group: String
    /// Who is in the group: while there is anybody, nothing is set.
    var members: [String]
    var partitions: [Place] = []
    var missing: [Missing] = []
    /// What is to be known before.
    var notes: [String] = []
    var isExecuted = false

    /// What is wrong with the target; the text names the partition.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    /// - Parameters:
    ///   - topics: only these, by the catalogue's names; empty: all that the group reads.
    ///   - group: as the log has it in this namespace.
    static func plan(
        _ group: String, to target: ResetTarget, topics only: Set<String> = [], on log: any EventLog,
        in namespace: Namespace
    ) async throws -> OffsetReset {
        let described = try await log.describeGroups().first { $0.name == group }
        let service = StatefulService(rawValue: group)
        guard described != nil || service != nil else {
            throw Refusal(
                description: "no group \(namespace.group(group)): nothing has read from this log under that name")
        }
        let topics = try await log.describeTopics()
        var reset = OffsetReset(group: namespace.group(group), members: described?.members.map(\.id) ?? [])
        var read = Set(described?.committed.keys.map(\.topic) ?? [])
        read.formUnion(service?.topology.inputs.map(\.topic) ?? [])
        if !only.isEmpty {
            if let stray = only.subtracting(read).min() {
                throw Refusal(description: "group \(reset.group) does not read \(namespace.topic(stray))")
            }
            read = only
        }
        var given: [TopicPartition: Int64] = [:]
        if case .file(let offsets) = target {
            for (place, offset) in offsets {
                let own = TopicPartition(namespace.own(place.topic) ?? place.topic, place.partition)
                guard read.contains(own.topic) else {
                    throw Refusal(description: "the file names \(place), which group \(reset.group) does not read")
                }
                given[own] = offset
            }
        }
        try await log.reading { scan in
            for name in read.sorted() {
                guard let topic = topics.first(where: { $0.specification.name == name }) else {
                    throw EventLogError.unknownTopic(namespace.topic(name))
                }
                for (number, range) in topic.ranges.enumerated() {
                    let place = TopicPartition(name, Int32(number))
                    if case .file = target, given[place] == nil { continue }
                    let now = described?.committed[place]
                    try await reset.take(place, range, now: now, target, given[place], scan.reader, namespace)
                    given[place] = nil
                }
            }
        }
        if let stray = given.keys.min() {
            throw Refusal(description: "the file names \(namespace.topic(stray)), which is not there")
        }
        if let service { reset.notes.append(service.aboutOffsets) }
        return reset
    }

    private mutating func take(
        _ place: TopicPartition, _ range: OffsetRange, now: Int64?, _ target: ResetTarget, _ given: Int64?,
        _ reader: any LogReader, _ namespace: Namespace
    ) async throws {
        let outer = namespace.topic(place)
        let wanted: Int64
        var isPast = false
        switch target {
        case .earliest: wanted = range.low
        case .latest: wanted = range.high
        case .offset(let offset): wanted = offset
        case .shift(let count):
            let (sum, isTooFar) = (now ?? range.low).addingReportingOverflow(count)
            // Back from the beginning is the beginning, on from the end the end.
            wanted = isTooFar ? (count < 0 ? 0 : range.high) : min(max(sum, 0), range.high)
        case .file: wanted = given ?? range.low
        case .time(let time):
            wanted = try await reader.offset(of: place, atOrAfter: time) ?? range.high
            // What was written between the time and the first record that is kept is gone, if there was anything.
            if range.low > 0, wanted <= range.low, let first = try await Self.first(place, range, reader) {
                isPast = first > time
            }
        }
        if wanted > range.high {
            throw Refusal(
                description: "\(outer): offset \(wanted) is beyond its end, \(range.high); expected 0 to \(range.high)")
        }
        if wanted < range.low { isPast = true }
        if isPast {
            missing.append(
                Missing(
                    topic: outer.topic, partition: outer.partition, from: wanted < range.low ? wanted : nil,
                    to: range.low,
                    keptSince: try await Self.first(place, range, reader)))
        }
        let after = max(wanted, range.low)
        let (difference, isTooFar) = after.subtractingReportingOverflow(now ?? range.low)
        partitions.append(
            Place(
                topic: outer.topic, partition: outer.partition, now: now, after: after,
                difference: isTooFar ? 0 : difference, low: range.low, high: range.high))
    }

    /// When the first record that is kept was written.
    private static func first(
        _ place: TopicPartition, _ range: OffsetRange, _ reader: any LogReader
    ) async throws -> Int64? {
        guard range.low < range.high else { return nil }
        return try await reader.read(place, from: range.low, to: range.high, limit: 1, wait: .seconds(1)).records.first?
            .timestamp
    }

    /// Sets what was planned, all or nothing.
    mutating func execute(_ group: String, on log: any EventLog, in namespace: Namespace) async throws {
        try await log.setOffsets(
            Dictionary(
                partitions.map { (TopicPartition(namespace.own($0.topic) ?? $0.topic, $0.partition), $0.after) }
            ) { first, _ in first }, ofGroup: group)
        isExecuted = true
    }

    var text: String {
        var rows = [["TOPIC", "PARTITION", "NOW", "AFTER", "DIFFERENCE", "KEPT"]]
        for place in partitions {
            rows.append([
                place.topic, String(place.partition), place.now.map(String.init) ?? "-", String(place.after),
                place.difference > 0 ? "+\(place.difference)" : String(place.difference),
                "\(place.low) to \(place.high)",
            ])
        }
        var lines = ["group \(group)", table(rows)]
        lines += missing.map(\.text)
        lines += notes
        if !members.isEmpty {
            lines.append(
                "\(members.count) members are in the group, and nothing is set while they are: "
                    + Terminal.harmless(members.prefix(5).joined(separator: ", ")))
        }
        lines.append(isExecuted ? "set" : "nothing was set. Do it with --execute")
        return lines.joined(separator: "\n")
    }
}

extension OffsetReset.Missing {
    var text: String {
        let gone = from.map { "offsets \($0) to \(to - 1)" } ?? "what was written before"
        let since = keptSince.map { ", kept since \(Timestamps.rfc3339(EventBounds.time($0)))" } ?? ""
        return "missing: \(gone) of \(topic)[\(partition)] are past retention (first offset kept \(to)\(since))"
    }
}
