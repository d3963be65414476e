package import EventLog
import Schemas

/// What a service has on the log in one partition: its rows, its outputs, and how far it had read.
package struct StandingState {
    package struct Row {
        var value: [UInt8]
        var contentType: ContentType
        var partitionKey: String
        var isDrill: Bool
    }
    /// By topic and key, the newest rows.
    package private(set) var rows: [String: [String: Row]] = [:]
    /// Of each input, the offset of the next record: what is in the state.
    package private(set) var ends: [String: Int64] = [:]
    /// What was published, and a digest of what it says.
    private(set) var outputs: [KnownTimes.ID: Said] = [:]

    /// What an output says, by its digest in this process, and how that is written.
    struct Said: Hashable {
        var digest: Int
        var contentType: ContentType
    }
    /// Of compacted topics of outputs, by topic and key, the id of what stands there.
    private var newest: [String: [String: KnownTimes.ID]] = [:]
    /// Topics of outputs of which the oldest are gone: when the first that is kept was written.
    private var keptSince: [String: Int64] = [:]
    package var times = KnownTimes()

    /// - Parameters:
    ///   - partitions: of each of its topics.
    ///   - committed: of the service's group, by topic.
    ///   - identity: of the log: positions of another are none.
    package init(
        of topology: Topology, partition: Int32, partitions: Int32, committed: [String: Int64], identity: String?,
        reader: any LogReader
    ) async throws {
        ends = committed.filter { topic, _ in topology.inputs.contains { $0.topic == topic } }
        for kind in topology.tables {
            var newest: Positions?
            try await Self.each(TopicPartition(kind.topic, partition), reader) { record in
                times.note(record, name: topology.name, tick: topology.tick, partition: partition)
                if let text = record.header(Positions.header) { newest = Positions(text) }
                guard let key = record.key.map({ String(decoding: $0, as: UTF8.self) }) else { return }
                rows[kind.topic, default: [:]][key] = record.value.map { value in
                    Row(
                        value: value, contentType: Self.contentType(of: record),
                        partitionKey: record.header("ce_partitionkey") ?? key,
                        isDrill: record.header("ce_drill") == "true")
                }
            }
            guard let newest, newest.log == identity else { continue }
            for (topic, next) in newest.next where topology.inputs.contains(where: { $0.topic == topic }) {
                ends[topic] = max(ends[topic] ?? 0, next)
            }
        }
        for (topic, next) in ends {
            ends[topic] = min(next, try await reader.range(of: TopicPartition(topic, partition)).high)
        }
        // What is about a subject stays in its partition; the rest may go anywhere.
        let isBySubject = (topology.inputs + topology.outputs).allSatisfy { $0.partitionKey == .subject }
        for kind in topology.outputs {
            for number in isBySubject ? partition..<(partition + 1) : 0..<partitions {
                let place = TopicPartition(kind.topic, number)
                let isWhole = try await reader.range(of: place).low == 0
                try await Self.each(place, reader) { record in
                    times.note(record, name: topology.name, tick: topology.tick, partition: partition)
                    if !isWhole { keptSince[kind.topic] = min(keptSince[kind.topic] ?? .max, record.timestamp) }
                    guard let id = record.header("ce_id").flatMap({ KnownTimes.ID($0) }) else { return }
                    if kind.cleanup == .compact, let key = record.key {
                        newest[kind.topic, default: [:]][String(decoding: key, as: UTF8.self)] = id
                    }
                    outputs[id] = Said(digest: record.value.hashValue, contentType: Self.contentType(of: record))
                }
            }
        }
        times.settle()
    }

    /// What stands of an output: by its id, and on a compacted topic only where nothing of its key came after it.
    func said(_ event: OutputEvent) -> Said? {
        guard let id = KnownTimes.ID(event.id), let said = outputs[id] else { return nil }
        if event.kind.cleanup == .compact, newest[event.kind.topic]?[event.key] != id { return nil }
        return said
    }

    /// Whether an output may have stood where nothing is kept any more.
    func isPastRetention(_ event: OutputEvent) -> Bool {
        guard let since = keptSince[event.kind.topic] else { return false }
        return event.time < since
    }

    private static func contentType(of record: LogRecord) -> ContentType {
        record.header("content-type").flatMap { ContentType(header: $0) } ?? .protobuf
    }

    private static func each(
        _ place: TopicPartition, _ reader: any LogReader, _ body: (LogRecord) -> Void
    ) async throws {
        let range = try await reader.range(of: place)
        var position = range.low
        var patience = 30
        while position < range.high {
            let read = try await reader.read(place, from: position, to: range.high, limit: 2000, wait: .seconds(1))
            for record in read.records { body(record) }
            patience = read.next > position ? 30 : patience - 1
            guard patience > 0 else {
                throw EventLogError.retriable(
                    doing: "reading \(place) from offset \(position) to \(range.high)", found: "nothing for 30 s")
            }
            position = max(position, read.next)
        }
    }
}
