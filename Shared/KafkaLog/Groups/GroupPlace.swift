import CRdkafka
import EventLog
import Synchronization

/// A place in a group: the consumer that holds it, and what the group said.
final class GroupPlace: Sendable {
    private struct State {
        var membership = Membership()
        var trouble: KafkaFailure?
        /// The consumer is of no more use.
        var end: KafkaFailure?
        var topic = ""
        /// When it was last looked whether the group counts this consumer in, and when it last did.
        var looked: ContinuousClock.Instant?
        var counted: ContinuousClock.Instant?
    }
    /// Shared with the client's polling thread.
    private final class Standing: Sendable {
        let state = Mutex(State())
        let changed = Signal()
        /// How many partition numbers there are for the group: more on the broker are nobody's.
        let partitions: Int32
        let joins = JoinWatch()

        init(partitions: Int32) { self.partitions = partitions }
    }

    let client: Client
    private let options: KafkaOptions
    private let standing: Standing
    private let isStatic: Bool

    /// Raised when there may be a change to tell.
    var changed: Signal { standing.changed }

    /// - Parameters:
    ///   - partitions: numbers beyond are not told of.
    ///   - name: by which the group knows this consumer again once its session is over (`group.instance.id`), unless
    ///     the configuration has one.
    init(_ subscription: GroupSubscription, partitions: Int32, name: String, options: KafkaOptions) throws {
        self.options = options
        isStatic = options.properties["group.instance.id"] != nil
        let standing = Standing(partitions: partitions)
        self.standing = standing
        var options = options
        options.clientID = subscription.clientName
        client = try Client(
            .consumer, name: "group \(subscription.group)", role: .member(subscription, name: name), options: options,
            events: RD_KAFKA_EVENT_REBALANCE,
            handle: { client, event in
                switch rd_kafka_event_type(event) {
                case RD_KAFKA_EVENT_REBALANCE: Self.rebalance(client, event, standing)
                case RD_KAFKA_EVENT_FETCH: Self.note(event, standing)
                case RD_KAFKA_EVENT_ERROR: Self.note(error: event, standing)
                default: break
                }
            },
            turn: { client in
                Self.lookForLoss(client, standing)
                Self.lookForEnd(client, standing)
                Self.lookForPlace(client, standing)
            }, joins: standing.joins)
    }

    deinit { client.closeSoon() }

    func subscribe(to topic: String, doing: String) async throws {
        standing.state.withLock { $0.topic = topic }
        try await client.call(doing) { try Self.subscribe($0, to: topic) }
    }

    func holds(_ partitions: Set<Int32>) -> Bool { standing.state.withLock { $0.membership.holds(partitions) } }

    /// When the group last counted this consumer in, as far as the cluster was heard from.
    func contact(_ cluster: LogContact) -> LogContact {
        let counted = standing.state.withLock { $0.counted }
        guard let counted, let heard = cluster.heard else { return LogContact(complaint: cluster.complaint) }
        return LogContact(heard: min(counted, heard), complaint: cluster.complaint)
    }

    /// What there is to tell.
    func look() -> (change: MembershipChange?, hasLeft: Bool, trouble: KafkaFailure?) {
        standing.state.withLock { state in
            defer { state.trouble = nil }
            return (state.membership.next(), state.membership.hasLeft, state.trouble)
        }
    }

