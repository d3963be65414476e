import CoreMetrics
import Dispatch
import EventLog
import Foundation
import GRDB
import Logging
import Schemas
import SwiftProtobuf
import Synchronization

/// Filling one file. Writes happen on a queue of their own: no page waits for a thread that writes.
final class ArchiveWork: Sendable {
    let file: ArchiveFile
    let writer: ArchiveWriter
    let options: ArchiveFiller.Options
    let reader: ArchiveReader
    let logger: Logger
    private let queue = DispatchQueue(label: "archive", qos: .utility)
    /// Records to go, by partition.
    private let lags = Mutex<[TopicPartition: Int64]>([:])

    init(file: ArchiveFile, options: ArchiveFiller.Options, reader: ArchiveReader, logger: Logger) {
        self.file = file
        writer = ArchiveWriter(file)
        self.options = options
        self.reader = reader
        self.logger = logger
    }

    func perform<T: Sendable>(_ body: @escaping @Sendable (ArchiveWork) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body(self) }) }
        }
    }

    private var partitions: [TopicPartition] {
        ArchiveIntake.kinds.flatMap { kind in (0..<options.partitions).map { TopicPartition(kind.topic, $0) } }
    }

    /// Reads every partition to the end that it has now.
    func catchUp(_ log: any EventLog) async throws {
        let offsets = try await perform { try $0.writer.offsets() }
        let log = try await log.makeReader()
        do {
            var ends: [TopicPartition: (next: Int64, high: Int64)] = [:]
            for partition in partitions {
                let range = try await log.range(of: partition)
                let known = offsets[partition] ?? range.low
                // Further than the topic reaches: it was made anew.
                ends[partition] = (known > range.high ? range.low : max(known, range.low), range.high)
            }
            lags.withLock { $0 = ends.mapValues { max(0, $0.high - $0.next) } }
            for partition in partitions {
                guard let (start, high) = ends[partition] else { continue }
                var next = start
                var limit = min(500, options.batch)
                while next < high {
                    try Task.checkCancellation()
                    let (records, after) = try await log.read(
                        partition, from: next, to: high, limit: limit, wait: .seconds(5))
                    try await take(records, partition, after, high)
                    limit = Self.limit(after: records, most: options.batch)
                    next = after
                }
            }
        } catch {
            await log.close()
            throw error
        }
        await log.close()
    }

    /// So many that about 16 MB are read at once.
    private static func limit(after records: [LogRecord], most: Int) -> Int {
        let largest = records.map { $0.value?.count ?? 0 }.max() ?? 0
        return min(max((16 << 20) / max(largest, 1), 16), most)
    }

    /// Takes in what comes, and keeps house.
    func follow(_ log: any EventLog) async throws {
        reader.note { $0.phase = .following }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let offsets = try await perform { try $0.writer.offsets() }
            for partition in partitions {
                group.addTask { try await self.follow(partition, log, from: offsets[partition]) }
            }
            group.addTask { try await self.keep() }
            // The first that fails ends all; who fills tries again from the offsets.
            try await group.next()
            group.cancelAll()
        }
    }

    private func follow(_ partition: TopicPartition, _ log: any EventLog, from offset: Int64?) async throws {
        let log = try await log.makeReader()
        do {
            let range = try await log.range(of: partition)
            var next = max(offset ?? range.low, range.low)
            while true {
                try Task.checkCancellation()
                let (records, after) = try await log.read(
                    partition, from: next, to: nil, limit: min(500, options.batch), wait: .seconds(5))
                if after > next || !records.isEmpty { try await take(records, partition, after, after) }
                next = after
            }
        } catch {
            await log.close()
            throw error
        }
    }

    private func take(_ records: [LogRecord], _ partition: TopicPartition, _ next: Int64, _ high: Int64) async throws {
        let oldest = options.clock() - options.retention
        let bad = try await perform {
            try $0.writer.take(records, of: partition, next: next, mentionsSince: oldest)
        }
        let lag = lags.withLock { lags in
            lags[partition] = max(0, high - next)
            return lags.values.reduce(0, +)
        }
        reader.note { status in
            status.lag = lag
            status.passedOver += Int64(bad)
        }
        ArchiveMetrics.lag.record(lag)
        if bad > 0 {
            logger.warning(
                "the archive passed over records that are no events of ours",
                metadata: ["partition": "\(partition)", "count": "\(bad)"])
        }
        if let found = reader.brokenFound(in: file) { throw ArchiveFault.broken(found) }
    }

    /// Takes over mentions that the topic does not have any more.
    func takeOver(from old: ArchiveFile) async throws {
        var query = ArchiveQuery()
        query.kinds = [.mention]
        query.drills = .also
        query.limit = 1_000
        query.since = max(0, options.clock() - options.retention)
        while true {
            try Task.checkCancellation()
            let page = try await old.pool.read { [query] in try ArchiveSearch(db: $0).page(query) }
            let entries = try page.entries.map { try Self.entry($0) }
            try await perform { try $0.writer.takeOver(entries) }
            guard let next = page.next else { return }
            query.after = next
        }
    }

    private static func entry(_ found: ArchivedEntry) throws -> ArchiveEntry {
        let mention = try Mention(serializedBytes: found.data)
        return ArchiveEntry(
            kind: found.kind, key: mention.id, at: mention.publishedAt, subject: found.subject, source: found.source,
            language: found.language, grade: found.grade, incident: found.incident, isDrill: found.isDrill,
            data: found.data)
    }
}
