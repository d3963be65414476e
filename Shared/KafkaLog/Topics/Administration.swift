import CRdkafka
import EventLog

/// Requests to the cluster's administration; each waits on a queue of its own, for a bounded time.
struct Administration: Sendable {
    let seat: Seat<Client>
    let options: KafkaOptions

    /// A topic's settings as the broker has them.
    struct Settings: Hashable, Sendable {
        /// `cleanup.policy`: `delete`, `compact`, or both.
        var cleanup: String
        /// `retention.ms`; -1: for ever.
        var retention: Int64
        /// `min.insync.replicas`.
        var minimumInSync: Int?

        var isCompacted: Bool { cleanup.split(separator: ",").contains("compact") }
        var policy: CleanupPolicy {
            isCompacted ? .compact : .delete(retentionMilliseconds: retention < 0 ? nil : retention)
        }
    }

    /// Creates topics; those that are there already are left as they are.
    func create(_ topics: [TopicSpecification], doing: String) async throws {
        guard !topics.isEmpty else { return }
        try await request(RD_KAFKA_ADMIN_OP_CREATETOPICS, doing) { [options] client, admin, queue in
            var made: [OpaquePointer?] = []
            defer { rd_kafka_NewTopic_destroy_array(&made, made.count) }
            for topic in topics {
                var text = [CChar](repeating: 0, count: 256)
                let new = rd_kafka_NewTopic_new(
                    topic.name, topic.partitions, options.replicationFactor, &text, text.count)
                guard let new else {
                    throw EventLogError.refused(
                        doing: "creating topic \(topic.name)",
                        found: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
                        expected: "1 to 249 letters, digits, dots, underscores or hyphens, and at least 1 partition")
                }
                made.append(new)
                for (name, value) in topic.settings(options) {
                    try KafkaFailure.check(rd_kafka_NewTopic_set_config(new, name, value))
                }
            }
            rd_kafka_CreateTopics(client, &made, made.count, admin, queue)
        } reading: { event in
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index] else { continue }
                let code = rd_kafka_topic_result_error(result)
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS else {
                    continue
                }
                let name = rd_kafka_topic_result_name(result).map { String(cString: $0) } ?? ""
                let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
                throw KafkaFailure(code, text).translated(doing: "creating topic \(name)")
            }
        }
    }

    func settings(of topics: [String], doing: String) async throws -> [String: Settings] {
        guard !topics.isEmpty else { return [:] }
        return try await request(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, doing) { client, admin, queue in
            var resources: [OpaquePointer?] = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
            defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
            rd_kafka_DescribeConfigs(client, &resources, resources.count, admin, queue)
        } reading: { event in
            var count = 0
            let results = rd_kafka_DescribeConfigs_result_resources(
                rd_kafka_event_DescribeConfigs_result(event), &count)
            var settings: [String: Settings] = [:]
            for index in 0..<count {
                guard let resource = results?[index] else { continue }
                let name = String(cString: rd_kafka_ConfigResource_name(resource))
                let code = rd_kafka_ConfigResource_error(resource)
                // Deleted meanwhile: it has no settings.
                if code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART { continue }
                if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                    let text = String(cString: rd_kafka_err2str(code))
                    throw KafkaFailure(code, "DescribeConfigs of topic \(name): \(text)")
                }
                let entries = Self.entries(of: resource)
                settings[name] = Settings(
                    cleanup: entries["cleanup.policy"] ?? "delete",
                    retention: entries["retention.ms"].flatMap(Int64.init) ?? -1,
                    minimumInSync: entries["min.insync.replicas"].flatMap { Int($0) })
            }
            return settings
        }
    }

    /// Whether that broker itself answers within the time; that it refuses to say more is an answer, too.
    ///
    /// Of one that takes no connection librdkafka asks for another the moment the last failed, without any pause, as long
    /// as such a request waits for it: two threads at their full speed.
    /// - Parameter address: of one that did not answer when it was last asked: only if it takes a connection now is it
    ///   asked.
    func answers(broker: Int32, at address: BrokerAddress?, within limit: Duration) async -> Bool {
        do {
            let client = try seat.occupant(doing: "asking broker \(broker)")
            return try await client.callRaw { client in
                if let address, !address.isOpen(within: limit) { return false }
                let admin = rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
                defer { rd_kafka_AdminOptions_destroy(admin) }
                let queue = rd_kafka_queue_new(client)
                defer { rd_kafka_queue_destroy(queue) }
                var text = [CChar](repeating: 0, count: 256)
                try KafkaFailure.check(
                    rd_kafka_AdminOptions_set_request_timeout(admin, limit.timeout, &text, text.count))
                var resources: [OpaquePointer?] = [
                    rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, String(broker))
                ]
                defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
                // One of some 250 settings: an answer is all that is wanted.
                for resource in resources { rd_kafka_ConfigResource_set_config(resource, "broker.id", "") }
                rd_kafka_DescribeConfigs(client, &resources, resources.count, admin, queue)
                guard let event = rd_kafka_queue_poll(queue, limit.timeout) else { return false }
                defer { rd_kafka_event_destroy(event) }
                let error = rd_kafka_event_error(event)
                // librdkafka's own errors are below 0; that a broker does not know the question, it has said itself.
                return error.rawValue >= 0 || error == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE
            }
        } catch {
            return false
        }
    }

    private static func entries(of resource: OpaquePointer) -> [String: String] {
        var count = 0
        let configs = rd_kafka_ConfigResource_configs(resource, &count)
        var entries: [String: String] = [:]
        for index in 0..<count {
            guard let entry = configs?[index], let name = rd_kafka_ConfigEntry_name(entry) else { continue }
            entries[String(cString: name)] = rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) }
        }
        return entries
    }

    /// Sends a request and reads its answer.
    func request<T: Sendable>(
        _ operation: rd_kafka_admin_op_t, _ doing: String,
        sending: @escaping @Sendable (OpaquePointer, OpaquePointer?, OpaquePointer?) throws -> Void,
        reading: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        let timeout = options.requestTimeout.timeout
        return try await seat.call(doing) { client in
            let admin = rd_kafka_AdminOptions_new(client, operation)
            defer { rd_kafka_AdminOptions_destroy(admin) }
            let queue = rd_kafka_queue_new(client)
            defer { rd_kafka_queue_destroy(queue) }
            var text = [CChar](repeating: 0, count: 256)
            try KafkaFailure.check(
                rd_kafka_AdminOptions_set_request_timeout(admin, timeout, &text, text.count))
            try sending(client, admin, queue)
            guard let event = rd_kafka_queue_poll(queue, timeout + 1000) else {
                throw KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT)
            }
            defer { rd_kafka_event_destroy(event) }
            let code = rd_kafka_event_error(event)
            if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaFailure(code, rd_kafka_event_error_string(event).map { String(cString: $0) })
            }
            return try reading(event)
        }
    }
}

extension TopicSpecification {
    /// What a broker is told.
    func settings(_ options: KafkaOptions) -> [(String, String)] {
        var settings: [(String, String)]
        switch cleanup {
        case .compact:
            // A restore reads what was not compacted yet: what was written in the last hour, and at the longest six.
            settings = [
                ("cleanup.policy", "compact"), ("segment.ms", "3600000"), ("segment.bytes", String(64 << 20)),
                ("max.compaction.lag.ms", "21600000"), ("min.cleanable.dirty.ratio", "0.1"),
            ]
        case .delete(let retention):
            settings = [("cleanup.policy", "delete"), ("retention.ms", String(retention ?? -1))]
        }
        if let minimum = options.minimumInSyncReplicas {
            settings.append(("min.insync.replicas", String(minimum)))
        }
        return settings
    }

    var shape: String {
        let cleanup =
            switch cleanup {
            case .compact: "cleanup.policy compact"
            case .delete(nil): "cleanup.policy delete, kept for ever (retention.ms -1)"
            case .delete(let retention?): "cleanup.policy delete, kept for \(retention) ms (retention.ms)"
            }
        return "\(partitions) partitions, \(cleanup)"
    }
}
