import Analysis
import EventLog
import Logistics
import Monitoring
import Plan
import Processing
import Response
import Schemas

/// Makes the state of a service anew from its inputs: the whole of it, in each partition at once or not at all.
struct StateReset {
    let service: StatefulService
    let log: any EventLog
    let namespace: Namespace
    let plan: ResponsePlan
    let models: JudgingModels
    var contentType = ContentType.protobuf
    /// Where the inputs begin, ms since 1970; nil: with the first record that is kept.
    var from: Int64?
    /// Goes on where records that once were read are kept no longer.
    var acceptsMissing = false
    /// Milliseconds since 1970.
    var now: Int64

    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    /// Audit records: what stands there is what was done, and nothing is put in between.
    private static let neverAgain = [EventKind.journalEntered, .checkpointSigned].map(\.topic)

    /// - Parameter progress: told the partition and how many records were read there.
    func run(execute: Bool, progress: (Int32, Int64) -> Void = { _, _ in }) async throws -> StateResetReport {
        let topology = service.topology
        guard service != .notary else {
            throw Refusal(
                description:
                    "response-notary keeps what it has signed, and its checkpoints are outside already: that is "
                    + "not made anew")
        }
        let group = try await log.describeGroups().first { $0.name == topology.name }
        guard let group, !group.committed.isEmpty else {
            throw Refusal(description: "\(namespace.group(topology.name)) has read nothing yet: there is no state")
        }
        var report = StateResetReport(
            service: service.rawValue, group: namespace.group(topology.name), isExecuted: execute)
        report.members = group.members.map(\.id)
        let topics = try await log.describeTopics()
        let inputs = try topology.inputs.map { kind in
            guard let topic = topics.first(where: { $0.specification.name == kind.topic }) else {
                throw EventLogError.unknownTopic(namespace.topic(kind.topic))
            }
            return topic
        }
        guard let partitions = inputs.map(\.specification.partitions).min(), partitions > 0 else { return report }
        if execute, let first = report.members.first {
            throw Refusal(
                description:
                    "group \(report.group) has \(report.members.count) members, such as \(Terminal.harmless(first)): "
                    + "stop the service first; who was killed is gone when its session times out")
        }
        var begin: [TopicPartition: Int64] = [:]
        try await log.reading { scan in
            for topic in inputs {
                for (number, range) in topic.ranges.enumerated() {
                    let place = TopicPartition(topic.specification.name, Int32(number))
                    try await start(place, range, topic.specification.cleanup, scan.reader, &begin, &report)
                }
            }
        }
        if !report.missing.isEmpty, execute {
            guard acceptsMissing else {
                throw Refusal(
                    description:
                        "\(report.missing[0].text)\(report.missing.count > 1 ? ", and \(report.missing.count - 1) more" : ""); "
                        + "--accept-missing makes the state of what is kept")
            }
            guard service != .logistics else {
                throw Refusal(
                    description:
                        "\(report.missing[0].text): what was delivered on it would count as not delivered, and be "
                        + "sent again. The state of logistics is made of all its inputs, or not")
            }
        }
        let redriven = try await log.reading { scan in
            var origins: Set<String> = []
            try await LetterLedger.each(topics, scan) { entry in
                guard entry.processor == topology.name else { return }
                origins.insert("\(entry.topic)/\(entry.partition)/\(entry.offset)")
            }
            return origins
        }
        for partition in 0..<partitions {
            let own = Dictionary(
                begin.filter { $0.key.partition == partition }.map { ($0.key.topic, $0.value) }
            ) { first, _ in first }
            let committed = Dictionary(
                group.committed.filter { $0.key.partition == partition }.map { ($0.key.topic, $0.value) }
            ) { first, _ in first }
            var options = Options(
                partition: partition, partitions: partitions, begin: own, committed: committed, passedOver: redriven)
            options.isExecuted = execute
            try await rebuild(options, &report) { progress(partition, $0) }
        }
        return report
    }

    private struct Options {
        var partition: Int32
        var partitions: Int32
        var begin: [String: Int64]
        var committed: [String: Int64]
        var passedOver: Set<String>
        var isExecuted = false
    }

