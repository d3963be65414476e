import EventLog

/// Which records are wanted. Nothing is decoded unless an incident may be named within an event.
struct RecordSelection: Codable, Hashable, Sendable {
    /// Milliseconds since 1970, of the record's own timestamp; `until` is the first that is not wanted.
    var since: Int64?
    var until: Int64?
    /// `ce_partitionkey`.
    var subject: String?
    var incident: String?
    var key: String?
    /// CloudEvents type.
    var type: String?

    func matches(_ record: LogRecord) -> Bool {
        guard isWithin(record.timestamp) else { return false }
        if let subject, !Self.has(record, "ce_partitionkey", subject) { return false }
        if let type, !Self.has(record, "ce_type", type) { return false }
        if let key, !Self.isEqual(record.key, key) { return false }
        return incident.map { Self.concerns(record, $0) } ?? true
    }

    /// Whether the time is in the window.
    func isWithin(_ time: Int64) -> Bool { time >= since ?? .min && time < until ?? .max }

    /// About the incident: by its key, its subject, or what the event says.
    private static func concerns(_ record: LogRecord, _ incident: String) -> Bool {
        if isEqual(record.key, incident) || has(record, "ce_subject", incident) { return true }
        // Text stands in both encodings as it is: what does not have it need not be decoded.
        guard let value = record.value, value.firstRange(of: Array(incident.utf8)) != nil else { return false }
        return EventLine(record).json.contains("\"incidentId\":\"\(incident)\"")
    }

    private static func has(_ record: LogRecord, _ name: String, _ text: String) -> Bool {
        isEqual(record.packedHeaders.value(of: name), text)
    }

    private static func isEqual(_ bytes: [UInt8]?, _ text: String) -> Bool {
        bytes.map { $0.elementsEqual(text.utf8) } ?? false
    }
}
