import EventLog
import Schemas
import SwiftProtobuf

/// Every record of a topic, to its end as it is known at the start; decoded where that is wanted.
struct TopicScan {
    let topic: TopicDescription
    let log: any EventLog

    /// - Returns: nil where the log has no such topic.
    init?(_ name: String, in topics: [TopicDescription], of log: any EventLog) {
        guard let found = topics.first(where: { $0.specification.name == name }) else { return nil }
        topic = found
        self.log = log
    }

    /// Every record of every partition, in offset order within each.
    func each(_ body: (LogRecord) throws -> Void) async throws {
        try await log.reading { scan in try await scan.each(topic) { try body($0) } }
    }

    /// Every message, with where it stands; tombstones are passed over.
    func each<M: Message>(_ type: M.Type, _ body: (M, LogRecord) throws -> Void) async throws {
        try await each { record in
            guard let value = record.value else { return }
            try body(try Self.decode(type, value, of: record), record)
        }
    }

    static func decode<M: Message>(_ type: M.Type, _ value: [UInt8], of record: LogRecord) throws -> M {
        let content = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
        return try EventCodec.decode(M.self, from: value, contentType: content)
    }
}
