/// Something a Kafka client has to say, for the log of the process.
public struct KafkaNotice: Hashable, Sendable {
    public enum Level: Int, Hashable, Sendable, Comparable {
        case debug, info, warning, error

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        /// Levels of syslog (RFC 5424, 6.2.1): 0 to 3 are errors, 4 a warning, 5 and 6 information.
        init(syslog level: Int32) {
            switch level {
            case ...3: self = .error
            case 4: self = .warning
            case 5, 6: self = .info
            default: self = .debug
            }
        }
    }

    public var level: Level
    /// Which of the process's clients.
    public var client: String
    public var text: String

    public init(level: Level, client: String, text: String) {
        self.level = level
        self.client = client
        self.text = text
    }
}
