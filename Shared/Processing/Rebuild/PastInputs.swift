import EventLog

/// The inputs of one partition up to where they were read, in the order in which they were processed as far as that is
/// known: by the time of their step, then by the time they were written, then in the topology's order of topics.
struct PastInputs {
    private struct Input {
        var topic: String
        var records: ArraySlice<LogRecord> = []
        var next: Int64
        var end: Int64
    }
    private let reader: any LogReader
    private let partition: Int32
    private var inputs: [Input]
    private static let batch = 2000

    init(
        _ reader: any LogReader, partition: Int32, topics: [String], from begin: [String: Int64],
        to end: [String: Int64]
    ) {
        self.reader = reader
        self.partition = partition
        inputs = topics.map { Input(topic: $0, next: begin[$0] ?? 0, end: end[$0] ?? 0) }
    }

    mutating func next(_ times: KnownTimes) async throws -> LogRecord? {
        var first: (index: Int, now: Int64)?
        for index in inputs.indices {
            try await fill(index)
            guard let record = inputs[index].records.first else { continue }
            let now = times.now(record)
            if let other = first {
                let written = inputs[other.index].records.first?.timestamp ?? 0
                guard (now, record.timestamp) < (other.now, written) else { continue }
            }
            first = (index, now)
        }
        return first.flatMap { inputs[$0.index].records.popFirst() }
    }

    private mutating func fill(_ index: Int) async throws {
        var patience = 30
        while inputs[index].records.isEmpty, inputs[index].next < inputs[index].end {
            let place = TopicPartition(inputs[index].topic, partition)
            let (from, end) = (inputs[index].next, inputs[index].end)
            let read = try await reader.read(place, from: from, to: end, limit: Self.batch, wait: .seconds(1))
            inputs[index].records = read.records[...]
            patience = read.next > from ? 30 : patience - 1
            guard patience > 0 else {
                throw EventLogError.retriable(
                    doing: "reading \(place) from offset \(from) to \(end)", found: "nothing for 30 s")
            }
            inputs[index].next = max(from, read.next)
        }
    }
}
