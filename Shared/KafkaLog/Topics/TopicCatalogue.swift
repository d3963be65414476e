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
    }

    private func compare(_ topics: [TopicSpecification], _ counts: [String: Int32], doing: String) async throws {
        let settings = try await administration.settings(of: topics.map(\.name), doing: doing)
        for topic in topics {
            guard let count = counts[topic.name], let found = settings[topic.name] else { continue }
            // A compacted topic is kept whatever its retention says, unless it is deleted from, too.
            let isMixed = found.isCompacted && found.cleanup != "compact"
            let actual = TopicSpecification(name: topic.name, partitions: count, cleanup: found.policy)
            guard actual != topic || isMixed else { continue }
            throw EventLogError.topicContradicts(
                topic: topic.name,
                found: isMixed
                    ? "\(count) partitions, cleanup.policy \(found.cleanup), kept for \(found.retention) ms"
                    : actual.shape,
                expected: topic.shape)
        }
    }

    /// A topic just created is not known to every broker at once: whoever writes next would be told it is not there.
    private func awaitLeaders(of topics: [TopicSpecification], doing: String) async throws {
        let deadline = ContinuousClock.now + administration.options.requestTimeout
        for topic in topics {
            for partition in 0..<topic.partitions {
                let place = TopicPartition(topic.name, partition)
                while true {
                    do {
                        _ = try await queries.range(of: place, doing: "waiting for a leader of \(place)")
                        break
                    } catch let EventLogError.retriable(doing, found) {
                        guard ContinuousClock.now < deadline else {
                            throw EventLogError.retriable(doing: doing, found: found)
                        }
                        try await Task.sleep(for: .milliseconds(50))
                    }
                }
            }
        }
        if !topics.isEmpty { topology.remember(Dictionary(topics.map { ($0.name, $0.partitions) }) { $1 }) }
    }

    func describe() async throws -> [TopicDescription] {
        let doing = "describing the topics"
        let counts = try await topology.all(doing: doing)
        let settings = try await administration.settings(of: counts.keys.sorted(), doing: doing)
        var descriptions: [TopicDescription] = []
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            guard let found = settings[name] else { continue }
            var ranges: [OffsetRange] = []
            for partition in 0..<count {
                ranges.append(try await queries.range(of: TopicPartition(name, partition), doing: doing))
            }
            descriptions.append(
                TopicDescription(
                    specification: TopicSpecification(name: name, partitions: count, cleanup: found.policy),
                    ranges: ranges))
        }
        return descriptions
    }
}
