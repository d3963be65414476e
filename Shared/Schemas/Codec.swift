public import SwiftProtobuf

/// Writes and reads an event's data in both content types.
public enum EventCodec {
    public static func encode(_ message: some Message, as contentType: ContentType) throws -> [UInt8] {
        switch contentType {
        case .protobuf:
            var options = BinaryEncodingOptions()
            options.useDeterministicOrdering = true
            return try message.serializedBytes(options: options)
        case .json:
            var options = JSONEncodingOptions()
            options.useDeterministicOrdering = true
            options.preserveProtoFieldNames = false
            return try message.jsonUTF8Bytes(options: options)
        }
    }

    /// Reads a message that others may have written.
    /// - Throws: when it is none, or carries numbers beyond `EventBounds`.
    public static func decode<M: Message>(
        _ type: M.Type, from data: [UInt8], contentType: ContentType
    ) throws(EventDecodingError) -> M {
        let message = try decodeOwn(type, from: data, contentType: contentType)
        try EventBounds.check(message)
        return message
    }

    /// Reads what this process itself has written just before: it is taken as it stands.
    public static func decodeOwn<M: Message>(
        _ type: M.Type, from data: [UInt8], contentType: ContentType
    ) throws(EventDecodingError) -> M {
        do {
            switch contentType {
            case .protobuf: return try M(serializedBytes: data)
            case .json:
                var options = JSONDecodingOptions()
                options.ignoreUnknownFields = true
                // Nothing of ours is deeper; what is means harm.
                options.messageDepthLimit = 32
                return try M(jsonUTF8Bytes: data, options: options)
            }
        } catch {
            throw .undecodable(type: M.protoMessageName, reason: "\(error)")
        }
    }
}
