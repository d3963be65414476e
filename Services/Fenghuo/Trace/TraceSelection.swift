import EventLog
import Foundation
import Schemas

/// Which records a trace is of. A record is about a thing when its key is the thing's id, or its value names it; and when
/// its own id is derived from one of the thing's events.
struct TraceSelection {
    /// Ids whose records are looked for by key and in values.
    private(set) var names: [[UInt8]]
    /// Ids whose records are looked for by key alone: the mentions of an incident, its deliveries.
    var keys: Set<[UInt8]> = []
    /// Origins (`topic/partition/offset`) of the thing's own events: what derives from them is their effect.
    var origins: [String] = []

    init(_ id: String) { names = [Array(id.utf8)] }

    func matches(_ record: LogRecord) -> Bool {
        if let key = record.key {
            if keys.contains(key) { return true }
            for name in names where key.starts(with: name) && (key.count == name.count || key[name.count] == 0x2f) {
                return true
            }
        }
        if let value = record.value, names.contains(where: { Self.holds(value, $0) }) { return true }
        return isEffect(record)
    }

    /// Whether the record's id is that of a row which one of the origins changed.
    private func isEffect(_ record: LogRecord) -> Bool {
        guard !origins.isEmpty, let key = record.key, let id = record.header("ce_id") else { return false }
        let text = String(decoding: key, as: UTF8.self)
        return origins.contains { EventID.derive(record.topicPartition.topic, text, $0) == id }
    }

    private static func holds(_ value: [UInt8], _ name: [UInt8]) -> Bool {
        guard let first = name.first, value.count >= name.count else { return false }
        return value.withUnsafeBytes { value in
            name.withUnsafeBytes { name in
                guard let whole = value.baseAddress, let part = name.baseAddress else { return false }
                var at = 0
                while at <= value.count - name.count {
                    guard let found = memchr(whole + at, Int32(first), value.count - name.count - at + 1) else {
                        return false
                    }
                    if memcmp(found, part, name.count) == 0 { return true }
                    at = whole.distance(to: UnsafeRawPointer(found)) + 1
                }
                return false
            }
        }
    }
}
