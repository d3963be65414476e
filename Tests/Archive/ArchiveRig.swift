import EmbeddedLog
import EventLog
import Foundation
import Logging
import Schemas
import SwiftProtobuf
import Testing

@testable import Archive

/// A folder of its own, a log in it, and archives filled from it.
final class ArchiveRig: Sendable {
    /// 2026-09-21 14:13:20 UTC.
    static let now: Int64 = 1_790_000_000_000

    let folder: URL
    let log: EmbeddedLog

    init() async throws {
        folder = URL(filePath: NSTemporaryDirectory()).appending(path: "archive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        try await log.createTopics(
            ArchiveIntake.kinds.map {
                TopicSpecification(name: $0.topic, partitions: 1, cleanup: .delete(retentionMilliseconds: nil))
            })
    }

    deinit {
        log.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var place: URL { folder.appending(path: "archive") }

    func options(_ change: (inout ArchiveFiller.Options) -> Void = { _ in }) -> ArchiveFiller.Options {
        var options = ArchiveFiller.Options(
            partitions: 1, folder: place, retention: 400 * 86_400_000, clock: { Self.now })
        options.round = .milliseconds(20)
        change(&options)
        return options
    }

    /// Runs a filler while the body looks.
    func filling<T: Sendable>(
        _ options: ArchiveFiller.Options? = nil, _ body: (ArchiveReader) async throws -> T
    ) async throws -> T {
        let reader = ArchiveReader()
        let filler = ArchiveFiller(
            log: log, reader: reader, options: options ?? self.options(),
            logger: Logger(label: "archive") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await filler.work() }
            let result = try await body(reader)
            group.cancelAll()
            return result
        }
    }

    /// Waits until something holds of the archive; a test that waits in vain fails.
    func until(
        _ what: String, _ reader: ArchiveReader, _ holds: (ArchiveReader) async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(60)
        // An archive that is not open yet holds nothing.
        while await (try? holds(reader)) != true {
            guard ContinuousClock.now < end else {
                Issue.record("waited in vain until \(what): \(reader.status.detail)")
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func untilFollowing(_ reader: ArchiveReader) async throws {
        try await until("it follows", reader) { $0.status.phase == .following && $0.status.lag == 0 }
    }

    func append(
        _ kind: EventKind, _ events: [(key: String, message: any Message & Sendable)], isDrill: Bool = false,
        as contentType: ContentType = .protobuf
    ) async throws {
        let producer = try await log.makeProducer()
        let records = try events.map { key, message in
            ProducerRecord(
                to: TopicPartition(kind.topic, 0), key: Array(key.utf8),
                value: try EventCodec.encode(message, as: contentType),
                headers: [RecordHeader("content-type", contentType.rawValue)]
                    + (isDrill ? [RecordHeader("ce_drill", "true")] : []), timestamp: Self.now)
        }
        for start in stride(from: 0, to: records.count, by: 1_000) {
            try await producer.append(Array(records[start..<min(start + 1_000, records.count)]))
        }
        await producer.close()
    }

    func append(_ mentions: [Mention]) async throws {
        try await append(.mentionPublished, mentions.map { ($0.id, $0) })
    }

    static func mention(
        _ id: String, _ text: String, title: String = "", at time: Int64 = now, subject: String = "bank",
        source: String = "weibo", language: String = "zh-Hans", isDrill: Bool = false
    ) -> Mention {
        .with {
            $0.id = id
            $0.subject = subject
            $0.source = source
            $0.title = title
            $0.text = text
            $0.language = language
            $0.publishedAt = time
            $0.receivedAt = time
            $0.drill = isDrill
        }
    }
}

extension ArchiveReader {
    /// The keys of the mentions that a query finds, the newest first.
    func mentions(_ text: String = "", _ change: (inout ArchiveQuery) -> Void = { _ in }) async throws -> [String] {
        var query = ArchiveQuery()
        query.text = text
        query.kinds = [.mention]
        change(&query)
        return try await page(query).entries.map { try Mention(serializedBytes: $0.data).id }
    }

    /// Expects the mentions that a query finds.
    func expect(
        _ keys: [String], _ text: String = "", sourceLocation: SourceLocation = #_sourceLocation,
        _ change: (inout ArchiveQuery) -> Void = { _ in }
    ) async throws {
        let found = try await mentions(text, change)
        #expect(found == keys, "\(text.debugDescription)", sourceLocation: sourceLocation)
    }
}
