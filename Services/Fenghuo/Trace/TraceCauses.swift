import EventLog
import Processing
import Schemas

/// Who caused what: an output's id is derived from its input and its place among the outputs, a row's from its key and the
/// input that changed it last. So each event's id is asked of every input that could have led to it.
struct TraceCauses {
    /// More derivations than these are not tried: the rest goes by `traceparent`.
    private static let most = 3_000_000
    /// Outputs of one input that are looked for one after the other.
    private static let mostOutputs = 24

    /// - Parameter events: in the order of time.
    static func find(_ events: inout [TraceEvent]) {
        var wanted: [String: [Int]] = [:]
        for (index, event) in events.enumerated() where !event.id.isEmpty {
            wanted[event.id, default: []].append(index)
        }
        // Keys of rows by topic: what a change of one of them could be called.
        var keys: [String: Set<String>] = [:]
        for event in events { keys[event.place.topic, default: []].insert(event.key) }
        var tried = 0
        for (number, input) in events.enumerated() {
            let origin = "\(input.place.topic)/\(input.place.partition)/\(input.offset)"
            for service in StatefulService.allCases {
                let topology = service.topology
                guard topology.inputs.contains(where: { $0.topic == input.place.topic }) else { continue }
                tried += note(
                    origin, of: topology, at: input.place.partition, as: .event(number + 1), wanted, keys, &events)
                guard tried < most else { break }
            }
        }
        findClocks(wanted, &events)
        findTraces(&events)
    }

    private static func note(
        _ origin: String, of topology: Topology, at partition: Int32, as cause: TraceEvent.Cause,
        _ wanted: [String: [Int]], _ keys: [String: Set<String>], _ events: inout [TraceEvent]
    ) -> Int {
        var tried = 0
        if !topology.outputs.isEmpty {
            var misses = 0
            for place in 0..<mostOutputs where misses < 4 {
                tried += 1
                let id = EventID.derive(topology.name, String(partition), origin, String(place))
                misses = set(cause, of: wanted[id], &events) ? 0 : misses + 1
            }
        }
        for table in topology.tables {
            for key in keys[table.topic] ?? [] {
                tried += 1
                set(cause, of: wanted[EventID.derive(table.topic, key, origin)], &events)
            }
        }
        return tried
    }

    @discardableResult private static func set(
        _ cause: TraceEvent.Cause, of indices: [Int]?, _ events: inout [TraceEvent]
    ) -> Bool {
        guard let indices else { return false }
        for index in indices where events[index].cause == nil { events[index].cause = cause }
        return true
    }

    /// A tick's time is the event's own.
    private static func findClocks(_ wanted: [String: [Int]], _ events: inout [TraceEvent]) {
        for index in events.indices where events[index].cause == nil {
            let event = events[index]
            let origin = "tick/\(event.time)"
            for service in StatefulService.allCases {
                let topology = service.topology
                let isRow =
                    topology.tables.contains { $0.topic == event.place.topic }
                    && EventID.derive(event.place.topic, event.key, origin) == event.id
                let isOutput =
                    topology.outputs.contains { $0.topic == event.place.topic }
                    && (0..<mostOutputs).contains {
                        EventID.derive(topology.name, String(event.place.partition), origin, String($0)) == event.id
                    }
                if isRow || isOutput { events[index].cause = .clock }
            }
        }
    }

    private static func findTraces(_ events: inout [TraceEvent]) {
        var first: [String: Int] = [:]
        for index in events.indices {
            guard let trace = events[index].traceID else { continue }
            if let root = first[trace] {
                if events[index].cause == nil { events[index].cause = .trace(root + 1) }
            } else {
                first[trace] = index
            }
        }
    }
}
