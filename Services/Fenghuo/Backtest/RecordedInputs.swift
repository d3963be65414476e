import Analysis
import EventLog
import Processing
import Schemas

/// The recorded inputs of analysis in one partition, in the order in which a service that catches up takes them.
struct RecordedInputs {
    private let partition: Int32
    /// One for each topic: going from one to the other costs much on Kafka.
    private let readers: [String: any LogReader]
    private var merge: InputMerge
    private let ends: [String: Int64]
    /// Records of one read.
    private static let batch = 5_000

    /// - Parameters:
    ///   - start: where mentions and the rest begin, ms since 1970; nil: where they are kept from.
    ///   - until: the first moment that is left out.
    init(_ log: any EventLog, partition: Int32, from start: Int64?, until: Int64) async throws {
        self.partition = partition
        var readers: [String: any LogReader] = [:]
        var positions: [(topic: String, offset: Int64)] = []
        var ends: [String: Int64] = [:]
        for kind in AnalysisProcessor.topology.inputs {
            let place = TopicPartition(kind.topic, partition)
            let reader = try await log.makeReader()
            readers[kind.topic] = reader
            let range = try await reader.range(of: place)
            var first = range.low
            // What is compacted holds the last word of each key, whenever it was said.
            if let start, kind.cleanup != .compact {
                first = try await reader.offset(of: place, atOrAfter: start) ?? range.high
            }
            positions.append((kind.topic, first))
            ends[kind.topic] =
                until == .max ? range.high : try await reader.offset(of: place, atOrAfter: until) ?? range.high
        }
        self.ends = ends
        self.readers = readers
        merge = InputMerge(positions)
    }

    /// How many records there are at the most.
    var count: Int64 {
        merge.next.reduce(0) { $0 + max(0, (ends[$1.key] ?? 0) - $1.value) }
    }

    /// The next records, in order; none at the end.
    mutating func next() async throws -> [LogRecord] {
        var records: [LogRecord] = []
        records.reserveCapacity(Self.batch)
        while records.isEmpty {
            let wanted = merge.wanted
            if !wanted.isEmpty { merge.add(try await fetch(wanted), wanted: wanted) }
            while let record = merge.takeNext() { records.append(record) }
            if records.isEmpty, merge.wanted.allSatisfy({ $0.value >= ends[$0.key] ?? 0 }) { return [] }
        }
        return records
    }

    private func fetch(_ wanted: [String: Int64]) async throws -> Fetched {
        var fetched = Fetched(records: [], next: [:], high: ends)
        for (topic, position) in wanted {
            guard let reader = readers[topic] else { continue }
            let end = ends[topic] ?? 0
            var next = position
            var patience = 30
            // Until there is something, or the end: a topic that is only slow must not count as read to its end.
            while next < end {
                let read = try await reader.read(
                    TopicPartition(topic, partition), from: next, to: end, limit: Self.batch, wait: .seconds(1))
                fetched.records += read.records
                patience = read.next > next ? 30 : patience - 1
                next = max(next, read.next)
                if !read.records.isEmpty { break }
                guard patience > 0 else {
                    throw EventLogError.retriable(
                        doing: "reading \(topic)[\(partition)] from offset \(next) to \(end)", found: "nothing for 30 s"
                    )
                }
            }
            fetched.next[topic] = next
        }
        return fetched
    }

    func close() async { for reader in readers.values { await reader.close() } }
}
