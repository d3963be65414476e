import CRdkafka
import EventLog
import Foundation
import Synchronization

/// One partition being fetched ahead: its queue, and how far it was read.
///
/// Unchecked: the pointers are constant; the queue is drained while `state` is locked and destroyed by `end`, which
/// takes the same lock.
final class Feed: @unchecked Sendable {
    /// What is known of the partition at the feed's position.
    enum Horizon: Hashable, Sendable {
        /// Nothing was heard yet.
        case cold
        /// Records came; there may be more.
        case open
        /// The end, as of the last answer.
        case end
        /// The position is not in the log.
        case outOfRange
    }

    struct Taken {
        var position: Int64
        /// The high watermark as of the last answer.
        var high: Int64?
        var horizon: Horizon
        /// `end` was reached, or is behind a gap.
        var isPastEnd: Bool
    }

    private struct State {
        var position: Int64
        var horizon = Horizon.cold
        var high: Int64?
        /// Taken from the queue but at or after the end then asked for.
        var kept: LogRecord?
        var isEnded = false
    }

    let place: TopicPartition
    private let topic: TopicHandles.Handle
    private let queue: OpaquePointer
    private let signal: Signal
    private let state: Mutex<State>

    /// Begins fetching. To be called with the client lent.
    /// - Parameters:
    ///   - topic: kept alive by the owner until after `end`.
    ///   - signal: raised when records or news come.
    init(
        _ place: TopicPartition, from position: Int64, client: OpaquePointer, topic: TopicHandles.Handle, signal: Signal
    ) throws {
        self.place = place
        self.topic = topic
        self.signal = signal
        queue = rd_kafka_queue_new(client)
        state = Mutex(State(position: position))
        rd_kafka_queue_cb_event_enable(
            queue, { _, opaque in opaque.map { Unmanaged<Signal>.fromOpaque($0).takeUnretainedValue().raise() } },
            Unmanaged.passUnretained(signal).toOpaque())
        guard rd_kafka_consume_start_queue(topic.pointer, place.partition, position, queue) == 0 else {
            let failure = KafkaFailure(rd_kafka_last_error())
            destroyQueue()
            throw failure
        }
    }

    var position: Int64 { state.withLock { $0.position } }

    /// Whether nothing was heard of the partition yet. To be called with the client lent.
    ///
    /// A queue that is not empty says little: what lies there may be from before a restart, which librdkafka drops only
    /// when it is taken. So the first record is taken, and kept for the next `take`.
    func isUnheard() throws -> Bool {
        try state.withLock { state in
            guard state.horizon == .cold, state.kept == nil, !state.isEnded else { return false }
            state.kept = try next(&state)
            return state.horizon == .cold
        }
    }

    /// Takes what is there, without waiting.
    /// - Parameters:
    ///   - end: records at or after it are left.
    ///   - bytes: reduced by what was taken; nothing more is taken below 0.
    func take(
        _ limit: Int, to end: Int64?, bytes: inout Int, into records: inout [LogRecord], client: OpaquePointer
    ) throws -> Taken {
        try state.withLock { state in
            guard !state.isEnded else { throw KafkaFailure(RD_KAFKA_RESP_ERR__DESTROY) }
            var room = limit
            var isPastEnd = end.map { state.position >= $0 } ?? false
            while room > 0, bytes > 0, !isPastEnd {
                guard let record = try next(&state) else { break }
                if let end, record.offset >= end {
                    state.kept = record
                    isPastEnd = true
                    break
                }
                state.position = record.offset + 1
                bytes -= (record.key?.count ?? 0) + (record.value?.count ?? 0) + 64
                room -= 1
                records.append(record)
                isPastEnd = end.map { state.position >= $0 } ?? false
            }
            look(&state, client)
            return Taken(
                position: isPastEnd ? max(state.position, end ?? 0) : state.position, high: state.high,
                horizon: state.horizon, isPastEnd: isPastEnd)
        }
    }

    /// Stops fetching; on the client's calling thread, as it waits for librdkafka.
    func end() {
        let isFirst = state.withLock { state in
            defer { state.isEnded = true }
            return !state.isEnded
        }
        guard isFirst else { return }
        rd_kafka_queue_cb_event_enable(queue, nil, nil)
        rd_kafka_consume_stop(topic.pointer, place.partition)
        destroyQueue()
        signal.raise()
    }

    private func destroyQueue() {
        rd_kafka_queue_cb_event_enable(queue, nil, nil)
        rd_kafka_queue_destroy(queue)
    }

    private func next(_ state: inout State) throws -> LogRecord? {
        if let kept = state.kept {
            state.kept = nil
            return kept
        }
        while let message = rd_kafka_consume_queue(queue, 0) {
            // At once, as a kept message pins the whole fetch it came in.
            defer { rd_kafka_message_destroy(message) }
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                // An answer from before the last restart.
                guard message.pointee.offset >= state.position else { continue }
                state.horizon = .open
                return LogRecord(message, place: place)
            case RD_KAFKA_RESP_ERR__PARTITION_EOF:
                state.position = max(state.position, message.pointee.offset)
                state.horizon = .end
            case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
                state.horizon = .outOfRange
            default:
                let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
                throw KafkaFailure(message.pointee.err, text)
            }
        }
        return nil
    }

    /// The watermarks of the last answer. A position at the high one is the end, whether told so or not yet.
    private func look(_ state: inout State, _ client: OpaquePointer) {
        var (low, high): (Int64, Int64) = (0, 0)
        let code = rd_kafka_get_watermark_offsets(client, place.topic, place.partition, &low, &high)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return }
        state.high = high
        if state.horizon == .open, state.kept == nil, state.position >= high { state.horizon = .end }
    }
}

extension LogRecord {
    /// Copies what librdkafka lends.
    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, place: TopicPartition) {
        let message = message
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = rd_kafka_message_timestamp(message, &kind)
        func copy(_ bytes: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
            bytes.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
        }
        self.init(
            topicPartition: place, offset: message.pointee.offset, timestamp: timestamp,
            key: copy(message.pointee.key, message.pointee.key_len),
            value: copy(message.pointee.payload, message.pointee.len), packedHeaders: PackedHeaders(message))
    }
}

extension PackedHeaders {
    /// Copies a message's headers.
    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        self.init()
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return }
        var room = 5
        Self.each(headers) { room += $0.count + $1.count + 6 }
        reserve(room)
        Self.each(headers) { append($0, $1) }
    }

    private static func each(
        _ headers: OpaquePointer, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        var (name, value, size, index) = (UnsafePointer<CChar>?.none, UnsafeRawPointer?.none, 0, 0)
        while rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            body(
                UnsafeRawBufferPointer(start: name, count: name.map { strlen($0) } ?? 0),
                UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : size))
            index += 1
        }
    }
}
