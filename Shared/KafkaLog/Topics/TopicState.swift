import CRdkafka
import EventLog

/// A topic as the brokers last described it.
struct TopicState: Hashable, Sendable {
    var partitions: Int32
    /// Partitions that nobody leads: they can be neither read nor written.
    var leaderless: [Int32] = []
    /// The broker that leads each partition; -1: none.
    private(set) var leaders: [Int32: Int32] = [:]
    /// The brokers that keep each partition.
    private(set) var replicas: [Int32: [Int32]] = [:]
    /// How many replicas of each partition are in sync; of the one that has fewest.
    var fewestInSync: (partition: Int32, count: Int) { (fewestPartition, fewestCount) }
    private var fewestPartition: Int32 = 0
    private var fewestCount = Int.max

    init(partitions: Int32) { self.partitions = partitions }

    /// What is said of all topics but Kafka's own.
    static func read(_ metadata: rd_kafka_metadata) -> [String: TopicState] {
        var found: [String: TopicState] = [:]
        for index in 0..<Int(metadata.topic_cnt) {
            let topic = metadata.topics[index]
            let name = String(cString: topic.topic)
            // A topic just created may have no leader yet.
            let isThere =
                topic.err == RD_KAFKA_RESP_ERR_NO_ERROR || topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
            guard isThere, topic.partition_cnt > 0, !name.hasPrefix("__") else { continue }
            var state = TopicState(partitions: topic.partition_cnt)
            for partition in UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt)) {
                state.note(
                    partition.id, leader: partition.leader, inSync: Int(partition.isr_cnt),
                    replicas: (0..<Int(partition.replica_cnt)).map { partition.replicas[$0] })
            }
            found[name] = state
        }
        return found
    }

    mutating func note(_ partition: Int32, leader: Int32, inSync: Int, replicas: [Int32] = []) {
        self.replicas[partition] = replicas
        leaders[partition] = leader
        if leader < 0 { leaderless.append(partition) }
        if inSync < fewestCount { (fewestPartition, fewestCount) = (partition, inSync) }
    }
}

/// A topic as it has to be while a process works on it.
struct ExpectedTopic: Hashable, Sendable {
    var name: String
    var partitions: Int32
    /// `min.insync.replicas`; `nil`: not known.
    var minimumInSync: Int?

    /// What keeps it from being worked on; `nil`: nothing.
    /// - Parameter found: `nil`: it is not there, or this user may not see it.
    func complaint(found: TopicState?) -> String? {
        guard let found else {
            return "topic \(name) is gone, or this user may no longer see it; create it with `fenghuo topics create`, "
                + "or give the right to describe it"
        }
        if found.partitions != partitions {
            return "topic \(name) has \(found.partitions) partitions, expected \(partitions): "
                + TopicSpecification.wayToOtherPartitions
        }
        if let first = found.leaderless.first {
            return "\(found.leaderless.count) of \(partitions) partitions of topic \(name) have no leader "
                + "(partition \(first)): too few brokers are there"
        }
        let fewest = found.fewestInSync
        if let minimumInSync, fewest.count < minimumInSync {
            return
                "partition \(fewest.partition) of topic \(name) has \(fewest.count) replicas in sync, fewer than its "
                + "min.insync.replicas of \(minimumInSync): nothing can be written until more brokers are there"
        }
        return nil
    }
}
