import EmbeddedLog
import EventLog
import Foundation
import Schemas
import SwiftProtobuf

/// What stands on the fleet's log, read from the test's process.
struct LogContents {
    let log: EmbeddedLog

    static func open(_ fleet: Fleet) async throws -> LogContents {
        LogContents(log: try await EmbeddedLog(path: fleet.folder.appending(path: "log.sqlite").path))
    }

    /// Every record of a topic, partition by partition, in offset order.
    func records(_ topic: String) async throws -> [LogRecord] {
        let found = try await log.describeTopics().first { $0.specification.name == topic }
        let reader = try await log.makeReader()
        var records: [LogRecord] = []
        for (number, range) in (found?.ranges ?? []).enumerated() {
            var next = range.low
            while next < range.high {
                let read = try await reader.read(
                    TopicPartition(topic, Int32(number)), from: next, to: range.high, limit: 1_000, wait: .zero)
                records += read.records
                next = read.next
            }
        }
        await reader.close()
        return records
    }

    func events<M: Message>(_ kind: EventKind, _ type: M.Type) async throws -> [(key: String, partition: Int32, M)] {
        try await records(kind.topic).compactMap { record in
            guard let value = record.value else { return nil }
            let content = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            return (
                key, record.topicPartition.partition, try EventCodec.decode(M.self, from: value, contentType: content)
            )
        }
    }

    /// The latest state by key.
    func latest<M: Message>(_ kind: EventKind, _ type: M.Type) async throws -> [String: M] {
        Dictionary(try await events(kind, type).map { ($0.key, $0.2) }) { $1 }
    }

    /// How many records the groups have still to read; topics never committed count whole.
    func lag() async throws -> [String: Int64] {
        let topics = Dictionary(
            try await log.describeTopics().map { ($0.specification.name, $0.ranges) }, uniquingKeysWith: { $1 })
        var lag: [String: Int64] = [:]
        for group in try await log.describeGroups() {
            for topic in Set(group.committed.keys.map(\.topic)) {
                for (number, range) in (topics[topic] ?? []).enumerated() where range.high > range.low {
                    let at = group.committed[TopicPartition(topic, Int32(number))] ?? range.low
                    lag["\(group.name) on \(topic)[\(number)]"] = range.high - at
                }
            }
        }
        return lag
    }

    /// Nothing is left to read, and reading it brought nothing new.
    func isQuiet() async throws -> Bool {
        let lag = try await lag()
        return !lag.isEmpty && lag.values.allSatisfy { $0 <= 0 }
    }
}
