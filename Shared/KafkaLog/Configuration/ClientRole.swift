import EventLog

/// What a client is for; its settings follow.
enum ClientRole: Sendable {
    case producer
    case transactional(id: String)
    /// Reads partitions it is told to, outside groups.
    case feed
    /// Asks about the cluster: metadata, watermarks, administration. Apart from `feed`, whose connections are held by
    /// long fetches.
    case queries
    /// Holds a place in a group, which knows it by a name; reads nothing.
    case member(GroupSubscription, name: String)

    var isProducer: Bool {
        switch self {
        case .producer, .transactional: true
        case .feed, .queries, .member: false
        }
    }

    var isTransactional: Bool { if case .transactional = self { true } else { false } }

    var isGroup: Bool { if case .member = self { true } else { false } }

    /// What this client needs to keep the log's promises: not to be changed by configuration.
    func fixed(_ options: KafkaOptions) -> [String: String] {
        var fixed = ["bootstrap.servers": options.bootstrapServers, "log.queue": "true"]
        switch self {
        case .producer:
            fixed["enable.idempotence"] = "true"
        case .transactional(let id):
            fixed["transactional.id"] = id
            fixed["transaction.timeout.ms"] = String(options.transactionTimeout.milliseconds)
        case .feed, .queries:
            fixed.merge(reading) { $1 }
            fixed["enable.partition.eof"] = "true"
        case .member(let subscription, _):
            fixed.merge(reading) { $1 }
            fixed["group.id"] = subscription.group
            fixed["partition.assignment.strategy"] = "cooperative-sticky"
            let session = subscription.sessionTimeout.milliseconds
            fixed["session.timeout.ms"] = String(session)
            // A tenth, at most 3 s: a rebalance is heard of at the next heartbeat.
            fixed["heartbeat.interval.ms"] = String(max(1, min(3000, session / 10)))
        }
        return fixed
    }

    private var reading: [String: String] {
        [
            "isolation.level": "read_committed", "enable.auto.commit": "false", "enable.auto.offset.store": "false",
            // Never jump: a position that is not there is looked at by `Feed`.
            "auto.offset.reset": "error", "allow.auto.create.topics": "false",
        ]
    }

    /// What may be changed by configuration.
    func preset(_ options: KafkaOptions) -> [String: String] {
        var preset = [
            "client.id": options.clientID, "socket.nagle.disable": "true", "socket.keepalive.enable": "true",
            "reconnect.backoff.ms": "100", "reconnect.backoff.max.ms": "1000", "log.connection.close": "false",
            // A host that is gone without a word is found out within the time that one answer may take.
            "socket.connection.setup.timeout.ms": String(max(1000, options.requestTimeout.milliseconds / 2)),
            "socket.timeout.ms": String(socketTimeout(options).timeout),
            // Who leads a partition is asked at these intervals, when another leads, and when the watch tells so.
            "topic.metadata.refresh.interval.ms": "30000", "topic.metadata.refresh.fast.interval.ms": "100",
        ]
        switch self {
        case .producer, .transactional:
            preset["compression.type"] = "lz4"
            preset["message.max.bytes"] = String(options.maximumRecordBytes)
            preset["queue.buffering.max.messages"] = "100000"
            preset["queue.buffering.max.kbytes"] = "131072"
            if case .producer = self {
                preset["delivery.timeout.ms"] = String(options.deliveryTimeout.milliseconds)
                // Under load requests batch by themselves; a lone event is not kept waiting.
                preset["linger.ms"] = "1"
            } else {
                // A transaction is a batch already; whatever waits is sent when it is committed.
                preset["linger.ms"] = "0"
            }
        case .feed:
            preset["fetch.wait.max.ms"] = String(options.fetchWait.milliseconds)
            preset["fetch.error.backoff.ms"] = "100"
            preset["queued.max.messages.kbytes"] = String(max(1, options.queuedBytes >> 10))
        case .queries: break
        case .member(let subscription, let name):
            // Brokers that come back take their groups for as they were, and wait a whole session for every member that
            // comes by another id than it had. One that comes by its name takes its own place.
            preset["group.instance.id"] = name
            // Its thread polls all the time: one that does not hangs, or was given up.
            preset["max.poll.interval.ms"] = String(max(60_000, subscription.sessionTimeout.milliseconds))
        }
        return preset
    }

    /// librdkafka wants a transaction to outlast a request.
    private func socketTimeout(_ options: KafkaOptions) -> Duration {
        guard case .transactional = self else { return max(.seconds(2), options.requestTimeout) }
        return min(max(.seconds(1), TransactionLine.patience(options)), options.transactionTimeout)
    }
}
