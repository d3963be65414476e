import EmbeddedLog
import EventLog
import Foundation
import Logging
import Processing
import Schemas
import SwiftProtobuf
import Synchronization
import Testing

@testable import Fenghuo

/// A log of one test with the catalogue's topics, and processors that run on it until they have read everything.
final class StandingLog: Sendable {
    let log: EmbeddedLog
    let time = Mutex<Int64>(1_772_416_800_000)
    private let folder: URL
    static let subject = "lanjiang-bank"

    init(partitions: Int32 = 1, without missing: [String] = []) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        log = try await EmbeddedLog(
            path: folder.appending(path: "log.sqlite").path,
            options: EmbeddedLogOptions(
                durability: .processCrash, maintenanceInterval: nil, pollInterval: .milliseconds(2)))
        try await log.createTopics(
            EventCatalogue.topics.filter { !missing.contains($0.name) }.map {
                TopicSpecification(
                    name: $0.name, partitions: partitions,
                    cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            })
    }

    deinit {
        log.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var now: Int64 { time.withLock { $0 } }

    func append(_ records: [ProducerRecord]) async throws {
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
    }

    func records(_ topic: String, partition: Int32 = 0) async throws -> [LogRecord] {
        var all: [LogRecord] = []
        try await log.reading { scan in
            let place = TopicPartition(topic, partition)
            try await scan.each(place, try await scan.reader.range(of: place)) { all.append($0) }
        }
        return all
    }

    /// The newest value of each key; tombstones are left out.
    func rows(_ topic: String) async throws -> [String: LogRecord] {
        var rows: [String: LogRecord] = [:]
        for record in try await records(topic) {
            rows[String(decoding: record.key ?? [], as: UTF8.self)] = record.value == nil ? nil : record
        }
        return rows
    }

    /// Until every input is read to its end.
    func run<P: Processor>(
        partitions: Int32 = 1, batch: Int = 200, _ make: @escaping @Sendable () -> P
    ) async throws {
        let topics = P.topology.inputs.map(\.topic)
        let application = StreamApplication(
            log: log, options: StreamOptions(partitions: partitions, batch: batch, wait: .milliseconds(10)),
            clock: { [self] in now }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            makeProcessor: { _ in make() })
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await application.run()
                return false
            }
            group.addTask { [log] in
                let limit = ContinuousClock.now + .seconds(90)
                while true {
                    let ends = try await log.describeTopics().filter { topics.contains($0.specification.name) }
                    let lags = application.status.lags
                    let isDone = ends.allSatisfy { topic in
                        topic.ranges.enumerated().allSatisfy { number, range in
                            lags.contains {
                                $0.topic == topic.specification.name && $0.partition == Int32(number)
                                    && ($0.offset ?? 0) >= range.high
                            }
                        }
                    }
                    if isDone { return true }
                    guard ContinuousClock.now < limit else { throw Expired(name: P.topology.name) }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            while let isOver = try await group.next(), !isOver {}
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    struct Expired: Error { var name: String }

    static func record(
        _ kind: EventKind, _ message: any Message & Sendable, key: String, at time: Int64, partitions: Int32 = 1
    ) throws -> ProducerRecord {
        try EventRecord.make(
            kind: kind, message: message, key: key, about: key, partitionKey: subject, partitions: partitions, id: key,
            source: "/test", now: time)
    }
}
