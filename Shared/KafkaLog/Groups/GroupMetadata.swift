import CRdkafka

/// The owner of a member's proof of membership, as of now.
struct GroupMetadata: ~Copyable {
    let pointer: OpaquePointer

    init?(of client: OpaquePointer) {
        guard let pointer = rd_kafka_consumer_group_metadata(client) else { return nil }
        self.pointer = pointer
    }

    /// The proof of a member that is in a generation: a broker takes offsets without one from anybody.
    static func proof(of client: OpaquePointer) throws -> GroupMetadata {
        guard let metadata = GroupMetadata(of: client) else {
            throw KafkaFailure(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, "this client is in no group")
        }
        let (generation, hasMember) = parse(metadata.pointer)
        guard generation >= 0, hasMember else {
            // Only a member that lost its partitions leaves its generation; it is told so in a moment.
            throw KafkaFailure(
                RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, "the member lost its place in the group and is joining again")
        }
        return metadata
    }

    /// Whether the consumer is in a generation of its group.
    static func isMember(_ client: OpaquePointer) -> Bool {
        do {
            _ = try proof(of: client)
            return true
        } catch {
            return false
        }
    }

    /// Whether the group has told the consumer its id.
    static func hasID(_ client: OpaquePointer) -> Bool {
        guard let metadata = GroupMetadata(of: client) else { return false }
        return parse(metadata.pointer).hasMember
    }

    deinit { rd_kafka_consumer_group_metadata_destroy(pointer) }

    /// librdkafka shows the generation only in its serialised form (`rd_kafka_consumer_group_metadata_write`):
    /// "CGMDv2:", the generation as a native 32-bit integer, the group and the member, each ended by a zero.
    private static func parse(_ metadata: OpaquePointer) -> (generation: Int32, hasMember: Bool) {
        var buffer: UnsafeMutableRawPointer?
        var size = 0
        let failure = KafkaFailure(taking: rd_kafka_consumer_group_metadata_write(metadata, &buffer, &size))
        guard failure == nil, let buffer else { return (-1, false) }
        defer { rd_kafka_mem_free(nil, buffer) }
        return parse(UnsafeRawBufferPointer(start: buffer, count: size))
    }

    static func parse(_ bytes: UnsafeRawBufferPointer) -> (generation: Int32, hasMember: Bool) {
        let magic = Array("CGMDv2:".utf8)
        guard bytes.count > magic.count + 4, bytes.prefix(magic.count).elementsEqual(magic) else { return (-1, false) }
        let generation = bytes.loadUnaligned(fromByteOffset: magic.count, as: Int32.self)
        let member = bytes[(magic.count + 4)...].drop { $0 != 0 }.dropFirst()
        return (generation, member.first.map { $0 != 0 } ?? false)
    }
}
