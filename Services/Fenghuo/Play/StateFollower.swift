import EventLog
import Schemas
import SwiftProtobuf

/// The current incidents, cases, deliveries and evaluations, read from their topics as far as they go now.
struct StateFollower {
    private let log: any EventLog
    private var positions: [TopicPartition: Int64] = [:]
    private(set) var incidents: [String: Incident] = [:]
    private(set) var cases: [String: Case] = [:]
    private(set) var deliveries: [String: Delivery] = [:]
    private(set) var evaluations: [String: Evaluation] = [:]

    init(log: any EventLog) { self.log = log }

    mutating func catchUp() async throws {
        let topics = Set(
            [EventKind.incidentAssessed, .caseAdvanced, .deliveryUpdated, .evaluationWritten].map(\.topic))
        let reader = try await log.makeReader()
        for topic in try await log.describeTopics() where topics.contains(topic.specification.name) {
            for (number, range) in topic.ranges.enumerated() {
                let place = TopicPartition(topic.specification.name, Int32(number))
                var position = max(range.low, positions[place] ?? 0)
                while position < range.high {
                    let read = try await reader.read(place, from: position, to: range.high, limit: 1000, wait: .zero)
                    for record in read.records { try take(record) }
                    guard read.next > position else { break }
                    position = read.next
                }
                positions[place] = position
            }
        }
        await reader.close()
    }

    private mutating func take(_ record: LogRecord) throws {
        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        func read<M: Message>(_ type: M.Type) throws -> M? {
            let content = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
            return try record.value.map { try EventCodec.decode(type, from: $0, contentType: content) }
        }
        switch record.topicPartition.topic {
        case EventKind.incidentAssessed.topic: incidents[key] = try read(Incident.self)
        case EventKind.caseAdvanced.topic: cases[key] = try read(Case.self)
        case EventKind.deliveryUpdated.topic: deliveries[key] = try read(Delivery.self)
        default: evaluations[key] = try read(Evaluation.self)
        }
    }
}
