import EventLog
import Schemas

/// The lanes of a window over topics, their ends frozen as they are now.
struct ReplayWindow: Sendable {
    var selection = RecordSelection()
    var from: OffsetList?
    var to: OffsetList?
    /// What is past its retention is left out without a refusal.
    var isPartial = false

    /// - Parameter topics: by their names on the log.
    /// - Throws: `EventLogError.refused` for a window that has no records, or whose beginning is gone.
    func lanes(of topics: [TopicDescription], in log: any EventLog) async throws -> [Lane] {
        let reader = try await log.makeReader()
        do {
            var lanes: [Lane] = []
            for topic in topics {
                try checkPartitions(of: topic)
                for (number, range) in topic.ranges.enumerated() {
                    let place = TopicPartition(topic.specification.name, Int32(number))
                    let start = try await start(place, range, topic.specification, reader)
                    let end = try end(place, range)
                    guard start < end else { continue }
                    lanes.append(Lane(topic: place.topic, partition: place.partition, from: start, to: end))
                }
            }
            let isEmpty = try await !hasAny(lanes, reader)
            await reader.close()
            guard !isEmpty else { throw Self.empty(topics, selection) }
            return lanes
        } catch {
            await reader.close()
            throw error
        }
    }

    /// Whether a record is within the times, found by the first that is. Where the last times are left out, all may be later.
    private func hasAny(_ lanes: [Lane], _ reader: any LogReader) async throws -> Bool {
        guard selection.until != nil else { return !lanes.isEmpty }
        for lane in lanes {
            var position = lane.from
            while position < lane.to {
                try Task.checkCancellation()
                let read = try await reader.read(
                    lane.place, from: position, to: lane.to, limit: 1000, wait: .seconds(1))
                if read.records.contains(where: { selection.isWithin($0.timestamp) }) { return true }
                guard read.next > position else { break }
                position = read.next
            }
        }
        return false
    }

    private static func empty(_ topics: [TopicDescription], _ selection: RecordSelection) -> EventLogError {
        let kept = topics.map { topic in
            "\(topic.specification.name) keeps \(topic.ranges.reduce(0) { $0 + $1.high - $1.low }) offsets"
        }
        let since = selection.since.map { " from \(Timestamps.rfc3339($0)) on" } ?? ""
        let until = selection.until.map { " before \(Timestamps.rfc3339($0))" } ?? ""
        return .refused(
            doing: "looking for what to replay",
            found: "no record in the window\(since)\(until); \(kept.joined(separator: ", "))",
            expected: "a window with records")
    }

    private func checkPartitions(of topic: TopicDescription) throws {
        for named in [from, to].compactMap(\.self).flatMap(\.named) where !topic.ranges.indices.contains(Int(named)) {
            throw EventLogError.refused(
                doing: "looking for what to replay", found: "partition \(named) of \(topic.specification.name)",
                expected: "0 to \(topic.ranges.count - 1)")
        }
    }

    private func start(
        _ place: TopicPartition, _ range: OffsetRange, _ topic: TopicSpecification, _ reader: any LogReader
    ) async throws -> Int64 {
        var start = range.low
        if let offset = from?.offset(of: place.partition) {
            let isNamed = from?.named.contains(place.partition) ?? false
            if offset < range.low, range.low > 0, !isPartial, Self.loses(topic) {
                throw Self.gone(place, "offset \(offset)", "offset \(range.low)")
            }
            if isNamed, offset > range.high {
                throw EventLogError.refused(
                    doing: "looking for what to replay", found: "offset \(offset) of \(place)",
                    expected: "\(range.low) to \(range.high)")
            }
            start = max(start, offset)
        }
        guard let since = selection.since else { return start }
        if range.low > 0, range.low < range.high, !isPartial, Self.loses(topic) {
            let (records, _) = try await reader.read(
                place, from: range.low, to: range.high, limit: 1, wait: .milliseconds(200))
            if let first = records.first, since < first.timestamp {
                throw Self.gone(
                    place, Timestamps.rfc3339(since), "\(Timestamps.rfc3339(first.timestamp)) (offset \(first.offset))")
            }
        }
        return max(start, try await reader.offset(of: place, atOrAfter: since) ?? range.high)
    }

    /// Records that stand before the end by their offset may be later by their time, and the other way round: each one's
    /// own time is looked at up to the end of the partition.
    private func end(_ place: TopicPartition, _ range: OffsetRange) throws -> Int64 {
        guard let offset = to?.offset(of: place.partition) else { return range.high }
        if to?.named.contains(place.partition) ?? false, offset > range.high {
            throw EventLogError.refused(
                doing: "looking for what to replay", found: "end \(offset) of \(place)",
                expected: "at most \(range.high), its end now")
        }
        return min(offset, range.high)
    }

    /// Whether what is gone from its beginning was deleted for its age.
    private static func loses(_ topic: TopicSpecification) -> Bool {
        if case .delete = topic.cleanup { true } else { false }
    }

    private static func gone(_ place: TopicPartition, _ wanted: String, _ kept: String) -> EventLogError {
        .refused(
            doing: "looking for what to replay",
            found: "\(place) from \(kept) on: what stood before is past its retention",
            expected: "records from \(wanted) on; begin later, or take what is there with --partial")
    }
}
