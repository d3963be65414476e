import CRdkafka
import EventLog
import Foundation
import Synchronization

/// The owner of one librdkafka instance: its event queue, the thread that polls it, and its end.
///
/// The pointer is lent out for the length of a closure only, and destroyed, by the polling thread, once nobody has it.
/// Unchecked: librdkafka's functions may be called from any thread; the pointers are constant and guarded by `state`.
final class Client: @unchecked Sendable {
    enum Kind: Sendable {
        case producer, consumer
    }

    private struct State {
        var users = 0
        var isClosing = false
        /// The instance is being destroyed: its pointers are not to be touched.
        var isEnded = false
        /// Given up: a call did not return, or it became fatal. Its owner makes another.
        var isSpent = false
        var isStray = false
        /// When the poller last came round.
        var turned = ContinuousClock.now
        var stoodStill: ContinuousClock.Instant?
        /// Test only: the poller holds still, as in a stopped process.
        var isSilent = false
        var trouble: String?
        /// The brokers did not take the account, when it was last said: a call then only learns that nobody answers.
        var denied: Denial?

        /// Whether the poller did not come round for so long. Seen twice, a while apart: a process that was stopped
        /// looks the same when it goes on.
        mutating func isHanging(longerThan limit: Duration) -> Bool {
            let now = ContinuousClock.now
            guard !isEnded, !isSilent, !isSpent, now - turned > limit else {
                stoodStill = nil
                return false
            }
            guard let since = stoodStill else {
                stoodStill = now
                return false
            }
            return now - since > .seconds(2)
        }
    }

    let name: String
    private let kind: Kind
    private let isTransactional: Bool
    /// How long one poll waits, in milliseconds: a member is to look at its place in the group in between.
    private let pollTime: Int32
    let options: KafkaOptions
    private let pointer: OpaquePointer
    private let queue: OpaquePointer
    private let caller: CallThreads
    private let state = Mutex(State())
    private let ended = Signal()
    /// Sees the events that are the owner's own; on the polling thread.
    private let handle: @Sendable (OpaquePointer, OpaquePointer) -> Void
    private let turn: @Sendable (OpaquePointer) -> Void
    private let end: @Sendable () -> Void
    private let joins: JoinWatch?

    /// Connects in the background: a broker that is away is no error here.
    /// - Parameters:
    ///   - events: `RD_KAFKA_EVENT_…` beside logs and errors, for `handle` (instance, event), which is given errors too.
    ///   - turn: called after each poll, at least once a second.
    ///   - callsAtOnce: how many calls may block at a time.
    ///   - end: lets go of what belongs to the instance, once nobody uses it.
    ///   - joins: of a member of a group: whether its instance may be destroyed.
    /// - Throws: `EventLogError.refused` when librdkafka does not take the settings.
    init(
        _ kind: Kind, name: String, role: ClientRole, options: KafkaOptions, events: Int32 = 0,
        handle: @escaping @Sendable (OpaquePointer, OpaquePointer) -> Void = { _, _ in },
        turn: @escaping @Sendable (OpaquePointer) -> Void = { _ in }, callsAtOnce: Int = 1,
        end: @escaping @Sendable () -> Void = {}, joins: JoinWatch? = nil
    ) throws {
        self.name = name
        self.kind = kind
        self.options = options
        self.handle = handle
        self.turn = turn
        self.end = end
        self.joins = joins
        let configuration = try ClientConfiguration(role: role, options: options)
        if kind == .producer { configuration.noteThrottling(in: options.contact) }
        if let joins { configuration.observe(joins) }
        isTransactional = role.isTransactional
        pollTime = role.isGroup ? 500 : 2000
        configuration.enable(events: events | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR)
        pointer = try configuration.makeInstance(kind, doing: "starting the Kafka client \(name)")
        if role.isGroup {
            rd_kafka_poll_set_consumer(pointer)
            queue = rd_kafka_queue_get_consumer(pointer)
        } else {
            queue = rd_kafka_queue_get_main(pointer)
        }
        rd_kafka_set_log_queue(pointer, queue)
        caller = CallThreads(name: name, limit: callsAtOnce)
        let poller = Thread { [self] in poll() }
        poller.name = name
        poller.stackSize = 512 << 10
        poller.start()
        options.contact.joined(self)
    }

    // MARK: Lending

