import CRdkafka
import Synchronization

/// The topics one instance was told of; let go of at the client's end.
final class TopicHandles: Sendable {
    /// Unchecked: librdkafka counts its users itself; the pointer is constant.
    struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }
    private let handles = Mutex<[String: Handle]>([:])

    func topic(_ name: String, of client: OpaquePointer) throws -> Handle {
        if let known = handles.withLock({ $0[name] }) { return known }
        guard let pointer = rd_kafka_topic_new(client, name, nil) else { throw KafkaFailure(rd_kafka_last_error()) }
        let made = Handle(pointer: pointer)
        let first = handles.withLock { handles in
            if let known = handles[name] { return known as Handle? }
            handles[name] = made
            return nil
        }
        // Another thread was first: librdkafka gave the same topic twice and counts its users.
        if first != nil { rd_kafka_topic_destroy(pointer) }
        return made
    }

    func end() {
        let ended = handles.withLock { handles in
            defer { handles = [:] }
            return Array(handles.values)
        }
        for handle in ended { rd_kafka_topic_destroy(handle.pointer) }
    }
}
