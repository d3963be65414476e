import Analysis
import EventLog
import Foundation
import Hosting
import Logistics
import Plan
import Processing
import Response
import Schemas

/// Runs analysis, response and logistics of this build over a sandbox's inputs, in event time, as fast as it goes, and
/// writes what comes of it to the sandbox's topics. Checkpoints are signed by production alone: none are here.
struct SandboxRun {
    let live: any EventLog
    let sandbox: NamespacedLog
    let models: JudgingModels

    struct Outcome {
        var mentions: Int64 = 0
        var written: Int64 = 0
        var rejected: Int64 = 0
        var seconds = 0.0
    }

    /// - Parameter progress: told how many of how many records were read.
    func run(_ description: SandboxDescription, progress: (Int64, Int64) -> Void) async throws -> Outcome {
        let began = ContinuousClock.now
        let plan = try description.loadPlan()
        let until = Timestamps.milliseconds(rfc3339: description.until) ?? .max
        let ends = Timestamps.milliseconds(rfc3339: description.recordEnds) ?? 0
        let end = min(until, EventBounds.sum(ends, Recomputation.tick))
        // What people signed stands in the record only.
        let texts = SignedTexts(texts: try await RecordedCourses.read(live).texts)
        try await Self.empty(sandbox, keeping: SandboxMaking.inputs)
        var outcome = Outcome()
        let all = description.copied.values.reduce(0, +)
        var read: Int64 = 0
        let producer = try await sandbox.makeProducer()
        do {
            for partition in 0..<description.partitions {
                var inputs = try await RecordedInputs(sandbox, partition: partition, from: nil, until: .max)
                var run = Recomputation(
                    plan: plan, models: models, partition: partition, partitions: description.partitions, texts: texts,
                    horizon: max(end, until), written: sandbox.namespace)
                var isEmpty = true
                do {
                    while true {
                        let records = try await inputs.next()
                        if records.isEmpty { break }
                        isEmpty = false
                        for record in records { try run.take(record) }
                        read += Int64(records.count)
                        outcome.written += try await Self.append(run.takeRecords(), by: producer)
                        progress(read, all)
                        try Task.checkCancellation()
                    }
                } catch {
                    await inputs.close()
                    throw error
                }
                await inputs.close()
                guard !isEmpty else { continue }
                try run.finish(at: end)
                outcome.written += try await Self.append(run.takeRecords(), by: producer)
                outcome.mentions += run.mentions
                outcome.rejected += run.rejected
            }
        } catch {
            await producer.close()
            throw error
        }
        await producer.close()
        var done = description
        done.ranAt = Timestamps.rfc3339(ServiceHost.wallClock())
        done.build = BuildFacts.line
        try await done.write(to: sandbox)
        outcome.seconds = began.duration(to: .now) / .seconds(1)
        return outcome
    }

    private static func append(_ records: [ProducerRecord], by producer: any Producer) async throws -> Int64 {
        var rest = records[...]
        while !rest.isEmpty {
            try await producer.append(Array(rest.prefix(2_000)))
            rest = rest.dropFirst(2_000)
        }
        return Int64(records.count)
    }

    /// Deletes the topics of the house but for these, and its groups, and makes the topics anew.
    private static func empty(_ house: NamespacedLog, keeping kept: [EventKind]) async throws {
        let kept = Set(kept.map(\.topic) + [SandboxDescription.topic])
        let topics = try await house.describeTopics().filter { topic in
            !kept.contains(topic.specification.name) && topic.ranges.contains { $0.high > 0 }
        }
        try await house.deleteGroups(try await house.describeGroups().map(\.name))
        try await house.deleteTopics(topics.map(\.specification.name))
        try await house.createTopics(topics.map(\.specification))
    }
}

/// Deletes a sandbox: what its namespace has on the log, and nothing else.
struct SandboxDropping {
    let sandbox: NamespacedLog

    struct Found {
        var topics: [String]
        var groups: [String]
    }

    /// By the house's own names.
    func look() async throws -> Found {
        Found(
            topics: try await sandbox.describeTopics().map(\.specification.name).sorted(),
            groups: try await sandbox.describeGroups().map(\.name).sorted())
    }

    /// The topic that says what it is goes last: what was stopped half-way can be dropped again.
    func drop(_ found: Found) async throws {
        try await sandbox.deleteGroups(found.groups)
        try await sandbox.deleteTopics(found.topics.filter { $0 != SandboxDescription.topic })
        try await sandbox.deleteTopics([SandboxDescription.topic])
    }
}
