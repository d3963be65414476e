/// How to reach a Kafka cluster and how its clients behave; the defaults suit operation.
public struct KafkaOptions: Sendable {
    /// `host:port`, comma-separated; some of the cluster's brokers.
    public var bootstrapServers: String
    /// Shown in the brokers' logs and quotas.
    public var clientID: String
    /// librdkafka's properties, by its names: security, and whatever else is to be otherwise than here.
    public var properties: [String: String]
    /// Of topics that are created; -1: the broker's default (`default.replication.factor`).
    public var replicationFactor: Int32
    /// `min.insync.replicas` of topics that are created; `nil`: the broker's default.
    public var minimumInSyncReplicas: Int?
    /// A transaction not ended by then is undone by the broker. What a stopped member left open its successor ends
    /// before, when it starts a producer of the same id: so this may be longer than a session, and long enough for a
    /// cluster that is away for a while or holds answers back by a quota.
    public var transactionTimeout: Duration
    /// A member's session is at least so long, whatever its subscription says: longer than brokers take to notice that
    /// one of them is dead (`broker.session.timeout.ms`, 9 s) and to move its group to another, so that a dead broker
    /// costs no member its place.
    public var leastSession: Duration
    /// How long a broker may take to answer.
    public var requestTimeout: Duration
    /// How long a record may wait to be acknowledged, retries included (`delivery.timeout.ms`); by default as long as an
    /// answer: who pushes or decides is told soon.
    public var deliveryTimeout: Duration
    /// How long a broker holds a fetch when there is nothing new (`fetch.wait.max.ms`): also how soon the end of a
    /// partition behind a transaction's marker is known.
    public var fetchWait: Duration
    /// Fetched ahead for each partition that is read, in bytes (`queued.max.messages.kbytes`).
    public var queuedBytes: Int
    /// One fetch or read returns early past so many bytes.
    public var fetchBytes: Int
    /// A larger record (key, value and headers together) is refused, in bytes (`message.max.bytes`).
    public var maximumRecordBytes: Int
    /// How long closing a client is waited for.
    public var closeTimeout: Duration
    /// Told what the clients have to say; on their threads, so it should be quick.
    public var report: @Sendable (KafkaNotice) -> Void
    /// What all clients made with these options hear; a log sets its own.
    var contact = ClusterContact()

    /// How long a call of librdkafka is waited for in any case: longer than what it may take by its own time limit.
    var callTimeout: Duration { requestTimeout * 2 + .seconds(5) }

    /// How long a read waits for brokers: longer than these take to find out that one of them is dead and to have another
    /// lead (9 to 13 s by their defaults), after which it goes on by itself.
    var readPatience: Duration { requestTimeout * 1.5 }

    public init(
        bootstrapServers: String, clientID: String = "fenghuo", properties: [String: String] = [:],
        replicationFactor: Int32 = -1, minimumInSyncReplicas: Int? = nil,
        transactionTimeout: Duration = .seconds(60), leastSession: Duration = .seconds(20),
        requestTimeout: Duration = .seconds(10),
        deliveryTimeout: Duration? = nil, fetchWait: Duration = .milliseconds(150),
        queuedBytes: Int = 16 << 20, fetchBytes: Int = 32 << 20, maximumRecordBytes: Int = 1_000_000,
        closeTimeout: Duration = .seconds(5), report: @escaping @Sendable (KafkaNotice) -> Void = { _ in }
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.properties = properties
        self.replicationFactor = replicationFactor
        self.minimumInSyncReplicas = minimumInSyncReplicas
        self.transactionTimeout = transactionTimeout
        self.leastSession = leastSession
        self.requestTimeout = requestTimeout
        self.deliveryTimeout = deliveryTimeout ?? requestTimeout
        self.fetchWait = fetchWait
        self.queuedBytes = queuedBytes
        self.fetchBytes = fetchBytes
        self.maximumRecordBytes = maximumRecordBytes
        self.closeTimeout = closeTimeout
        self.report = report
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
    /// As librdkafka takes it: whole milliseconds, at least 1.
    var timeout: Int32 { Int32(clamping: max(1, milliseconds)) }
}
