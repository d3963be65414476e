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
        /// Test only: the poller holds still, as in a stopped process.
        var isSilent = false
        var trouble: String?
    }

    let name: String
    private let options: KafkaOptions
    private let pointer: OpaquePointer
    private let queue: OpaquePointer
    private let caller: SerialThread
    private let state = Mutex(State())
    private let ended = Signal()
    /// Sees the events that are the owner's own; on the polling thread.
    private let handle: @Sendable (OpaquePointer, OpaquePointer) -> Void
    private let turn: @Sendable (OpaquePointer) -> Void
    private let end: @Sendable () -> Void

    /// Connects in the background: a broker that is away is no error here.
    /// - Parameters:
    ///   - events: `RD_KAFKA_EVENT_…` beside logs and errors, for `handle` (instance, event).
    ///   - turn: called after each poll, at least once a second.
    ///   - end: lets go of what belongs to the instance, once nobody uses it.
    /// - Throws: `EventLogError.refused` when librdkafka does not take the settings.
    init(
        _ kind: Kind, name: String, role: ClientRole, options: KafkaOptions, events: Int32 = 0,
        handle: @escaping @Sendable (OpaquePointer, OpaquePointer) -> Void = { _, _ in },
        turn: @escaping @Sendable (OpaquePointer) -> Void = { _ in }, end: @escaping @Sendable () -> Void = {}
    ) throws {
        self.name = name
        self.options = options
        self.handle = handle
        self.turn = turn
        self.end = end
        let configuration = try ClientConfiguration(role: role, options: options)
        configuration.enable(events: events | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR)
        pointer = try configuration.makeInstance(kind, doing: "starting the Kafka client \(name)")
        if role.isGroup {
            rd_kafka_poll_set_consumer(pointer)
            queue = rd_kafka_queue_get_consumer(pointer)
        } else {
            queue = rd_kafka_queue_get_main(pointer)
        }
        rd_kafka_set_log_queue(pointer, queue)
        caller = SerialThread(name: name)
        let poller = Thread { [self] in poll() }
        poller.name = name
        poller.stackSize = 512 << 10
        poller.start()
    }

    // MARK: Lending

    /// Lends the instance for calls that do not block.
    func use<T: ~Copyable>(_ body: (OpaquePointer) throws -> T) throws -> T {
        let isOpen = state.withLock { state in
            guard !state.isClosing else { return false }
            state.users += 1
            return true
        }
        guard isOpen else { throw KafkaFailure(RD_KAFKA_RESP_ERR__DESTROY) }
        defer {
            state.withLock { state in
                state.users -= 1
                if state.users == 0, state.isClosing { rd_kafka_queue_yield(queue) }
            }
        }
        return try body(pointer)
    }

    /// Lends the instance, on a thread of the client's own, for calls that block for a bounded time.
    func call<T: Sendable>(
        _ doing: String, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        do {
            return try await caller.run { [self] in try use(body) }
        } catch let failure as KafkaFailure {
            throw failure.translated(doing: doing)
        }
    }

    /// The same, with librdkafka's own error.
    func callRaw<T: Sendable>(_ body: @escaping @Sendable (OpaquePointer) throws -> T) async throws -> T {
        try await caller.run { [self] in try use(body) }
    }

    // MARK: Condition

    /// What was last wrong with the connection, until `recovered()`.
    var trouble: String? { state.withLock { $0.trouble } }

    /// An answer came: the connection works.
    func recovered() { state.withLock { $0.trouble = nil } }

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
                state.isEnded = state.isClosing && state.users == 0
                return (state.isEnded, state.isSilent)
            }
            if isOver { break }
            if isSilent {
                Thread.sleep(forTimeInterval: 0.05)
                continue
            }
            // Returns early when yielded to; a consumer that is not polled loses its place in the group.
            if let event = rd_kafka_queue_poll(queue, 500) {
                take(event)
                rd_kafka_event_destroy(event)
            }
            turn(pointer)
        }
        end()
        rd_kafka_queue_destroy(queue)
        // Members have left before: closing here again could wait for a broker.
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        ended.raise()
    }

    private func take(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_LOG: report(log: event)
        case RD_KAFKA_EVENT_ERROR: report(error: event)
        case RD_KAFKA_EVENT_NONE: break
        default: handle(pointer, event)
        }
    }

    private func report(log event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(event, &facility, &text, &level) == 0, let text else { return }
        let prefix = facility.map { String(cString: $0) + ": " } ?? ""
        options.report(
            KafkaNotice(level: .init(syslog: level), client: name, text: prefix + String(cString: text)))
    }

    private func report(error event: OpaquePointer) {
        let code = rd_kafka_event_error(event)
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
        let failure = KafkaFailure(code, text)
        switch code {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL,
            RD_KAFKA_RESP_ERR__RESOLVE:
            state.withLock { $0.trouble = failure.text }
        default: break
        }
        options.report(KafkaNotice(level: .warning, client: name, text: failure.text))
    }
}
