import EventLog

/// The records of several topics in one order: by timestamp, then by the topology's order of inputs; each topic's own
/// order is kept whatever its timestamps.
enum TopicMerge {
    static func merge(_ records: [LogRecord], topics: [String]) -> [LogRecord] {
        var queues = topics.map { topic in records.filter { $0.topicPartition.topic == topic }[...] }
        if queues.count(where: { !$0.isEmpty }) <= 1 { return queues.flatMap { $0 } }
        var merged: [LogRecord] = []
        merged.reserveCapacity(records.count)
        while true {
            var best: Int?
            for (at, queue) in queues.enumerated() {
                guard let head = queue.first else { continue }
                if let known = best.flatMap({ queues[$0].first }), known.timestamp <= head.timestamp { continue }
                best = at
            }
            guard let best else { return merged }
            merged.append(queues[best].removeFirst())
        }
    }
}
