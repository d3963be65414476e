import CRdkafka
import EventLog
import Synchronization

/// Waits for the acknowledgements of one append's records.
///
/// librdkafka holds one reference to it, from `opaque()` until the last record is settled.
final class Delivery: Sendable {
    private enum Waiter {
        case none
        case waiting(CheckedContinuation<KafkaFailure?, Never>)
        case done
    }
    private struct State {
        var remaining: Int
        var failure: KafkaFailure?
        var waiter = Waiter.none
    }
    private let state: Mutex<State>

    /// - Parameter count: how many records will be settled; at least 1.
    init(count: Int) { state = Mutex(State(remaining: count)) }

    /// What to hand to librdkafka with each record.
    func opaque() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

    /// - Parameter opaque: of a record that was acknowledged, or failed.
    static func settle(_ opaque: UnsafeMutableRawPointer, count: Int = 1, failure: KafkaFailure?) {
        let reference = Unmanaged<Delivery>.fromOpaque(opaque)
        if reference.takeUnretainedValue().settle(count, failure) { reference.release() }
    }

    /// - Returns: what the first of the records that failed found.
    func outcome() async -> KafkaFailure? {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.remaining == 0 {
                    state.waiter = .done
                    return true
                }
                state.waiter = .waiting(continuation)
                return false
            }
            if isDone { continuation.resume(returning: state.withLock { $0.failure }) }
        }
    }

    /// - Returns: whether it was the last.
    private func settle(_ count: Int, _ failure: KafkaFailure?) -> Bool {
        let (isLast, waiter) = state.withLock { state in
            state.remaining -= count
            if let failure, state.failure == nil { state.failure = failure }
            guard state.remaining == 0 else { return (false, Waiter.none) }
            defer { state.waiter = .done }
            return (true, state.waiter)
        }
        if case .waiting(let continuation) = waiter {
            continuation.resume(returning: state.withLock { $0.failure })
        }
        return isLast
    }
}

/// Reads delivery reports on a producer's polling thread.
struct DeliveryReports: Sendable {
    /// Raised when the producer's queue has room again.
    let room = Signal()

    func take(_ event: OpaquePointer) {
        // Reports of one append come together: settle runs of them at once.
        var run: (opaque: UnsafeMutableRawPointer, count: Int)?
        func settleRun() {
            if let run { Delivery.settle(run.opaque, count: run.count, failure: nil) }
            run = nil
        }
        while let message = rd_kafka_event_message_next(event) {
            guard let opaque = message.pointee._private else { continue }
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                settleRun()
                let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
                Delivery.settle(opaque, failure: KafkaFailure(message.pointee.err, text))
            } else if let current = run, current.opaque == opaque {
                run = (opaque, current.count + 1)
            } else {
                settleRun()
                run = (opaque, 1)
            }
        }
        settleRun()
        room.raise()
    }
}