    /// Lends the instance for calls that do not block.
    func use<T: ~Copyable>(_ body: (OpaquePointer) throws -> T) throws -> T {
        let (isOpen, isSpent) = state.withLock { state in
            guard !state.isClosing else { return (false, state.isSpent) }
            state.users += 1
            return (true, false)
        }
        guard isOpen else {
            guard isSpent else { throw KafkaFailure(RD_KAFKA_RESP_ERR__DESTROY) }
            var failure = KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT, "the client \(name) was given up")
            failure.isOfClient = true
            throw failure
        }
        defer {
            state.withLock { state in
                state.users -= 1
                if state.users == 0, state.isClosing { rd_kafka_queue_yield(queue) }
            }
        }
        return try body(pointer)
    }

    /// Lends the instance, on a thread of the client's own, for calls that block.
    /// - Parameter bound: how long the call is waited for in any case. One that does not return by then loses this
    ///   client and the thread it is on: the owner makes another.
    func call<T: Sendable>(
        _ doing: String, within bound: Duration? = nil, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        do {
            return try await callRaw(within: bound, body)
        } catch let failure as KafkaFailure {
            throw reason(failure).translated(doing: doing)
        }
    }

    /// Why nobody answers, where it is known.
    private func reason(_ failure: KafkaFailure) -> KafkaFailure {
        state.withLock { $0.denied }?.reason(for: failure, at: .now) ?? failure
    }

    /// The same, with librdkafka's own error.
    func callRaw<T: Sendable>(
        within bound: Duration? = nil, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        try await caller.run(
            within: bound ?? options.callTimeout,
            stuck: { [weak self] in self?.giveUp("a call of librdkafka did not return") }
        ) { [self] in try use(body) }
    }

    // MARK: Condition

    /// What was last wrong with the connection, until `recovered()`.
    var trouble: String? { state.withLock { $0.trouble } }

    /// The connection works.
    /// - Parameter hasHeard: an answer came just now.
    func recovered(hasHeard: Bool = true) {
        state.withLock { state in
            state.trouble = nil
            state.denied = nil
        }
        if hasHeard { options.contact.heard() }
    }

    /// Whether it is of no more use, and another is to be made.
    var isSpent: Bool {
        let (isSpent, isHanging) = state.withLock { state in
            (state.isSpent, state.isHanging(longerThan: options.callTimeout))
        }
        if isHanging { giveUp("its thread does not come back from librdkafka") }
        return isSpent || isHanging
    }

    /// Keeps the instance until `letGo()`: for what its events are still waited for.
    func hold() throws {
        try use { _ in state.withLock { $0.users += 1 } }
    }

    func letGo() {
        state.withLock { state in
            state.users -= 1
            if state.users == 0, state.isClosing, !state.isEnded { rd_kafka_queue_yield(queue) }
        }
    }

    /// Lets go of a client that is of no more use. What hangs in it is left alone, and ends it when it comes back.
    func giveUp(_ reason: String) {
        let isFirst = state.withLock { state in
            guard !state.isSpent, !state.isClosing else { return false }
            state.isSpent = true
            state.isStray = true
            state.users += 1
            return true
        }
        guard isFirst else { return }
        defer { letGo() }
        options.contact.strayed()
        // What a producer still has is reported as failed to those who wait for it.
        if kind == .producer { _ = rd_kafka_purge(pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT) }
        options.report(
            KafkaNotice(level: .warning, client: name, text: "\(reason): this client is given up, another is made"))
        closeSoon()
    }

    /// What made the instance fatal; `nil`: it is not.
    static func fatalFailure(of client: OpaquePointer) -> KafkaFailure? {
        var text = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(client, &text, text.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var failure = KafkaFailure(
            code, String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        failure.isFatal = true
        failure.isOfClient = true
        return failure
    }

    /// Test only: lets the polling thread hold still, as a stopped process would, and go on.
    func setSilent(_ isSilent: Bool) { state.withLock { $0.isSilent = isSilent } }

    // MARK: Ending

    /// Lets go of the instance in the background.
    func closeSoon() {
        caller.stop()
        state.withLock { state in
            state.isClosing = true
            // Under the lock, so that the polling thread does not destroy the queue meanwhile.
            if !state.isEnded { rd_kafka_queue_yield(queue) }
        }
    }

    /// Lets go of the instance; waits for that at most as long as `options.closeTimeout`.
    func close() async {
        closeSoon()
        await ended.wait(past: 0, until: .now + options.closeTimeout)
        if ended.count == 0 {
            options.report(
                KafkaNotice(
                    level: .warning, client: name,
                    text: "closing takes longer than \(options.closeTimeout); going on without waiting"))
        }
    }

    // MARK: The polling thread

    private func poll() {
        while true {
            let (isOver, isSilent) = state.withLock { state in
                state.turned = .now
                state.isEnded = state.isClosing && state.users == 0
                // A consumer that was given up is no longer polled: so its group, too, gives it up.
                return (state.isEnded, state.isSilent || (state.isSpent && kind == .consumer))
            }
            if isOver { break }
            if isSilent {
                Thread.sleep(forTimeInterval: 0.05)
                continue
            }
            // Returns early when yielded to; a consumer that is not polled loses its place in the group.
            if let event = rd_kafka_queue_poll(queue, pollTime) {
                take(event)
                rd_kafka_event_destroy(event)
            }
            turn(pointer)
        }
        end()
        rd_kafka_queue_destroy(queue)
        destroy()
        options.contact.left(self)
        if state.withLock({ $0.isStray }) { options.contact.returned() }
        ended.raise()
    }

    private func destroy() {
        if let joins, joins.mustBeLeftAlone {
            // Its threads go on, so what they are given must too.
            _ = Unmanaged.passRetained(joins)
            let text = "left the group before anything was assigned: its threads stay until the process ends"
            return options.report(KafkaNotice(level: .info, client: name, text: text))
        }
        // Members have left before: closing here again could wait for a broker.
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    private func take(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_LOG:
            if let notice = KafkaNotice(logged: event, client: name, isTransactional: isTransactional) {
                options.report(notice)
            }
        case RD_KAFKA_EVENT_ERROR:
            report(error: event)
            handle(pointer, event)
        case RD_KAFKA_EVENT_NONE: break
        default: handle(pointer, event)
        }
    }

    private func report(error event: OpaquePointer) {
        let code = rd_kafka_event_error(event)
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
        let failure = KafkaFailure(code, text)
        switch code {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL,
            RD_KAFKA_RESP_ERR__RESOLVE:
            state.withLock { state in
                state.trouble = failure.text
                if code == RD_KAFKA_RESP_ERR__AUTHENTICATION { state.denied = Denial(failure: failure, at: .now) }
            }
        default: break
        }
        // A connection that fails is logged as well: once is enough.
        guard code != RD_KAFKA_RESP_ERR__TRANSPORT else { return options.contact.suspects() }
        let isExpected = code == RD_KAFKA_RESP_ERR__FATAL && isTransactional
        options.report(KafkaNotice(level: isExpected ? .info : .warning, client: name, text: failure.text))
    }
}
