import CRdkafka
import EventLog
import Foundation
import Synchronization

/// One member of a group: a consumer that holds partition numbers and reads nothing, and another that reads.
///
/// Kafka's assignors hand out the partitions of each topic by itself, and no cooperative one promises that partition 3
/// of two topics meets in one member. So the group is one of the first topic's partitions: who has its partition 3 has
/// number 3 of all, reads them with a consumer outside the group, and commits the offsets of all in the group's name.
final class KafkaGroupMember: GroupMember {
    let group: String
    /// All with the same number of partitions; the first is the group's.
    private let topics: [String]
    private let partitions: Int32
    private let options: KafkaOptions
    private let heartbeat: Duration
    private let queries: Queries
    private let subscription: GroupSubscription
    /// This member's and nobody else's, whichever consumer holds its place.
    private let name: String
    private let current: Mutex<GroupPlace>
    private let feeds: Seat<FeedClient>
    private let sets = Mutex<[Int32: FeedSet]>([:])

    init(_ subscription: GroupSubscription, options: KafkaOptions, topology: Topology, queries: Queries) async throws {
        let doing = "joining group \(subscription.group)"
        var counts: [String: Int32] = [:]
        for topic in subscription.topics { counts[topic] = try await topology.partitions(of: topic, doing: doing) }
        guard let lead = subscription.topics.first, let count = counts[lead], Set(counts.values).count == 1 else {
            let found = counts.sorted { $0.key < $1.key }.map { "\($0.key) with \($0.value)" }.joined(separator: ", ")
            throw EventLogError.refused(
                doing: doing, found: "topics and partitions: \(found.isEmpty ? "none" : found)",
                expected: "at least one topic, all with the same number of partitions")
        }
        group = subscription.group
        topics = subscription.topics
        partitions = count
        var subscription = subscription
        subscription.sessionTimeout = max(subscription.sessionTimeout, options.leastSession)
        heartbeat = min(.seconds(3), subscription.sessionTimeout / 10)
        self.options = options
        self.queries = queries
        self.subscription = subscription
        feeds = try Seat(options: options) { [name = "\(subscription.group) feed"] in
            try FeedClient(name: name, options: options)
        }
        let name = "\(subscription.clientName)-\(UUID().uuidString)"
        self.name = name
        current = Mutex(try GroupPlace(subscription, partitions: count, name: name, options: options))
        try await place.subscribe(to: lead, doing: doing)
    }

    deinit { place.client.closeSoon() }

    private var place: GroupPlace { current.withLock { $0 } }

    var contact: LogContact? { place.contact(options.contact.now) }

    func nextChange() async throws -> MembershipChange? {
        let doing = "waiting for partitions of group \(group)"
        while true {
            try Task.checkCancellation()
            let place = place
            let seen = place.changed.count
            let (change, hasLeft, trouble) = place.look()
            if hasLeft { return nil }
            if let change {
                if case .lost(let lost) = change { await endFeeds(of: lost) }
                return change
            }
            if let end = place.end {
                let lost = place.held.sorted()
                try await replace(place, end, doing: doing)
                guard !lost.isEmpty else { continue }
                await endFeeds(of: lost)
                return .lost(lost)
            }
            if let trouble { throw trouble.translated(doing: doing) }
            // Looked at every few seconds in any case: a consumer that hangs says nothing.
            await place.changed.wait(past: seen, until: .now + .seconds(3))
        }
    }

    /// Another consumer takes the place of one that is of no more use.
    private func replace(_ place: GroupPlace, _ end: KafkaFailure, doing: String) async throws {
        if end.code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, options.properties["group.instance.id"] != nil {
            throw EventLogError.refused(
                doing: doing, found: "another process with this one's group.instance.id (\(end.text))",
                expected: "an id that no other process has, or none (KAFKA_PROPERTIES_GROUP_INSTANCE_ID)")
        }
        place.client.giveUp(end.text)
        guard !options.contact.hasTooManyStrays else {
            throw EventLogError.fatal(doing: doing, found: "consumers of the group hang again and again")
        }
        let next = try GroupPlace(subscription, partitions: partitions, name: name, options: options)
        current.withLock { $0 = next }
        try await next.subscribe(to: topics.first ?? "", doing: doing)
    }

