import EventLog
import Schemas
import SwiftProtobuf

/// Every record of a topic from a time, or its beginning, to its end as it is known at the start.
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
        let reader = try await log.makeReader()
        do {
            for (number, range) in topic.ranges.enumerated() {
                let place = TopicPartition(topic.specification.name, Int32(number))
                try await Self.each(of: place, from: range.low, to: range.high, by: reader, body)
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
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

    /// - Throws: `EventLogError.retriable` when the log gives nothing for half a minute though it should.
    static func each(
        of place: TopicPartition, from start: Int64, to end: Int64, by reader: any LogReader,
        _ body: (LogRecord) throws -> Void
    ) async throws {
        var position = start
        var patience = 30
        while position < end {
            let read = try await reader.read(place, from: position, to: end, limit: 2000, wait: .seconds(1))
            for record in read.records { try body(record) }
            if read.next > position {
                patience = 30
            } else {
                patience -= 1
                guard patience > 0 else {
                    throw EventLogError.retriable(
                        doing: "reading \(place) from offset \(position) to \(end)", found: "nothing for 30 s")
                }
            }
            position = max(position, read.next)
        }
    }
}
