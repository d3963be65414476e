import EventLog
import Logging
import Metrics
import Plan
import Processing
import Schemas
import ServiceLifecycle
import Synchronization
import Tracing

/// Sends what is due and appends what came of it. At least once: an attempt under way when the process dies is made
/// again, under the same id.
final class DeliveryDesk: CommitObserver, Service {
    struct Clock: Sendable {
        /// Milliseconds since 1970.
        var now: @Sendable () -> Int64
        /// Until then, ms since 1970; at once when it is past.
        var sleep: @Sendable (_ until: Int64) async throws -> Void
    }

    private let queue: Mutex<DeliveryQueue>
    /// Of what is pending, by partition and delivery: the trace that its last change belonged to.
    private let traces = Mutex<[Int32: [String: String]]>([:])
    private let people = Mutex(ReachedPeople())
    private let sender: any Sender
    private let record: @Sendable (Attempt) async throws -> Void
    private let clock: Clock
    private let logger: Logger
    private let bell: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation

    /// - Parameter record: appends an attempt to the log; tried until it succeeds.
    init(
        queue: consuming DeliveryQueue, sender: any Sender, clock: Clock, logger: Logger,
        record: @escaping @Sendable (Attempt) async throws -> Void
    ) {
        self.queue = Mutex(queue)
        self.sender = sender
        self.record = record
        self.clock = clock
        self.logger = logger
        (bell, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func restored(partition: Int32, rows: [TableChange]) async {
        let deliveries = rows.compactMap { $0.message as? Delivery }
        queue.withLock { $0.restored(partition, deliveries) }
        people.withLock { $0.restored(partition, deliveries) }
        tellUnreached(Set(deliveries.map(\.recipient)))
        wake()
    }

    func committed(partition: Int32, changes: [TableChange]) async {
        let changes = changes.filter { $0.kind.topic == EventKind.deliveryUpdated.topic }
        guard !changes.isEmpty else { return }
        traces.withLock { traces in
            for change in changes {
                let isPending = (change.message as? Delivery)?.state == .pending
                traces[partition, default: [:]][change.key] = isPending ? change.stamp.traceParent : nil
            }
        }
        queue.withLock { queue in
            queue.changed(partition, changes.compactMap { $0.message as? Delivery })
            for change in changes where change.message == nil { queue.removed(partition, change.key) }
        }
        let deliveries = changes.compactMap { $0.message as? Delivery }
        people.withLock { people in
            people.changed(partition, deliveries)
            for change in changes where change.message == nil { people.removed(partition, change.key) }
        }
        tellUnreached(Set(deliveries.filter { $0.what != Matter.What.statement.rawValue }.map(\.recipient)))
        wake()
    }

    func revoked(partition: Int32) async {
        queue.withLock { $0.revoked(partition) }
        people.withLock { $0.revoked(partition) }
        traces.withLock { $0[partition] = nil }
    }

    /// Looks again at what is due.
    func wake() { ringer.yield() }

    /// Pending deliveries, and attempts under way.
    var load: (pending: Int, underWay: Int) { queue.withLock { ($0.count, $0.underWayCount) } }

    /// Until shut down gracefully: nothing new is begun then, and what is under way comes to its end.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                var alarm: Task<Void, Never>?
                for await _ in bell {
                    alarm?.cancel()
                    let now = clock.now()
                    let (orders, next) = queue.withLock { queue in (queue.take(at: now), queue.nextDue) }
                    for order in orders { group.addTask { await self.follow(order) } }
                    // At most a minute, so that a wall clock that jumps is noticed. What is due and waits for a free
                    // place is looked at when one becomes free.
                    if let next, next > now { alarm = ring(at: min(next, now + 60_000)) }
                }
                alarm?.cancel()
            }
        } onGracefulShutdown: {
            self.ringer.finish()
        }
    }

    private func ring(at time: Int64) -> Task<Void, Never> {
        Task { [clock, ringer] in
            guard (try? await clock.sleep(time)) != nil else { return }
            ringer.yield()
        }
    }

    /// In the trace of what asked for it.
    private func follow(_ order: DeliveryQueue.Order) async {
        let delivery = order.delivery
        let trace = traces.withLock { traces in traces.values.lazy.compactMap { $0[delivery.id] }.first }
        await Trace.following(trace, "deliver \(delivery.channel)", ofKind: .client) { await carry(order) }
    }

    private func carry(_ order: DeliveryQueue.Order) async {
        let delivery = order.delivery
        let outcome = await sender.send(delivery, at: clock.now())
        guard !(Task.isCancelled && outcome.outcome == .retry) else {  // cut off by the end of the process: not counted
            queue.withLock { $0.finished(order, recorded: false) }
            return
        }
        var attempt = Attempt()
        attempt.deliveryID = delivery.id
        attempt.subject = delivery.subject
        attempt.number = order.number
        attempt.at = clock.now()
        attempt.outcome = outcome.outcome
        attempt.joined = Int32(clamping: delivery.joined.count)
        attempt.verdict = outcome.verdict
        attempt.error = String(outcome.error.prefix(500))
        attempt.retryAfterSeconds = outcome.retryAfter
        Self.attempts(delivery.channel, outcome.outcome).increment()
        let recorded = await keep(attempt)
        queue.withLock { $0.finished(order, recorded: recorded) }
        wake()
    }

    private func tellUnreached(_ recipients: Set<String>) {
        for person in recipients.sorted() {
            let isUnreached = people.withLock { $0.isUnreached(person) }
            Self.unreached(person).record(isUnreached ? 1 : 0)
        }
    }

    private static func unreached(_ person: String) -> Gauge {
        Gauge(label: "fenghuo_delivery_unreached", dimensions: [("person", person)])
    }

    /// Counters of every channel and outcome, and whom nothing reaches, at 0.
    static func prepareMetrics(channels: [String], people: [String] = []) {
        for person in people { unreached(person).record(0) }
        for channel in channels {
            for outcome in [AttemptOutcome.delivered, .retry, .refused] {
                attempts(channel, outcome).increment(by: 0)
            }
        }
    }

    private static func attempts(_ channel: String, _ outcome: AttemptOutcome) -> Counter {
        Counter(
            label: "fenghuo_delivery_attempts_total", dimensions: [("channel", channel), ("outcome", "\(outcome)")])
    }

    /// An outcome is held until the log takes it: forgetting it would send the message twice.
    private func keep(_ attempt: Attempt) async -> Bool {
        var pause: Int64 = 100
        while true {
            do {
                try await record(attempt)
                return true
            } catch {
                logger.error(
                    "recording an attempt failed; it is tried again",
                    metadata: ["delivery": "\(attempt.deliveryID)", "error": "\(error)"])
                guard (try? await clock.sleep(clock.now() + pause)) != nil, !Task.isCancelled else { return false }
                pause = min(pause * 2, 10_000)
            }
        }
    }
}
