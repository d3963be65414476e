import EventLog
import GRDB
import Synchronization

/// One member of a group; a background task keeps it alive.
final class EmbeddedGroupMember: GroupMember {
    let group: String
    let groupID: Int64
    private let store: Store
    private let subscription: GroupSubscription
    private let topics: [String: Topic]
    private let standing = Mutex(Standing())
    private let heartbeat = Mutex<Task<Void, Never>?>(nil)
    private let contacted = Mutex(LogContact())

    /// Its place in the group is written down, and was kept alive since.
    var contact: LogContact? { contacted.withLock { $0 } }

    init(store: Store, subscription: GroupSubscription) async throws {
        let doing = "joining group \(subscription.group)"
        var topics: [String: Topic] = [:]
        for name in subscription.topics { topics[name] = try await store.topic(name) }
        let counts = topics.mapValues(\.specification.partitions).sorted { $0.key < $1.key }
        guard Set(counts.map(\.value)).count == 1 else {
            let found = counts.map { "\($0.key) with \($0.value)" }.joined(separator: ", ")
            throw EventLogError.refused(
                doing: doing, found: "topics and partitions: \(found.isEmpty ? "none" : found)",
                expected: "at least one topic, all with the same number of partitions")
        }
        guard subscription.sessionTimeout > .zero else {
            throw EventLogError.refused(
                doing: doing, found: "a session timeout of \(subscription.sessionTimeout)", expected: "more than 0")
        }
        group = subscription.group
        groupID = try await store.write(doing) { try GroupTable.find(subscription.group, in: $0) }
        self.store = store
        self.subscription = subscription
        self.topics = topics
        try await join()
    }

    deinit { stopHeartbeat() }

    func nextChange() async throws -> MembershipChange? {
        let (store, groupID) = (store, groupID)
        while true {
            try Task.checkCancellation()
            let (number, hasLeft) = standing.withLock { ($0.number, $0.hasLeft) }
            if hasLeft { return nil }
            guard let number else {
                try await join()
                continue
            }
            let now = store.options.now()
            let (view, generation) = try await store.read("looking at group \(group)") { db in
                (
                    try GroupTable.view(of: number, in: groupID, now: now, db),
                    try GroupTable.generation(of: groupID, in: db)
                )
            }
            // The member may have left meanwhile: look at the view only if it is still of this member.
            let step = standing.withLock { $0.number == number ? $0.observe(view) : nil }
            switch step {
            case .tell(let change): return change
            case .giveBack(let partitions): try await giveBack(partitions, as: number)
            case .wait: await store.watch.wait(past: [.group(groupID): generation], until: .now + .seconds(60))
            case .rejoin, nil: continue
            }
        }
    }

    func release(_ partitions: [Int32]) async throws {
        let number = standing.withLock { standing in
            standing.release(partitions)
            return standing.number
        }
        if let number { try await giveBack(partitions, as: number) }
    }

    func committedOffsets(partition: Int32) async throws -> [String: Int64] {
        let doing = "looking up the offsets of group \(group), partition \(partition)"
        let ids = try topics.mapValues { try $0.id(of: partition, doing: doing) }
        return try await store.read(doing) { [groupID] db in
            var offsets: [String: Int64] = [:]
            for (topic, id) in ids { offsets[topic] = try GroupTable.committed(groupID, partition: id, in: db) }
            return offsets
        }
    }

