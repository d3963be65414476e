import CRdkafka
import Foundation

/// The properties that this build of librdkafka knows, read from its own description of them.
public enum PropertyCatalogue {
    enum Scope: Sendable {
        case all, producer, consumer
    }

    /// Every name a configuration may set: what librdkafka knows, without what Fenghuo sets itself.
    public static let names: Set<String> = Set(scopes.keys).subtracting(reserved.keys)

    /// Properties that Fenghuo sets itself, and where to say it instead (or why not at all).
    public static let reserved: [String: String] = {
        let own = "set by Fenghuo itself, for exactly-once"
        var reserved: [String: String] = [
            "bootstrap.servers": "set by kafka.bootstrap.servers",
            "metadata.broker.list": "set by kafka.bootstrap.servers",
            "transaction.timeout.ms": "set by kafka.transaction.timeout.ms",
            "group.id": "a group is named for its service", "session.timeout.ms": "set by kafka.session.timeout.ms",
            "heartbeat.interval.ms": "follows the session timeout", "builtin.features": "a fact, not a setting",
        ]
        for name in [
            "enable.idempotence", "transactional.id", "isolation.level", "enable.auto.commit", "auto.commit.enable",
            "enable.auto.offset.store", "auto.offset.reset", "allow.auto.create.topics", "enable.partition.eof",
            "partition.assignment.strategy", "group.protocol.type", "acks",
            "request.required.acks", "log.queue", "test.mock.num.brokers",
        ] { reserved[name] = own }
        return reserved
    }()

    /// Which clients a property is for; a consumer's is not given to producers, which would warn of it.
    static let scopes: [String: Scope] = parse(description())

    /// Lines such as `linger.ms | P | 0 .. 900000 | 5 | high | …`.
    static func parse(_ text: String) -> [String: Scope] {
        var scopes: [String: Scope] = [:]
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count >= 4 else { continue }
            let name = cells[0].trimmingCharacters(in: .whitespaces)
            let scope: Scope? =
                switch cells[1].trimmingCharacters(in: .whitespaces) {
                case "*": .all
                case "P": .producer
                case "C": .consumer
                default: nil
                }
            // Callbacks and pointers are code, not configuration.
            guard let scope, !name.hasSuffix("_cb"), !["opaque", "default_topic_conf"].contains(name) else { continue }
            // Some are both global and of topics; a producer's topic property must not hide the global one.
            scopes[name] = scopes[name].map { $0 == scope ? scope : .all } ?? scope
        }
        return scopes
    }

    private static func description() -> String {
        var text: UnsafeMutablePointer<CChar>?
        var size = 0
        guard let stream = open_memstream(&text, &size) else { return "" }
        rd_kafka_conf_properties_show(stream)
        fclose(stream)
        defer { free(text) }
        return text.map { String(cString: $0) } ?? ""
    }
}
