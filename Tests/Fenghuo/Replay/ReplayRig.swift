import EmbeddedLog
import EventLog
import Foundation
import Synchronization

@testable import Fenghuo

/// A folder with an embedded log in it, until the test ends.
final class ReplayRig: Sendable {
    let folder: URL
    let log: EmbeddedLog

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        log = try await EmbeddedLog(
            path: folder.appending(path: "log.sqlite").path,
            options: EmbeddedLogOptions(
                durability: .processCrash, maintenanceInterval: nil, pollInterval: .milliseconds(2)))
    }

    deinit {
        log.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func create(_ name: String, partitions: Int32 = 2, _ cleanup: CleanupPolicy = .delete(retentionMilliseconds: nil))
        async throws
    {
        try await log.createTopics([TopicSpecification(name: name, partitions: partitions, cleanup: cleanup)])
    }

    func append(_ records: [ProducerRecord]) async throws {
        let producer = try await log.makeProducer()
        try await producer.append(records)
        await producer.close()
    }

    func records(_ topic: String) async throws -> [LogRecord] {
        guard let found = try await log.describeTopics().first(where: { $0.specification.name == topic }) else {
            return []
        }
        let reader = try await log.makeReader()
        var records: [LogRecord] = []
        for (number, range) in found.ranges.enumerated() where range.high > range.low {
            records += try await reader.read(
                TopicPartition(topic, Int32(number)), from: range.low, to: range.high, limit: .max, wait: .zero
            ).records
        }
        return records
    }

    /// Awkward records beside plain ones: tombstones, bytes that are no text, JSON, empty and repeated headers.
    static func record(
        _ number: Int, _ topic: String = "fenghuo.mentions.v1", partitions: Int32 = 2, subjects: Int = 7
    ) -> ProducerRecord {
        let subject = "subject-\(number % subjects)"
        let values: [[UInt8]?] = [
            Array("{\"n\": \(number), \"text\":\"轉不出錢\"}".utf8), nil, [0xff, 0x00, UInt8(number & 0xff)], [],
            Array("null".utf8), Array("{\n\"n\":1}".utf8), Array("\"\(number)\\ud83d\\ude00\"".utf8),
            [0x0a, 0x01, 0x41],
        ]
        let keys: [[UInt8]?] = [Array("key-\(number)".utf8), [0xc3, 0x28], Array("a\"b\\\n\u{7f}".utf8), []]
        return ProducerRecord(
            to: TopicPartition(topic, Partitioner.partition(forKey: subject, count: partitions)),
            key: keys[number % keys.count], value: values[number % values.count],
            headers: [
                RecordHeader("ce_partitionkey", subject), RecordHeader("ce_type", "fenghuo.mention.published.v1"),
                RecordHeader("again", "1"), RecordHeader("again", [0xfe]), RecordHeader("", []),
            ], timestamp: 1_772_416_800_000 + Int64(number) * 1000)
    }
}

/// What a copy has to have of its record, without what a replay adds.
struct Kept: Hashable {
    var partition: Int32
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [RecordHeader]
    var timestamp: Int64

    init(_ record: LogRecord) {
        partition = record.topicPartition.partition
        (key, value, timestamp) = (record.key, record.value, record.timestamp)
        headers = record.headers.filter { $0.name != ReplayMark.run && !$0.name.hasPrefix("__fenghuo.replay.") }
    }
}

/// A clock that stands until a test moves it.
final class HandClock: Sendable {
    private struct State {
        var now: Int64
        var waiting: [(until: Int64, continuation: CheckedContinuation<Void, Never>)] = []
    }
    private let state: Mutex<State>

    init(_ now: Int64) { state = Mutex(State(now: now)) }

    var clock: ReplayClock {
        ReplayClock(now: { self.state.withLock { $0.now } }) { until in
            await withCheckedContinuation { continuation in
                let isPast = self.state.withLock { state in
                    if until <= state.now { return true }
                    state.waiting.append((until, continuation))
                    return false
                }
                if isPast { continuation.resume() }
            }
        }
    }

    /// When the sleepers want to be woken.
    var alarms: [Int64] { state.withLock { $0.waiting.map(\.until).sorted() } }

    func move(to time: Int64) {
        let due = state.withLock { state in
            state.now = time
            let due = state.waiting.filter { $0.until <= time }
            state.waiting.removeAll { $0.until <= time }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
