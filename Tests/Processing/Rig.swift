import EmbeddedLog
import EventLog
import Foundation
import Logging
import Processing
import Schemas
import Synchronization

/// A log of one test, with the faults the test wants, and what the application says of its commits.
final class Rig: Sendable {
    let log: EmbeddedLog
    let faults: FaultyLog
    let observer = Witness()
    let time = Mutex<Int64>(0)
    private let folder: URL

    init(partitions: Int32 = 1, maximumRecordBytes: Int = 8 << 20) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let options = EmbeddedLogOptions(
            durability: .processCrash, maintenanceInterval: nil, tombstoneRetention: .zero,
            pollInterval: .milliseconds(2), maximumRecordBytes: maximumRecordBytes)
        log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path, options: options)
        faults = FaultyLog(log)
        let kinds = Tally.topology.inputs + Tally.topology.outputs + Tally.topology.tables
        try await log.createTopics(
            kinds.map {
                TopicSpecification(
                    name: $0.topic, partitions: partitions,
                    cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            } + [
                TopicSpecification(
                    name: EventKind.deadLetters, partitions: partitions, cleanup: .delete(retentionMilliseconds: nil))
            ])
    }

    deinit {
        log.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func append(_ records: [ProducerRecord]) async throws {
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
    }

    func application(
        batch: Int = 500, on log: (any EventLog)? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) -> StreamApplication<Tally> {
        StreamApplication(
            log: log ?? faults, options: StreamOptions(partitions: 1, batch: batch, wait: .milliseconds(20)),
            clock: { [self] in time.withLock { $0 } }, logger: logger, observer: observer,
            makeProcessor: { _ in Tally() })
    }

    /// Runs the application until the condition holds, then stops it.
    func run(until condition: @escaping @Sendable () async throws -> Bool) async throws {
        try await run(application(), until: condition)
    }

    func run(
        _ application: StreamApplication<some Processor>, until condition: @escaping @Sendable () async throws -> Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await application.run()
                return false
            }
            group.addTask {
                let limit = ContinuousClock.now + .seconds(20)
                while try await !condition() {
                    guard ContinuousClock.now < limit else { throw Expired() }
                    try await Task.sleep(for: .milliseconds(2))
                }
                return true
            }
            defer { group.cancelAll() }
            while let isOver = try await group.next(), !isOver {}
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    func records(_ topic: String, partition: Int32 = 0) async throws -> [LogRecord] {
        let reader = try await log.makeReader()
        let place = TopicPartition(topic, partition)
        let high = try await reader.range(of: place).high
        return try await reader.read(place, from: 0, to: high, limit: 100_000, wait: .zero).records
    }

    func entries() async throws -> [String] {
        try await records(EventKind.journalEntered.topic).map {
            try InputEvent($0, kind: .journalEntered).decode(JournalEntry.self).about
        }
    }

    /// The committed table: the newest row of each key.
    func counts() async throws -> [String: Int64] {
        var newest: [String: LogRecord] = [:]
        for record in try await records(EventKind.mentionSeen.topic) {
            newest[String(decoding: record.key ?? [], as: UTF8.self)] = record.value == nil ? nil : record
        }
        return try newest.mapValues { try InputEvent($0, kind: .mentionSeen).decode(Seen.self).at }
    }

    func committed(_ kind: EventKind = .mentionPublished) async throws -> Int64? {
        try await log.describeGroups().first { $0.name == "tally" }?.committed[TopicPartition(kind.topic, 0)]
    }

    struct Expired: Error {}
}

/// Keeps what is logged, each with its metadata.
struct LinesKept: LogHandler {
    final class Lines: Sendable {
        private let kept = Mutex<[String]>([])
        var all: [String] { kept.withLock { $0 } }
        func append(_ line: String) { kept.withLock { $0.append(line) } }
    }

    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    init(_ lines: Lines) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.append("\(event.level): \(event.message) \(event.metadata ?? [:])")
    }
}

/// Notes what an edge is told.
final class Witness: CommitObserver {
    enum Told: Hashable {
        case restored([String])
        case committed([String])
        case revoked
    }
    private let told = Mutex<[Told]>([])
    var all: [Told] { told.withLock { $0 } }

    func restored(partition: Int32, rows: [TableChange]) async {
        told.withLock { $0.append(.restored(rows.map(\.key))) }
    }
    func committed(partition: Int32, changes: [TableChange]) async {
        told.withLock { $0.append(.committed(changes.map(\.key))) }
    }
    func revoked(partition: Int32) async { told.withLock { $0.append(.revoked) } }
}

extension Rig {
    /// Sets a group's offsets, as an operator may.
    func setOffsets(_ next: [(EventKind, Int64)], of group: String = "tally") async throws {
        try await log.setOffsets(
            Dictionary(next.map { (TopicPartition($0.0.topic, 0), $0.1) }) { $1 }, of: group,
            topics: Tally.topology.inputs.map(\.topic))
    }
}

extension EventLog {
    /// Sets a group's offsets, as an operator may, while nobody else is in it.
    func setOffsets(_ next: [TopicPartition: Int64], of group: String, topics: [String]) async throws {
        let member = try await joinGroup(GroupSubscription(group: group, topics: topics))
        while case .assigned = try await member.nextChange() { break }
        let producer = try await makeTransactionalProducer(id: "\(group)-operator")
        try await producer.commit([], offsets: ConsumedOffsets(member: member, next: next))
        await producer.close()
        await member.leave()
    }
}