    func fetch(
        partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration
    ) async throws -> Fetched {
        let doing = "fetching partition \(partition) for group \(group)"
        let inputs = try positions.keys.sorted().map { name in
            guard let topic = topics[name] else {
                throw EventLogError.refused(
                    doing: doing, found: "a position in topic \(name)",
                    expected: "only topics of the subscription: \(topics.keys.sorted().joined(separator: ", "))")
            }
            return Fetch.Input(
                place: TopicPartition(name, partition), id: try topic.id(of: partition, doing: doing))
        }
        let fetch = Fetch(inputs: inputs, limit: limit, bytes: store.options.fetchBytes)
        let deadline = ContinuousClock.now + wait
        var from = positions
        while true {
            let start = from
            let fetched = try await store.read(doing) { try fetch.once(from: start, in: $0) }
            if !fetched.records.isEmpty || limit <= 0 || inputs.isEmpty || ContinuousClock.now >= deadline {
                return fetched
            }
            from = fetched.next
            await store.watch.wait(past: fetch.levels(fetched), until: deadline)
            try Task.checkCancellation()
        }
    }

    func leave() async {
        stopHeartbeat()
        guard let number = standing.withLock({ $0.leave() }) else { return }
        // When this fails the session times out, with the same result later.
        try? await change("leaving group \(group)") { [groupID] in try GroupTable.leave(number, of: groupID, in: $0) }
    }

    /// This member's number, if as far as it knows it holds all of these.
    func number(holding partitions: Set<Int32>, doing: String) throws -> Int64 {
        let number = standing.withLock { $0.holds(partitions) ? $0.number : nil }
        guard let number else {
            throw EventLogError.fenced(
                doing: doing,
                found: "that this member of group \(group) does not hold partitions \(partitions.sorted())")
        }
        return number
    }

    func startHeartbeat() {
        let interval = subscription.sessionTimeout / 3
        let task = Task.detached { [weak self] in
            while true {
                try? await Task.sleep(for: interval)
                guard !Task.isCancelled, let self, !self.store.watch.isClosed else { return }
                do {
                    try await self.beat()
                } catch {
                    // A beat that fails is made up for by the next; if none succeeds, the session is rightly over.
                    self.contacted.withLock { $0.complaint = "\(error)" }
                }
            }
        }
        heartbeat.withLock { running in
            running?.cancel()
            running = task
        }
    }

    func stopHeartbeat() {
        heartbeat.withLock { running in
            running?.cancel()
            running = nil
        }
    }

    func beat() async throws {
        guard let number = standing.withLock({ $0.number }) else { return }
        let (now, deadline) = clock()
        let isMember = try await change("heartbeat of a member of group \(group)") { [groupID] db in
            try GroupTable.beat(number, of: groupID, deadline: deadline, now: now, in: db)
            return try GroupTable.view(of: number, in: groupID, now: now, db) != nil
        }
        if isMember { contacted.withLock { $0 = LogContact(heard: .now) } }
    }

    private func join() async throws {
        let (now, deadline) = clock()
        let (name, client) = (group, subscription.clientName)
        let partitions = topics.values.first?.specification.partitions ?? 0
        let number = try await change("joining group \(group)") { [groupID] in
            try GroupTable.join(
                groupID, name: name, partitions: partitions, client: client, deadline: deadline, now: now, in: $0)
        }
        let hasLeft = standing.withLock { standing in
            if !standing.hasLeft { standing.join(as: number) }
            return standing.hasLeft
        }
        contacted.withLock { $0 = LogContact(heard: .now) }
        if hasLeft {
            try await change("leaving group \(group)") { [groupID] in
                try GroupTable.leave(number, of: groupID, in: $0)
            }
        }
    }

    private func giveBack(_ partitions: [Int32], as number: Int64) async throws {
        try await change("releasing partitions \(partitions) of group \(group)") { [groupID] in
            try GroupTable.release(partitions, by: number, of: groupID, in: $0)
        }
    }

    private func clock() -> (now: Int64, deadline: Int64) {
        let now = store.options.now()
        return (now, now + subscription.sessionTimeout.milliseconds)
    }

    /// Changes the group and wakes those of this process who wait for that.
    private func change<T: Sendable>(
        _ doing: String, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        let (result, generation) = try await store.write(doing) { [groupID] db in
            (try body(db), try GroupTable.generation(of: groupID, in: db))
        }
        store.watch.raise([.group(groupID): generation])
        return result
    }
}