    private func start(
        _ place: TopicPartition, _ range: OffsetRange, _ cleanup: CleanupPolicy, _ reader: any LogReader,
        _ begin: inout [TopicPartition: Int64], _ report: inout StateResetReport
    ) async throws {
        var low = range.low
        if let from, cleanup != .compact {
            low = try await reader.offset(of: place, atOrAfter: from) ?? range.high
        }
        begin[place] = low
        // Of a compacted topic the newest of each key is there; which of the older are not, only a look tells.
        guard cleanup != .compact, range.low > 0 else { return }
        let first = try await reader.read(place, from: range.low, to: range.high, limit: 1, wait: .seconds(1)).records
            .first?.timestamp
        if let from, let first, from >= first { return }
        let outer = namespace.topic(place)
        report.missing.append(
            .init(topic: outer.topic, partition: outer.partition, from: 0, to: range.low, keptSince: first))
    }

    private func rebuild(
        _ options: Options, _ report: inout StateResetReport, _ progress: (Int64) -> Void
    ) async throws {
        switch service {
        case .monitoring: try await rebuild(options, &report, progress) { MonitoringProcessor() }
        case .coverage: try await rebuild(options, &report, progress) { CoverageProcessor(plan: plan) }
        case .analysis: try await rebuild(options, &report, progress) { AnalysisProcessor(plan: plan, models: models) }
        case .response: try await rebuild(options, &report, progress) { ResponseProcessor(plan: plan) }
        case .logistics: try await rebuild(options, &report, progress) { LogisticsProcessor(plan: plan) }
        case .notary: break
        }
    }

    private func rebuild<P: Processor>(
        _ options: Options, _ report: inout StateResetReport, _ progress: (Int64) -> Void, _ make: @escaping () -> P
    ) async throws {
        // Before anything is read: a late commit of whoever had the partition cannot land behind it.
        let producer =
            options.isExecuted
            ? try await log.makeTransactionalProducer(id: "\(P.topology.name)-\(options.partition)") : nil
        do {
            try await rebuild(options, producer, &report, progress, make)
        } catch {
            await producer?.close()
            throw error
        }
        await producer?.close()
    }

    private func rebuild<P: Processor>(
        _ options: Options, _ producer: (any TransactionalProducer)?, _ report: inout StateResetReport,
        _ progress: (Int64) -> Void, _ make: @escaping () -> P
    ) async throws {
        let identity = try await log.identity()
        let reader = try await log.makeReader()
        var difference: StateRebuild<P>.Difference
        do {
            let standing = try await StandingState(
                of: P.topology, partition: options.partition, partitions: options.partitions,
                committed: options.committed, identity: identity,
                reader: reader)
            var rebuilding = StateRebuild<P>.Options(
                partition: options.partition, partitions: options.partitions, contentType: contentType,
                namespace: namespace, begin: options.begin)
            rebuilding.passedOver = options.passedOver
            rebuilding.isByEventTime = service == .analysis
            difference = try await StateRebuild(standing, options: rebuilding, reader: reader, make: make)
                .run(identity: identity, now: now, progress: progress)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        report.take(difference, partition: options.partition, in: namespace)
        let untouchable =
            difference.outputsOtherwise.first { one in Self.neverAgain.contains { one.hasPrefix($0) } }
            ?? difference.outputsNew.keys.first { Self.neverAgain.contains($0) }
        if let untouchable, producer != nil {
            throw Refusal(
                description:
                    "partition \(options.partition): what is made anew would say otherwise than the journals do "
                    + "(\(untouchable)), and they are a record of what was done; nothing was written in this partition")
        }
        guard let producer, !difference.records.isEmpty else { return }
        do {
            try await producer.commit(difference.records, offsets: nil)
        } catch EventLogError.fenced {
            throw Refusal(
                description:
                    "partition \(options.partition): the service was started meanwhile; nothing was written there. "
                    + "Stop it and run this again")
        }
        report.written += difference.records.count
    }
}
