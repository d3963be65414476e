import EventLog
import Foundation
import Processing
import Schemas

/// One record of a trace: where it stands, what it says, what caused it. Its value is not kept.
struct TraceEvent {
    /// By the catalogue's name.
    let place: TopicPartition
    let offset: Int64
    /// Milliseconds since 1970.
    let time: Int64
    let id: String
    let type: String
    let key: String
    let traceID: String?
    let isDrill: Bool
    /// How often it was put back from the dead letters.
    let redriven: Int
    let what: String
    /// Who did it, where a person did.
    let person: String?
    var cause: Cause?

    enum Cause: Equatable {
        /// It came of this event: by the number in the trace, from 1.
        case event(Int)
        /// Of the same trace (traceparent), whose first event this is.
        case trace(Int)
        /// A clock ran out, or was looked at.
        case clock
    }

    init(_ record: LogRecord) {
        place = record.topicPartition
        offset = record.offset
        time = EventBounds.time(record.timestamp)
        id = Self.short(record.header("ce_id") ?? "")
        type = Self.short(record.header("ce_type") ?? "")
        key = Self.short(record.key.map { String(decoding: $0, as: UTF8.self) } ?? "")
        traceID = record.header("traceparent").flatMap { TraceParent($0) }?.traceID
        isDrill = record.header("ce_drill") == "true"
        redriven = Redriven.count(record)
        (what, person) = TraceWords.say(record)
    }

    /// What stands in headers may be of any length.
    static func short(_ text: String) -> String { String(decoding: text.utf8.prefix(200), as: UTF8.self) }

    /// The order of time; what is of the same millisecond goes as data goes round.
    static func isBefore(_ a: TraceEvent, _ b: TraceEvent) -> Bool {
        (a.time, rank(a.place.topic), a.place.partition, a.offset)
            < (b.time, rank(b.place.topic), b.place.partition, b.offset)
    }

    private static let ranks = Dictionary(
        EventCatalogue.topics.enumerated().map { ($0.element.name, $0.offset) }
    ) { first, _ in first }
    private static func rank(_ topic: String) -> Int { ranks[topic] ?? .max }
}