    func release(_ partitions: [Int32]) async throws {
        await endFeeds(of: partitions)
        try await place.release(Set(partitions), doing: "releasing partitions \(partitions) of group \(group)")
    }

    func committedOffsets(partition: Int32) async throws -> [String: Int64] {
        let doing = "looking up the offsets of group \(group), partition \(partition)"
        try check(partition, doing: doing)
        let places = topics.map { TopicPartition($0, partition) }
        let timeout = options.requestTimeout.timeout
        // Offsets of a transaction that is not decided yet are waited for (`isolation.level` read_committed).
        return try await place.client.call(doing) { client in
            let list = PartitionList(places)
            try KafkaFailure.check(rd_kafka_committed(client, list.pointer, timeout))
            var offsets: [String: Int64] = [:]
            for entry in list.entries {
                try KafkaFailure.check(entry.error)
                if entry.offset >= 0 { offsets[entry.place.topic] = entry.offset }
            }
            return offsets
        }
    }

    func fetch(
        partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration
    ) async throws -> Fetched {
        let doing = "fetching partition \(partition) for group \(group)"
        try check(partition, doing: doing)
        for name in positions.keys where !topics.contains(name) {
            throw EventLogError.refused(
                doing: doing, found: "a position in topic \(name)",
                expected: "only topics of the subscription: \(topics.sorted().joined(separator: ", "))")
        }
        let feeds = try feeds.occupant(doing: doing)
        let set = sets.withLock { sets in
            if let known = sets[partition], !known.isSpent { return known }
            let made = FeedSet(client: feeds, queries: queries, options: options)
            sets[partition] = made
            return made
        }
        let from = Dictionary(uniqueKeysWithValues: positions.map { (TopicPartition($0.key, partition), $0.value) })
        let read = try await set.read(from, limit: limit, wait: wait, gathering: .promptly, doing: doing)
        func byTopic(_ values: [TopicPartition: Int64]) -> [String: Int64] {
            Dictionary(uniqueKeysWithValues: values.map { ($0.key.topic, $0.value) })
        }
        return Fetched(records: read.records, next: byTopic(read.next), high: byTopic(read.high))
    }

    func leave() async {
        await place.leave()
        await endFeeds(of: sets.withLock { Array($0.keys) })
        await feeds.close()
    }

    // MARK: For transactions

    /// - Throws: `EventLogError.fenced` when the member does not hold all of these, as far as it knows.
    func check(holding partitions: Set<Int32>, doing: String) throws {
        guard place.holds(partitions) else {
            throw EventLogError.fenced(
                doing: doing,
                found: "that this member of group \(group) does not hold partitions \(partitions.sorted())"
            )
        }
    }

    func holds(_ partitions: Set<Int32>) -> Bool { place.holds(partitions) }

    /// The proof of membership of now, for `send_offsets_to_transaction`.
    func metadata() throws -> GroupMetadata {
        try place.client.use { try GroupMetadata.proof(of: $0) }
    }

    /// Whether these are still held after the group had the time to say otherwise.
    func confirms(_ partitions: Set<Int32>) async -> Bool {
        let deadline = ContinuousClock.now + heartbeat * 2 + .seconds(1)
        while place.holds(partitions), ContinuousClock.now < deadline, !Task.isCancelled {
            let seen = place.changed.count
            guard place.holds(partitions) else { break }
            await place.changed.wait(past: seen, until: deadline)
        }
        return place.holds(partitions)
    }

    /// Test only: this member's process is as if stopped, and goes on.
    package func setSilent(_ isSilent: Bool) { place.client.setSilent(isSilent) }

    private func check(_ partition: Int32, doing: String) throws {
        guard (0..<partitions).contains(partition) else {
            throw EventLogError.refused(
                doing: doing, found: "partition \(partition) of topic \(topics.first ?? "")",
                expected: "0 to \(partitions - 1)")
        }
    }

    private func endFeeds(of partitions: [Int32]) async {
        let ended = sets.withLock { sets in partitions.compactMap { sets.removeValue(forKey: $0) } }
        for set in ended { await set.end() }
    }
}
