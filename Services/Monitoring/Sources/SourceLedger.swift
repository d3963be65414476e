import EventLog
import Schemas

/// The rows of the sources as the log has them, read on from where it was read to.
actor SourceLedger {
    private let log: any EventLog
    private let partitions: Int32
    private var next: [Int32: Int64] = [:]
    private var rows: [String: Source] = [:]

    init(log: any EventLog, partitions: Int32) {
        self.log = log
        self.partitions = partitions
    }

    /// The newest committed row of a source; nil when it has none.
    func row(_ source: String) async throws -> Source? {
        let partition = Partitioner.partition(forKey: source, count: partitions)
        let reader = try await log.makeReader()
        do {
            try await readOn(TopicPartition(EventKind.sourceObserved.topic, partition), with: reader)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        return rows[source]
    }

    /// The newest committed rows of all sources that have one.
    func allRows() async throws -> [String: Source] {
        let reader = try await log.makeReader()
        do {
            for partition in 0..<partitions {
                try await readOn(TopicPartition(EventKind.sourceObserved.topic, partition), with: reader)
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        return rows
    }

    private func readOn(_ partition: TopicPartition, with reader: any LogReader) async throws {
        let range = try await reader.range(of: partition)
        var at = max(next[partition.partition] ?? range.low, range.low)
        while at < range.high {
            let (records, after) = try await reader.read(partition, from: at, to: range.high, limit: 500, wait: .zero)
            for record in records {
                guard let key = record.key else { continue }
                let id = String(decoding: key, as: UTF8.self)
                guard let value = record.value else {
                    rows[id] = nil
                    continue
                }
                let content = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
                // A row that cannot be read changes nothing: a source is not lost for what somebody wrote about it.
                guard let row = try? EventCodec.decode(Source.self, from: value, contentType: content) else { continue }
                rows[id] = row
            }
            guard after > at else { break }
            at = after
        }
        next[partition.partition] = at
    }
}
