import CRdkafka
import EventLog

/// Topics as they should be, and as they are.
struct TopicCatalogue: Sendable {
    let administration: Administration
    let topology: Topology
    let queries: Queries

    /// Creates what is missing; then all are as specified, or it is said how not.
    func create(_ topics: [TopicSpecification]) async throws {
        let doing = "creating topics"
        let before = try await topology.all(doing: doing)
        try await administration.create(topics.filter { before[$0.name] == nil }, doing: doing)
        try await compare(topics.filter { before[$0.name] != nil }, before, doing: doing)
        topology.remember(compacted: Dictionary(topics.map { ($0.name, $0.cleanup == .compact) }) { $1 })
        try await awaitLeaders(of: topics.filter { before[$0.name] == nil }, doing: doing)
        let settings = try await administration.settings(of: topics.map(\.name), doing: doing)
        topology.expect(
            topics.map {
                ExpectedTopic(
                    name: $0.name, partitions: $0.partitions, minimumInSync: settings[$0.name]?.minimumInSync)
            })
    }

    /// Returns when they are listed no more: one of the same name can be made then.
    func delete(_ names: [String]) async throws {
        let doing = "deleting topics"
        let there = try await topology.all(doing: doing)
        let known = names.filter { there[$0] != nil }
        topology.forget(names)
        try await administration.delete(topics: known, doing: doing)
        let deadline = ContinuousClock.now + administration.options.requestTimeout
        while let left = try await topology.all(doing: doing).keys.first(where: known.contains) {
            guard ContinuousClock.now < deadline else {
                throw EventLogError.retriable(doing: doing, found: "that topic \(left) is still listed")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        topology.forget(names)
    }

    /// What an operator has set otherwise is respected, unless records would be lost or mixed up by it.
    private func compare(_ topics: [TopicSpecification], _ counts: [String: Int32], doing: String) async throws {
        let settings = try await administration.settings(of: topics.map(\.name), doing: doing)
        for topic in topics {
            guard let count = counts[topic.name], let found = settings[topic.name] else { continue }
            // A compacted topic is kept whatever its retention says, unless it is deleted from, too.
            let isMixed = found.isCompacted && found.cleanup != "compact" && found.retention >= 0
            let actual = TopicSpecification(name: topic.name, partitions: count, cleanup: found.policy)
            guard topic.isBroken(by: actual) || isMixed else { continue }
            throw EventLogError.topicContradicts(
                topic: topic.name,
                found: isMixed
                    ? "\(count) partitions, cleanup.policy \(found.cleanup), kept for \(found.retention) ms"
                    : actual.shape,
                expected: topic.shape
                    + (count == topic.partitions ? "" : ": " + TopicSpecification.wayToOtherPartitions))
        }
    }

    /// A topic just created has no leaders for a moment: whoever writes next would be told it is not there.
    private func awaitLeaders(of topics: [TopicSpecification], doing: String) async throws {
        let deadline = ContinuousClock.now + administration.options.requestTimeout
        while let missing = try await topology.leaderless(topics, doing: doing) {
            guard ContinuousClock.now < deadline else {
                throw EventLogError.retriable(doing: doing, found: "that topic \(missing) has no leaders yet")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func describe() async throws -> [TopicDescription] {
        let doing = "describing the topics"
        let counts = try await topology.all(doing: doing)
        let settings = try await administration.settings(of: counts.keys.sorted(), doing: doing)
        let places = counts.flatMap { name, count in (0..<count).map { TopicPartition(name, $0) } }
        let ranges = try await queries.ranges(of: places, doing: doing)
        var descriptions: [TopicDescription] = []
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            guard let found = settings[name] else { continue }
            descriptions.append(
                TopicDescription(
                    specification: TopicSpecification(name: name, partitions: count, cleanup: found.policy),
                    ranges: (0..<count).compactMap { ranges[TopicPartition(name, $0)] }))
        }
        return descriptions
    }
}
