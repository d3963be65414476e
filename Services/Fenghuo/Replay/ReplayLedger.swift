import EventLog
import Foundation
import Schemas

/// Which runs wrote into a namespace, and how far each has come: a compacted topic of that namespace, whose records are
/// committed together with those that a run copies.
struct ReplayLedger: Sendable {
    struct Standing: Sendable {
        var run: ReplayRun?
        var positions: [String: LanePosition] = [:]
    }

    let log: any EventLog
    /// By its name on the log.
    let topic: String

    init(log: any EventLog, namespace: Namespace) {
        self.log = log
        topic = namespace.topic(EventKind.replays)
    }

    private var place: TopicPartition { TopicPartition(topic, 0) }

    func create() async throws {
        try await log.createTopics([TopicSpecification(name: topic, partitions: 1, cleanup: .compact)])
    }

    /// As far as can be seen without a part in it: another run that is under way may keep the end from being seen.
    func glance(at run: String) async throws -> Standing {
        let isThere = try await log.describeTopics().contains { $0.specification.name == topic }
        return isThere ? try await read(run, until: nil) : Standing()
    }

    /// All that was committed for the run.
    /// - Parameter producer: one of the run's, whose earlier holder is fenced: nothing is committed behind what this
    ///   reads.
    func standing(of run: String, sealedBy producer: any TransactionalProducer) async throws -> Standing {
        // What stands before a record of one's own is seen once that is: the end as the log tells it may be held back by
        // somebody else's open transaction.
        let seal = UUID().uuidString
        try await producer.commit([record(Self.key(run, "seal"), Array(seal.utf8))], offsets: nil)
        return try await read(run, until: Array(seal.utf8))
    }

    func record(of run: ReplayRun) throws -> ProducerRecord {
        record(Self.key(run.id, "run"), Array(try JSONEncoder.plain.encode(run)))
    }

    func record(of position: LanePosition, lane: Lane, run: String) throws -> ProducerRecord {
        let value = "{\"next\":\(position.next),\"read\":\(position.read),\"written\":\(position.written)}"
        return record(Self.key(run, "at/\(lane.key)"), Array(value.utf8))
    }

    /// What is no longer needed when a run has ended.
    func tombstones(of run: ReplayRun) -> [ProducerRecord] {
        run.lanes.map { record(Self.key(run.id, "at/\($0.key)"), nil) } + [record(Self.key(run.id, "seal"), nil)]
    }

    private static func key(_ run: String, _ what: String) -> String { "\(run)/\(what)" }

    private func record(_ key: String, _ value: [UInt8]?) -> ProducerRecord {
        ProducerRecord(
            to: place, key: Array(key.utf8), value: value, headers: [RecordHeader("content-type", "application/json")],
            timestamp: max(1, Int64(Date().timeIntervalSince1970 * 1000)))
    }

    /// - Parameter seal: read until this is found; nil: to the end known now.
    private func read(_ run: String, until seal: [UInt8]?) async throws -> Standing {
        let reader = try await log.makeReader()
        do {
            let standing = try await read(run, until: seal, with: reader)
            await reader.close()
            return standing
        } catch {
            await reader.close()
            throw error
        }
    }

    /// Transactions of others end within their time limit.
    private static let patience = Duration.seconds(120)

    private func read(_ run: String, until seal: [UInt8]?, with reader: any LogReader) async throws -> Standing {
        let range = try await reader.range(of: place)
        let (at, sealKey, runKey) = (
            Array("\(run)/at/".utf8), Array(Self.key(run, "seal").utf8), Array("\(run)/run".utf8)
        )
        var (standing, position) = (Standing(), range.low)
        let deadline = ContinuousClock.now + Self.patience
        while seal != nil || position < range.high {
            let read = try await reader.read(
                place, from: position, to: seal == nil ? range.high : nil, limit: 1000, wait: .milliseconds(500))
            for record in read.records {
                guard let key = record.key else { continue }
                if key.starts(with: at) {
                    let lane = String(decoding: key.dropFirst(at.count), as: UTF8.self)
                    standing.positions[lane] = try decoded(LanePosition.self, record, values: 10)
                } else if key == runKey {
                    standing.run = try decoded(ReplayRun.self, record)
                } else if key == sealKey, let seal, record.value == seal {
                    return standing
                }
            }
            if read.records.isEmpty, seal == nil, read.next <= position { break }
            position = max(position, read.next)
            guard ContinuousClock.now < deadline else {
                throw EventLogError.retriable(
                    doing: "reading how far run \(run) has come, from \(place)",
                    found: "that a transaction of somebody else stays open")
            }
        }
        return standing
    }

    /// What cannot be read is no reason to begin anew: that would write everything twice.
    private func decoded<T: Decodable>(_ type: T.Type, _ record: LogRecord, values: Int = 1_000_000) throws -> T? {
        guard let value = record.value else { return nil }
        do {
            return try StrictDecoding.decode(type, from: value, values: values)
        } catch {
            throw EventLogError.refused(
                doing: "reading how far runs have come, from \(place) at \(record.offset)",
                found: "a record that cannot be read (\(error))", expected: "what a run of this version writes there")
        }
    }
}
