import EventLog
import Schemas

/// A namespace's whole state on another log, or in another namespace of the same: topics, changelogs and the groups'
/// places.
struct Migration: Sendable {
    struct Side: Sendable {
        /// By the names on it.
        var log: any EventLog
        var namespace: Namespace
        var inside: NamespacedLog { NamespacedLog(log, namespace: namespace) }
    }

    let from: Side
    let to: Side
    /// Topics of the namespace that is left, by the catalogue's names.
    let topics: [TopicDescription]
    let partitions: (before: Int32, after: Int32)
    let groups: GroupCarrying
    let run: ReplayRun

    /// Looks whether it can be done.
    /// - Parameters:
    ///   - partitions: of the topics that are made; nil: as many as there are.
    ///   - said: how many the services worked with, where `FENGHUO_PARTITIONS` says it.
    ///   - without: groups that are not carried.
    /// - Throws: `EventLogError.refused` that says what is in the way.
    static func plan(
        from: Side, to: Side, partitions: Int32?, said: Int32? = nil, without: Set<String>, now: Int64
    ) async throws -> Migration {
        let doing = "migrating \(from.namespace.prefix) into \(to.namespace.prefix)"
        let topics = try PartitionsUsed.only(
            of: try await from.inside.describeTopics().filter { $0.specification.name != EventKind.replays },
            said: said, doing: doing)
        let before = topics.first?.specification.partitions ?? 1
        let after = partitions ?? before
        guard after.isMultiple(of: before) else {
            throw EventLogError.refused(
                doing: doing, found: "\(after) partitions in place of \(before)",
                expected: "a multiple of \(before): then each new partition holds what was in one old one, in its order"
            )
        }
        guard let identity = try await from.inside.identity(), identity != (try? await to.inside.identity()) else {
            throw EventLogError.refused(
                doing: doing, found: "the same topics on both sides", expected: "another log, or another --to-prefix")
        }
        let lanes = topics.flatMap { topic in
            topic.ranges.enumerated().filter { $0.element.high > $0.element.low }.map { number, range in
                Lane(
                    topic: from.namespace.topic(topic.specification.name), partition: Int32(number), from: range.low,
                    to: range.high)
            }
        }
        let reader = try await from.log.makeReader()
        try await PartitionsUsed.check(before, lanes: lanes, reader: reader, doing: doing) { from.namespace.own($0) }
        await reader.close()
        let run = ReplayRun(
            id: "migrate-" + EventID.derive(identity, to.namespace.prefix, String(after)).prefix(16), kind: .migration,
            source: identity, lanes: lanes, begun: now)
        let migration = Migration(
            from: from, to: to, topics: topics, partitions: (before, after),
            groups: try await GroupCarrying.drained(from.inside, topics: topics, without: without), run: run)
        try await migration.checkTarget(doing)
        return migration
    }

    /// Nothing may stand there that this run has not written, and nobody may be at work there.
    private func checkTarget(_ doing: String) async throws {
        if let group = try await to.inside.describeGroups().first(where: { !$0.members.isEmpty }) {
            throw EventLogError.refused(
                doing: doing, found: "members of group \(group.name) on the log that is written to",
                expected: "no service there before everything is")
        }
        let found = try await to.inside.describeTopics().filter { $0.specification.name != EventKind.replays }
        let isBegun = try await ReplayLedger(log: to.log, namespace: to.namespace).glance(at: run.id).run != nil
        if !isBegun, let topic = found.first(where: { $0.ranges.contains { $0.high > 0 } }) {
            throw EventLogError.refused(
                doing: doing, found: "records in \(to.namespace.topic(topic.specification.name))",
                expected: "topics without any, or none: their records are not to be mixed")
        }
    }

    /// By the names of the topics that are read, those that are written.
    var targets: [String: TopicSpecification] {
        Dictionary(
            topics.map { topic in
                let name = topic.specification.name
                return (
                    from.namespace.topic(name),
                    TopicSpecification(
                        name: to.namespace.topic(name), partitions: partitions.after,
                        cleanup: topic.specification.cleanup)
                )
            }
        ) { first, _ in first }
    }

    /// Does it, or goes on with it.
    func carryOut(saying: @escaping @Sendable (String) -> Void) async throws -> (run: ReplayRun, isResumed: Bool) {
        let targets = targets
        let copy = CopyIntoLog(
            run: run.id, log: to.log, namespace: to.namespace, targets: targets, shape: try await shape(targets))
        try await copy.prepare()
        return try await copy.run(run, title: "migrate") { [from] in
            try await from.log.makeReader()
        } beforeEnd: {
            try await checkSource()
            try await spendOffsets()
            try await groups.commit(on: to.inside, saying: saying)
        }
    }

    private func shape(_ targets: [String: TopicSpecification]) async throws -> LogTarget.Shape {
        var rule = PartitionRule(from: partitions.before, to: partitions.after)
        if rule.from != rule.to {
            let journal = from.namespace.topic(EventKind.journalEntered.topic)
            let reader = try await from.log.makeReader()
            rule.subjects = try await PartitionRule.subjects(
                of: run.lanes.filter { $0.topic == journal }, reader: reader)
            await reader.close()
        }
        return RecordCopy.shape(
            targets: targets.mapValues(\.name), rules: targets.mapValues { _ in rule },
            own: Dictionary(targets.keys.map { ($0, from.namespace.own($0) ?? $0) }) { first, _ in first })
    }

    /// Whoever wrote meanwhile would be left behind.
    private func checkSource() async throws {
        let ends = Dictionary(
            try await from.inside.describeTopics().map { ($0.specification.name, $0.ranges.map(\.high)) }
        ) { first, _ in first }
        for topic in topics {
            let found = ends[topic.specification.name] ?? []
            guard
                Array(found.prefix(topic.ranges.count)) != topic.ranges.map(\.high)
                    || found.dropFirst(topic.ranges.count).contains(where: { $0 > 0 })
            else { continue }
            throw EventLogError.refused(
                doing: "ending the migration",
                found: "new records in \(from.namespace.topic(topic.specification.name))",
                expected: "none since it began: stop what writes there, remove the topics that were made, begin anew")
        }
    }

    /// Ids of what is derived from an event have its topic, partition and offset in them: on the new log no offset that
    /// comes may be one that was.
    private func spendOffsets() async throws {
        for topic in topics {
            for (number, range) in topic.ranges.enumerated() {
                try await to.log.advance(
                    TopicPartition(to.namespace.topic(topic.specification.name), Int32(number)), to: range.high)
            }
        }
    }
}