    /// Why another consumer has to hold the place; `nil`: this one does.
    var end: KafkaFailure? {
        if let end = standing.state.withLock({ $0.end }) { return end }
        guard client.isSpent else { return nil }
        return KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT, "the consumer of the group hangs")
    }

    /// What the owner was told of, or is to be: all of it is lost with this consumer.
    var held: Set<Int32> { standing.state.withLock { $0.membership.held } }

    func release(_ partitions: Set<Int32>, doing: String) async throws {
        let mayGoOn = standing.state.withLock { $0.membership.release(partitions) }
        guard mayGoOn else { return }
        try await client.call(doing) { try Self.acknowledge($0, isAssigned: false) }
    }

    /// Leaves, then lets go of the consumer.
    ///
    /// First by unsubscribing: so the group hears of it even when the consumer is in the middle of a rebalance, and its
    /// instance must not be destroyed (`JoinWatch`).
    func leave() async {
        let before = standing.state.withLock { state in
            defer { state.membership.leave() }
            return state.membership
        }
        standing.changed.raise()
        guard !before.hasLeft else { return }
        await waitForID()
        let deadline = ContinuousClock.now + options.closeTimeout
        do {
            try await client.callRaw { [isStatic] client in
                // A revocation that was waited for is over: whoever leaves has stopped its tasks.
                if !before.awaited.isEmpty { try? Self.acknowledge(client, isAssigned: false) }
                // A static member keeps its place for whoever comes back with its id within the session.
                if !isStatic { try KafkaFailure.check(rd_kafka_unsubscribe(client)) }
            }
            // In the middle of a rebalance the group is told later, and a consumer with a name that is closing tells nothing:
            // once it has, the id is gone.
            while !isStatic, ContinuousClock.now < deadline, try await client.callRaw({ GroupMetadata.hasID($0) }) {
                try? await Task.sleep(for: .milliseconds(20))
            }
            // The consumer's own closing waits for the LeaveGroup request to be sent.
            try await client.callRaw { [joins = standing.joins] client in
                let queue = rd_kafka_queue_new(client)
                defer { rd_kafka_queue_destroy(queue) }
                try KafkaFailure.check(rd_kafka_consumer_close_queue(client, queue))
                while rd_kafka_consumer_closed(client) == 0, ContinuousClock.now < deadline {
                    guard let event = rd_kafka_queue_poll(queue, 50) else { continue }
                    if rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                        Self.noteAssignment(event, joins)
                        try? Self.acknowledge(client, isAssigned: false)
                    }
                    rd_kafka_event_destroy(event)
                }
            }
        } catch {
            // When leaving fails the session times out, with the same result later.
        }
        await client.close()
    }

    /// Whoever leaves says its id, which the group tells once all others have joined again, at their next heartbeat. One
    /// that left before would stay in the group until its session is over, and keep everybody waiting.
    private func waitForID() async {
        let deadline = ContinuousClock.now + Self.patienceForID
        while !isStatic, ContinuousClock.now < deadline, !standing.state.withLock({ $0.topic.isEmpty }) {
            // Nobody tells an id where nobody answers.
            let contact = options.contact.now
            guard contact.complaint == nil, let heard = contact.heard, ContinuousClock.now - heard < .seconds(5) else {
                return
            }
            guard let hasID = try? await client.callRaw({ GroupMetadata.hasID($0) }), !hasID else { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Two heartbeats of the others, by the longest that they have; with what closing takes less than a process has to stop.
    private static let patienceForID = Duration.seconds(4)

    // MARK: On the polling thread

    private static func noteAssignment(_ event: OpaquePointer, _ joins: JoinWatch) {
        if rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS { joins.assigned() }
    }

    private static func rebalance(_ client: OpaquePointer, _ event: OpaquePointer, _ standing: Standing) {
        noteAssignment(event, standing.joins)
        let entries = PartitionList.entries(of: rd_kafka_event_topic_partition_list(event))
        let partitions = Set(entries.map(\.place.partition).filter { $0 < standing.partitions })
        let isAssignment = rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
        let isLost = !isAssignment && rd_kafka_assignment_lost(client) != 0
        let mayGoOn = standing.state.withLock { state in
            if state.membership.hasLeft { return true }
            if isAssignment {
                state.membership.assign(partitions)
                return true
            }
            if isLost {
                state.membership.lose(partitions)
                return true
            }
            return state.membership.revoke(partitions)
        }
        if mayGoOn {
            do {
                try acknowledge(client, isAssigned: isAssignment)
            } catch {
                standing.state.withLock { $0.trouble = error as? KafkaFailure }
            }
        }
        standing.changed.raise()
    }

    /// While a revocation is waited for, the member may lose its place: librdkafka then says nothing, takes what was not
    /// revoked for ours still, and would not assign it again. So it begins anew, with nothing.
    private static func lookForLoss(_ client: OpaquePointer, _ standing: Standing) {
        let isWaiting = standing.state.withLock { !$0.membership.awaited.isEmpty && !$0.membership.hasLeft }
        guard isWaiting, rd_kafka_assignment_lost(client) != 0 || !GroupMetadata.isMember(client) else { return }
        let topic = standing.state.withLock { state in
            state.membership.lose(state.membership.held)
            return state.topic
        }
        do {
            try acknowledge(client, isAssigned: false)
            try KafkaFailure.check(rd_kafka_unsubscribe(client))
            try subscribe(client, to: topic)
        } catch {
            standing.state.withLock { $0.trouble = error as? KafkaFailure }
        }
        standing.changed.raise()
    }

    /// A consumer that became fatal: another process has its `group.instance.id`, for one.
    private static func lookForEnd(_ client: OpaquePointer, _ standing: Standing) {
        guard standing.state.withLock({ $0.end == nil }), let failure = Client.fatalFailure(of: client) else { return }
        standing.state.withLock { $0.end = failure }
        standing.changed.raise()
    }

    /// Looked once a second: a consumer without partitions may be a spare, or not be in the group at all.
    private static func lookForPlace(_ client: OpaquePointer, _ standing: Standing) {
        let now = ContinuousClock.now
        let isDue = standing.state.withLock { state in
            guard state.looked.map({ now - $0 >= .seconds(1) }) ?? true, !state.membership.hasLeft else { return false }
            state.looked = now
            return true
        }
        guard isDue, GroupMetadata.isMember(client) else { return }
        standing.state.withLock { $0.counted = now }
    }

    /// What only a person can mend: the owner is told, as nothing else will come of it.
    private static func note(error event: OpaquePointer, _ standing: Standing) {
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
        let failure = KafkaFailure(rd_kafka_event_error(event), text)
        guard failure.translated(doing: "").isForbidden else { return }
        standing.state.withLock { $0.trouble = failure }
        standing.changed.raise()
    }

    private static func subscribe(_ client: OpaquePointer, to topic: String) throws {
        let list = PartitionList(topic: topic)
        try KafkaFailure.check(rd_kafka_subscribe(client, list.pointer))
    }

    private static func note(_ event: OpaquePointer, _ standing: Standing) {
        while let message = rd_kafka_event_message_next(event) {
            let code = message.pointee.err
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED else { continue }
            let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
            standing.state.withLock { $0.trouble = KafkaFailure(code, text) }
            standing.changed.raise()
        }
    }

    /// Tells librdkafka to go on with the rebalance. The list is empty: this consumer holds its partitions in the
    /// group's eyes and fetches none of them.
    private static func acknowledge(_ client: OpaquePointer, isAssigned: Bool) throws {
        let none = PartitionList()
        try KafkaFailure.check(
            isAssigned
                ? rd_kafka_incremental_assign(client, none.pointer)
                : rd_kafka_incremental_unassign(client, none.pointer))
    }
}
