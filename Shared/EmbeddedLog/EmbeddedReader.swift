import EventLog
import GRDB

/// Reads any partition, outside groups.
struct EmbeddedReader: LogReader {
    let store: Store

    func range(of partition: TopicPartition) async throws -> OffsetRange {
        let doing = "looking up the range of \(partition)"
        let id = try await store.partitionID(of: partition, doing: doing)
        return try await store.read(doing) { try TopicTable.range(id, in: $0) }
    }

    func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64? {
        let doing = "looking up the offset of \(partition) at \(time)"
        let id = try await store.partitionID(of: partition, doing: doing)
        return try await store.read(doing) { try TimeIndex.firstOffset(of: id, atOrAfter: time, in: $0) }
    }

    func read(
        _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
    ) async throws -> (records: [LogRecord], next: Int64) {
        let doing = "reading \(partition) from offset \(offset)"
        let id = try await store.partitionID(of: partition, doing: doing)
        let bytes = store.options.fetchBytes
        let deadline = ContinuousClock.now + wait
        var position = offset
        while true {
            let from = position
            let (records, next, high) = try await store.read(doing) { db in
                let range = try TopicTable.range(id, in: db)
                var scan = Scan(bytes: bytes)
                let stop = min(end ?? range.high, range.high)
                let start = min(max(from, range.low), max(from, stop))
                let next = try scan.take(partition, id: id, from: start, to: stop, limit: limit, in: db)
                return (scan.records, next, range.high)
            }
            position = next
            let isAtEnd = end.map { position >= $0 } ?? false
            if !records.isEmpty || limit <= 0 || isAtEnd || ContinuousClock.now >= deadline {
                return (records, position)
            }
            await store.watch.wait(past: [.partition(id): high], until: deadline)
            try Task.checkCancellation()
        }
    }

    func close() async {}
}
