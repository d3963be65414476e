import CRdkafka
import EventLog

/// The owner of one configuration, until an instance takes it over.
///
/// Unchecked pointer inside a non-copyable value: it is freed once.
struct ClientConfiguration: ~Copyable {
    private let pointer: OpaquePointer
    private var isTaken = false

    /// - Throws: `EventLogError.refused` that names the property and, unless it is a secret, its value.
    init(role: ClientRole, options: KafkaOptions) throws {
        pointer = rd_kafka_conf_new()
        let fixed = role.fixed(options)
        for (name, value) in role.preset(options).merging(Self.chosen(role, options), uniquingKeysWith: { $1 }) {
            try Self.set(name, value, in: pointer)
        }
        for (name, value) in fixed { try Self.set(name, value, in: pointer) }
    }

    deinit {
        if !isTaken { rd_kafka_conf_destroy(pointer) }
    }

    func enable(events: Int32) { rd_kafka_conf_set_events(pointer, events) }

    /// Has the brokers' throttling noted. `contact` must outlive the instance.
    func noteThrottling(in contact: ClusterContact) {
        rd_kafka_conf_set_opaque(pointer, Unmanaged.passUnretained(contact).toOpaque())
        rd_kafka_conf_set_throttle_cb(pointer) { _, _, _, milliseconds, opaque in
            guard let opaque else { return }
            Unmanaged<ClusterContact>.fromOpaque(opaque).takeUnretainedValue()
                .throttled(for: .milliseconds(milliseconds))
        }
    }

    /// Has a member's way into its group watched. `joins` must outlive the instance.
    func observe(_ joins: JoinWatch) { joins.observe(pointer) }

    consuming func makeInstance(_ kind: Client.Kind, doing: String) throws -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 512)
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let instance = rd_kafka_new(type, pointer, &text, text.count) else {
            throw EventLogError.refused(
                doing: doing, found: Self.string(text), expected: "settings that agree with each other")
        }
        isTaken = true
        return instance
    }

    /// Checks names and values without connecting.
    /// - Throws: `EventLogError.refused` that names the property.
    static func check(_ options: KafkaOptions) throws {
        for name in options.properties.keys.sorted() {
            if let reason = PropertyCatalogue.reserved[name] {
                throw EventLogError.refused(
                    doing: "setting the Kafka property \(name)", found: "a property that is not to be set",
                    expected: "nothing: \(reason)")
            }
        }
        let protocolName = options.properties["security.protocol"]?.lowercased() ?? ""
        let hasMechanism = ["sasl.mechanism", "sasl.mechanisms"].contains { options.properties[$0] != nil }
        if protocolName.hasPrefix("sasl_"), !hasMechanism {
            throw EventLogError.refused(
                doing: "setting up SASL", found: "security.protocol \(protocolName) without a mechanism",
                expected: "kafka.sasl.mechanism (KAFKA_SASL_MECHANISM): PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or "
                    + "OAUTHBEARER, as the brokers have it")
        }
        let scratch = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(scratch) }
        for (name, value) in options.properties.sorted(by: { $0.key < $1.key }) { try set(name, value, in: scratch!) }
        for role in [ClientRole.producer, .feed] {
            _ = try ClientConfiguration(role: role, options: options)
        }
    }

    private static func chosen(_ role: ClientRole, _ options: KafkaOptions) -> [String: String] {
        options.properties.filter { name, _ in
            switch PropertyCatalogue.scopes[name] {
            // Measured against the session, which only members have.
            case .consumer where ["max.poll.interval.ms", "group.instance.id"].contains(name): role.isGroup
            case .all where name == "group.instance.id": role.isGroup
            case .producer: role.isProducer
            case .consumer: !role.isProducer
            case .all, nil: true
            }
        }
    }

    private static func set(_ name: String, _ value: String, in pointer: OpaquePointer) throws {
        var text = [CChar](repeating: 0, count: 512)
        let result = rd_kafka_conf_set(pointer, name, value, &text, text.count)
        guard result != RD_KAFKA_CONF_OK else { return }
        let doing = "setting the Kafka property \(name)"
        if result == RD_KAFKA_CONF_UNKNOWN {
            throw EventLogError.refused(
                doing: doing, found: "a name that librdkafka \(String(cString: rd_kafka_version_str())) does not know",
                expected: "one of its CONFIGURATION.md")
        }
        // librdkafka's own text may repeat the value.
        let found = isSecret(name) ? "a value it does not take" : "\"\(value)\": \(string(text))"
        throw EventLogError.refused(doing: doing, found: found, expected: "a value in the property's range")
    }

    /// What a property is set to; `nil`: nothing, or it is unknown.
    func value(of name: String) -> String? {
        var size = 0
        guard rd_kafka_conf_get(pointer, name, nil, &size) == RD_KAFKA_CONF_OK, size > 0 else { return nil }
        var text = [CChar](repeating: 0, count: size)
        guard rd_kafka_conf_get(pointer, name, &text, &size) == RD_KAFKA_CONF_OK else { return nil }
        return Self.string(text)
    }

    /// Whether a value must not be shown.
    static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "sasl.jaas", "key.pem", "oauthbearer.config", "sasl.username"].contains {
            name.contains($0)
        }
    }

    private static func string(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
