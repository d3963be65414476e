import CRdkafka
import EventLog

/// Puts records into a producer's queue; librdkafka copies them.
final class RecordWriter: Sendable {
    private let topics = TopicHandles()

    /// What stands for an empty key, value or header: librdkafka takes a null pointer for none. Never read or written.
    private nonisolated(unsafe) static let empty = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

    /// How far `write` came.
    enum Progress {
        case all
        /// The queue was full before this record.
        case full(at: Int)
        /// This record was not taken.
        case failed(at: Int, KafkaFailure)
    }

    /// - Parameters:
    ///   - opaque: comes back with each record's delivery report.
    ///   - blocks: waits for room in the queue; only where another thread polls.
    func write(
        _ records: ArraySlice<ProducerRecord>, to client: OpaquePointer, opaque: UnsafeMutableRawPointer?, blocks: Bool
    ) -> Progress {
        let units = UnsafeMutablePointer<rd_kafka_vu_t>.allocate(capacity: 8)
        units.initialize(repeating: rd_kafka_vu_t(), count: 8)
        defer { units.deallocate() }
        var last: (name: String, handle: OpaquePointer)?
        for index in records.indices {
            let name = records[index].topicPartition.topic
            let handle: OpaquePointer
            if let last, last.name == name {
                handle = last.handle
            } else {
                do {
                    handle = try topics.topic(name, of: client).pointer
                } catch {
                    return .failed(at: index, error as? KafkaFailure ?? KafkaFailure(RD_KAFKA_RESP_ERR__FAIL))
                }
                last = (name, handle)
            }
            let failure = Self.write(
                records[index], to: client, topic: handle, units: units, opaque: opaque, blocks: blocks)
            guard let failure else { continue }
            return failure.code == RD_KAFKA_RESP_ERR__QUEUE_FULL ? .full(at: index) : .failed(at: index, failure)
        }
        return .all
    }

    /// Lets go of the topics; at the client's end.
    func close() { topics.end() }

    private static func write(
        _ record: ProducerRecord, to client: OpaquePointer, topic: OpaquePointer,
        units: UnsafeMutablePointer<rd_kafka_vu_t>, opaque: UnsafeMutableRawPointer?, blocks: Bool
    ) -> KafkaFailure? {
        let headers = record.packedHeaders.isEmpty ? nil : makeHeaders(record.packedHeaders)
        var count = 0
        func add(_ type: rd_kafka_vtype_t, _ set: (inout rd_kafka_vu_t) -> Void) {
            units[count].vtype = type
            set(&units[count])
            count += 1
        }
        add(RD_KAFKA_VTYPE_RKT) { $0.u.rkt = topic }
        add(RD_KAFKA_VTYPE_PARTITION) { $0.u.i32 = record.topicPartition.partition }
        add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.u.i = RD_KAFKA_MSG_F_COPY | (blocks ? RD_KAFKA_MSG_F_BLOCK : 0) }
        add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.u.i64 = record.timestamp }
        add(RD_KAFKA_VTYPE_OPAQUE) { $0.u.ptr = opaque }
        if let headers { add(RD_KAFKA_VTYPE_HEADERS) { $0.u.headers = headers } }
        return withBytes(record.key) { key, keySize in
            add(RD_KAFKA_VTYPE_KEY) {
                $0.u.mem.ptr = key
                $0.u.mem.size = keySize
            }
            return withBytes(record.value) { value, valueSize in
                add(RD_KAFKA_VTYPE_VALUE) {
                    $0.u.mem.ptr = value
                    $0.u.mem.size = valueSize
                }
                let failure = KafkaFailure(taking: rd_kafka_produceva(client, units, count))
                // Taken over by the record, unless there is none.
                if failure != nil, let headers { rd_kafka_headers_destroy(headers) }
                return failure
            }
        }
    }

    private static func withBytes<T>(
        _ bytes: [UInt8]?, _ body: (UnsafeMutableRawPointer?, Int) -> T
    ) -> T {
        guard let bytes else { return body(nil, 0) }
        return bytes.withUnsafeBytes { buffer in
            // Read only: librdkafka's declarations lack the const.
            body(buffer.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) } ?? empty, buffer.count)
        }
    }

    private static func makeHeaders(_ headers: PackedHeaders) -> OpaquePointer? {
        let made = rd_kafka_headers_new(headers.count)
        headers.forEach { name, value in
            let name = name.isEmpty ? UnsafeRawBufferPointer(start: empty, count: 0) : name
            _ = rd_kafka_header_add(
                made, name.bindMemory(to: CChar.self).baseAddress, name.count,
                value.baseAddress ?? UnsafeRawPointer(empty), value.count)
        }
        return made
    }
}
