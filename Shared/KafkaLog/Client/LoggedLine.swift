import CRdkafka

extension KafkaNotice {
    /// A line of librdkafka's own log; `nil` when there is none.
    init?(logged event: OpaquePointer, client: String, isTransactional: Bool) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(event, &facility, &text, &level) == 0, let text else { return nil }
        let area = facility.map { String(cString: $0) } ?? ""
        self.init(
            level: min(Level(syslog: level), Self.worst(area, isTransactional: isTransactional)), client: client,
            text: (area.isEmpty ? "" : "\(area): ") + String(cString: text))
    }

    /// How bad a line can be at the most: what is mended by itself, or said to the owner, is no error of the process.
    static func worst(_ area: String, isTransactional: Bool) -> Level {
        // Whatever fails a transaction its commit says; and to be superseded by a newer producer of the same id is how
        // partitions move.
        if isTransactional { return .info }
        switch area {
        // A connection that failed: every client says so for itself; the watch says it once, if no other is left.
        case "FAIL", "ERROR": return .info
        // Another client is made.
        case "FATAL": return .warning
        default: return .error
        }
    }
}
