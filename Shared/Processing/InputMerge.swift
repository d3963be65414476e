package import EventLog

/// Puts the records of several topics into one order: by timestamp, then the topology's order of topics; within a topic
/// always by offset.
///
/// A record is given out only when each topic has one to compare it with or is read to its end: so a catch-up takes the
/// same order however it is cut into fetches.
package struct InputMerge {
    private struct Input {
        var topic: String
        var records: ArraySlice<LogRecord> = []
        /// Where to fetch from next.
        var cursor: Int64
        var high: Int64?
        /// Nothing more was there when last looked.
        var isDrained = false

        /// The offset of the next record to process.
        var next: Int64 { records.first?.offset ?? cursor }
    }
    private var inputs: [Input]

    /// - Parameter positions: where to start, in the topology's order of topics.
    package init(_ positions: [(topic: String, offset: Int64)]) {
        inputs = positions.map { Input(topic: $0.topic, cursor: $0.offset) }
    }

    /// Topics to fetch now, with the positions.
    package var wanted: [String: Int64] {
        var wanted: [String: Int64] = [:]
        for input in inputs where input.records.isEmpty { wanted[input.topic] = input.cursor }
        return wanted
    }

    /// Whether a fetch may wait for records: otherwise there is something to do already.
    var mayWait: Bool { inputs.allSatisfy { $0.records.isEmpty } || inputs.contains { blocks($0) } }

    /// What to commit: for each topic the offset of the next record to process.
    package var next: [String: Int64] {
        Dictionary(inputs.map { ($0.topic, $0.next) }) { $1 }
    }

    /// Records still to be processed, by topic, gaps counted.
    var lag: [String: Int64] {
        var lag: [String: Int64] = [:]
        for input in inputs { lag[input.topic] = input.high.map { max(0, $0 - input.next) } }
        return lag
    }

    package mutating func add(_ fetched: Fetched, wanted: [String: Int64]) {
        let byTopic = Dictionary(grouping: fetched.records) { $0.topicPartition.topic }
        for index in inputs.indices {
            let topic = inputs[index].topic
            guard wanted[topic] != nil else { continue }
            if let records = byTopic[topic] { inputs[index].records = records[...] }
            if let next = fetched.next[topic] { inputs[index].cursor = next }
            if let high = fetched.high[topic] { inputs[index].high = high }
            // Nothing at all in the time waited counts as the end: another's open transaction must not hold us up.
            inputs[index].isDrained = fetched.records.isEmpty || inputs[index].cursor >= (inputs[index].high ?? .max)
        }
    }

    /// The next record, if it is certain to be the next.
    package mutating func takeNext() -> LogRecord? {
        var first: Int?
        for (index, input) in inputs.enumerated() {
            guard let record = input.records.first else {
                if blocks(input) { return nil }
                continue
            }
            if let other = first.flatMap({ inputs[$0].records.first }), other.timestamp <= record.timestamp { continue }
            first = index
        }
        return first.flatMap { inputs[$0].records.popFirst() }
    }

    private func blocks(_ input: Input) -> Bool { input.records.isEmpty && !input.isDrained }
}
