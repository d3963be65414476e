import EventLog
import Foundation
import KafkaLog
import Logging

/// What configuration says about the Kafka cluster.
enum KafkaSettings {
    static let servers = "kafka.bootstrap.servers"

    /// Settings with names of their own, that go to librdkafka as they are. Those that are secrets may be in a file.
    static let named = [
        "security.protocol", "sasl.mechanism", "sasl.username", "ssl.ca.location", "ssl.certificate.location",
        "ssl.key.location", "ssl.endpoint.identification.algorithm", "sasl.oauthbearer.method",
        "sasl.oauthbearer.client.id", "sasl.oauthbearer.scope", "sasl.oauthbearer.extensions",
        "sasl.oauthbearer.token.endpoint.url",
    ]
    static let secrets = ["sasl.password", "ssl.key.password", "sasl.oauthbearer.client.secret"]

    /// - Parameter service: whose clients they are; `nil` for a command.
    /// - Returns: `nil` when no cluster is named.
    /// - Throws: `SettingMistake` that names the setting.
    static func options(
        _ settings: Settings, service: String? = nil, logger: Logger,
        hearing: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> KafkaOptions? {
        guard let servers = settings.string(servers) else { return nil }
        try BootstrapServers.check(servers)
        var options = KafkaOptions(bootstrapServers: servers) { notice in
            logger.log(level: .init(notice.level), "\(notice.text)", metadata: ["client": "\(notice.client)"])
            if notice.level >= .warning { hearing(notice.text) }
        }
        options.clientID = [try clientID(settings), service].compactMap(\.self).joined(separator: "-")
        options.properties = try properties(settings)
        options.replicationFactor = Int32(
            try settings.int("kafka.topics.replication.factor", default: -1, in: -1...Int(Int16.max)))
        if settings.string("kafka.topics.min.insync.replicas") != nil {
            options.minimumInSyncReplicas = try settings.int(
                "kafka.topics.min.insync.replicas", default: 1, in: 1...Int(Int16.max))
        }
        options.transactionTimeout = try milliseconds(
            "kafka.transaction.timeout.ms", settings, default: options.transactionTimeout, in: 1000...600_000)
        options.leastSession = try milliseconds(
            "kafka.session.timeout.ms", settings, default: options.leastSession, in: 6000...600_000)
        options.requestTimeout = try requestTimeout(settings)
        // Nobody is told that it was not taken while it still may be, longer than needed.
        options.deliveryTimeout = options.requestTimeout
        options.maximumRecordBytes = try settings.int(
            "kafka.message.max.bytes", default: options.maximumRecordBytes, in: 1000...1_000_000_000)
        return options
    }

    /// Begins the ids of all clients, so that quotas can be set for a namespace and for a service.
    static func clientID(_ settings: Settings) throws -> String {
        settings.string("kafka.client.id", default: try settings.namespace.clientID)
    }

    /// How long one answer of the log is waited for, on either log.
    static func requestTimeout(_ settings: Settings) throws -> Duration {
        try milliseconds("kafka.request.timeout.ms", settings, default: .seconds(10), in: 100...300_000)
    }

    /// How long somebody who waits for an answer is kept waiting for the log: a twentieth less, at most half a second, so
    /// that the answer is there in that time.
    static func answerTimeout(_ settings: Settings) throws -> Duration {
        let limit = try requestTimeout(settings)
        return limit - min(limit / 20, .milliseconds(500))
    }

    private static func milliseconds(
        _ key: String, _ settings: Settings, default value: Duration, in range: ClosedRange<Int>
    ) throws -> Duration {
        let standard = Int(value.components.seconds) * 1000
        return .milliseconds(try settings.int(key, default: standard, in: range))
    }

    private static func properties(_ settings: Settings) throws -> [String: String] {
        var properties: [String: String] = [:]
        for name in named { properties[name] = settings.string("kafka.\(name)") }
        for name in secrets { properties[name] = try settings.secret("kafka.\(name)") }
        for (spelled, value) in settings.below("kafka.properties") {
            let key = "kafka.properties.\(spelled)"
            if let name = name(spelled) {
                properties[name] = value
            } else if spelled.lowercased().hasSuffix("file"), let name = name(String(spelled.dropLast(5))) {
                properties[name] = try Settings.contents(of: value, for: key)
            } else {
                throw SettingMistake(
                    key: key, found: "a property that librdkafka does not know", expected: suggestion(spelled))
            }
        }
        return properties
    }

    /// A property by its name however it is spelled: a variable of the environment has lost its dots.
    private static func name(_ spelled: String) -> String? {
        let plain = plain(spelled)
        return byPlainName[plain]
    }

    private static func plain(_ name: String) -> String { name.lowercased().replacing(".", with: "_") }

    private static let byPlainName: [String: String] = Dictionary(
        PropertyCatalogue.names.union(PropertyCatalogue.reserved.keys).map { (plain($0), $0) }
    ) { first, _ in first }

    /// The known names that share most words with it.
    private static func suggestion(_ spelled: String) -> String {
        let words = Set(plain(spelled).split(separator: "_"))
        let close = PropertyCatalogue.names
            .map { name in (name: name, shared: words.intersection(plain(name).split(separator: "_")).count) }
            .filter { $0.shared > 0 }
            .sorted { ($1.shared, $0.name) < ($0.shared, $1.name) }
            .prefix(3).map(\.name)
        return close.isEmpty ? "a name of librdkafka's CONFIGURATION.md" : "such as \(close.joined(separator: ", "))"
    }
}

extension Logger.Level {
    init(_ level: KafkaNotice.Level) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
    }
}
