import EventLog
import Foundation
import Schemas

/// A trace as a table and as JSON.
struct TraceOutput {
    let found: TraceFound
    let namespace: Namespace
    let zone: TimeZone

    /// As `--json` prints it.
    struct Printed: Encodable {
        struct Event: Encodable {
            var number: Int
            var time: String
            var topic: String
            var partition: Int32
            var offset: Int64
            var type: String
            var id: String
            var key: String
            var what: String
            var person: String?
            /// The number of the event that led to it.
            var causedBy: Int?
            /// The number of the first event of the same trace.
            var sameTraceAs: Int?
            var isByClock: Bool?
            var trace: String?
            var isDrill: Bool?
            var redriven: Int?
        }
        var id: String
        var kind: TraceFound.Kind
        var mentions: Int64?
        var mentionsNamed: Int?
        var events: [Event]
    }

    var printed: Printed {
        Printed(
            id: found.id, kind: found.kind, mentions: found.kind == .incident ? found.mentions : nil,
            mentionsNamed: found.kind == .incident ? found.mentionsNamed : nil,
            events: found.events.enumerated().map { index, event in
                var printed = Printed.Event(
                    number: index + 1, time: Timestamps.rfc3339(event.time), topic: namespace.topic(event.place.topic),
                    partition: event.place.partition, offset: event.offset, type: event.type, id: event.id,
                    key: event.key, what: event.what, person: event.person, trace: event.traceID,
                    isDrill: event.isDrill ? true : nil, redriven: event.redriven > 0 ? event.redriven : nil)
                switch event.cause {
                case .event(let number)?: printed.causedBy = number
                case .trace(let number)?: printed.sameTraceAs = number
                case .clock?: printed.isByClock = true
                case nil: break
                }
                return printed
            })
    }

    var heading: String {
        var text = "\(found.kind.rawValue) \(Terminal.harmless(found.id)): \(found.events.count) events"
        if found.kind == .incident {
            text += "; of its \(found.mentions) mentions \(found.mentionsNamed) are named on the log"
        }
        return text
    }

    /// A row for each event: number, time, topic without what all have in common, cause, who, what.
    var rows: [[String]] {
        let times = Self.times(zone)
        return found.events.enumerated().map { index, event in
            [
                String(index + 1), times(event.time), short(event.place.topic), cause(event), event.person ?? "",
                event.what,
            ].map(Terminal.harmless)
        }
    }

    var text: String {
        heading + "\n" + table([["#", "TIME", "TOPIC", "BECAUSE OF", "PERSON", "WHAT"]] + rows)
    }

    private func cause(_ event: TraceEvent) -> String {
        switch event.cause {
        case .event(let number)?: "\(number)"
        case .trace(let number)?: "\(number) (trace)"
        case .clock?: "the clock"
        case nil: ""
        }
    }

    private func short(_ topic: String) -> String {
        String(topic.dropFirst(topic.hasPrefix("fenghuo.") ? 8 : 0).prefix { $0 != "." })
    }

    /// In the institution's zone, to the millisecond.
    static func times(_ zone: TimeZone) -> (Int64) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        func two(_ number: Int?) -> String {
            let text = String(number ?? 0)
            return text.utf8.count < 2 ? "0" + text : text
        }
        return { time in
            let date = Date(timeIntervalSince1970: Double(time / 1000))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            let thousandths = String(1000 + time % 1000).dropFirst()
            return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) "
                + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)).\(thousandths)"
        }
    }
}
