import Analysis
import EventLog
import Foundation
import Hosting
import Plan
import Processing
import Schemas

/// Makes a sandbox: the topics of another namespace on the same log, and in them the recorded inputs as they are. Outputs
/// and groups begin empty.
struct SandboxMaking {
    let live: NamespacedLog
    let sandbox: NamespacedLog
    let name: String
    let plan: (text: String, hash: String)
    let since: Int64
    let until: Int64
    let lead: Int64?

    /// What a recomputation reads; sources are for whoever looks.
    static let inputs: [EventKind] = AnalysisProcessor.topology.inputs + [.sourceObserved]

    /// What is to be copied, or was: records by topic.
    struct Plan {
        var topics: [TopicDescription]
        var parts: [Part] = []
        var recordEnds: Int64 = 0

        struct Part {
            var place: TopicPartition
            var from: Int64
            var to: Int64
        }

        /// Offsets between beginning and end, gaps counted.
        var counts: [String: Int64] {
            parts.reduce(into: [:]) { $0[$1.place.topic, default: 0] += max(0, $1.to - $1.from) }
        }
    }

    /// Looks what there is; the end is frozen with it.
    func look() async throws -> Plan {
        var plan = Plan(topics: try await live.describeTopics())
        plan.recordEnds = try await RecordedCourses.read(live, until: until).end
        let start = lead.map { max(0, EventBounds.sum(since, -$0)) }
        let reader = try await live.makeReader()
        do {
            for kind in Self.inputs {
                guard let topic = plan.topics.first(where: { $0.specification.name == kind.topic }) else {
                    throw EventLogError.unknownTopic(live.namespace.topic(kind.topic))
                }
                for (number, range) in topic.ranges.enumerated() {
                    let place = TopicPartition(kind.topic, Int32(number))
                    var part = Plan.Part(place: place, from: range.low, to: range.high)
                    if let start, kind.cleanup != .compact {
                        part.from = try await reader.offset(of: place, atOrAfter: start) ?? range.high
                    }
                    part.to = try await reader.offset(of: place, atOrAfter: until) ?? range.high
                    plan.parts.append(part)
                }
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        return plan
    }

    /// - Parameter progress: told how many of how many offsets are copied.
    func make(_ found: Plan, progress: (Int64, Int64) -> Void) async throws -> SandboxDescription {
        // First what says what this is, so that a half-made one can be dropped.
        var description = SandboxDescription(
            name: name, source: live.namespace.prefix, since: Timestamps.rfc3339(since),
            until: Timestamps.rfc3339(until),
            begins: lead.map { Timestamps.rfc3339(max(0, EventBounds.sum(since, -$0))) },
            recordEnds: Timestamps.rfc3339(found.recordEnds), createdAt: Timestamps.rfc3339(ServiceHost.wallClock()),
            plan: plan.text, planHash: plan.hash, partitions: 0, copied: [:])
        try await description.write(to: sandbox)
        try await sandbox.createTopics(Self.specifications(like: found.topics))
        let all = found.counts.values.reduce(0, +)
        var (done, copied): (Int64, [String: Int64]) = (0, [:])
        let producer = try await sandbox.makeProducer()
        do {
            for part in found.parts {
                let reader = try await live.makeReader()
                var position = part.from
                var patience = 30
                while position < part.to, patience > 0 {
                    let read = try await reader.read(
                        part.place, from: position, to: part.to, limit: 2_000, wait: .seconds(1))
                    try await producer.append(read.records.map(Self.copy))
                    copied[part.place.topic, default: 0] += Int64(read.records.count)
                    patience = read.next > position ? 30 : patience - 1
                    done += max(0, read.next - position)
                    position = max(position, read.next)
                    progress(done, all)
                    try Task.checkCancellation()
                }
                await reader.close()
                guard position >= part.to else {
                    throw EventLogError.retriable(
                        doing: "copying \(part.place) from offset \(position)", found: "nothing for 30 s")
                }
            }
        } catch {
            await producer.close()
            throw error
        }
        await producer.close()
        description.copied = copied
        description.partitions =
            found.topics.first { $0.specification.name == EventKind.mentionPublished.topic }?.specification.partitions
            ?? 0
        try await description.write(to: sandbox)
        return description
    }

    /// The record as it is, for the same partition of the topic of that name.
    private static func copy(_ record: LogRecord) -> ProducerRecord {
        ProducerRecord(
            to: record.topicPartition, key: record.key, value: record.value, packedHeaders: record.packedHeaders,
            timestamp: record.timestamp)
    }

    /// The catalogue's topics with as many partitions as they have there; what retention would take away is kept, as the
    /// copies are as old as what they are of.
    static func specifications(like topics: [TopicDescription]) -> [TopicSpecification] {
        let partitions = Dictionary(topics.map { ($0.specification.name, $0.specification.partitions) }) { $1 }
        return EventCatalogue.topics.compactMap { name, cleanup in
            partitions[name].map {
                TopicSpecification(
                    name: name, partitions: $0,
                    cleanup: cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
            }
        }
    }
}
