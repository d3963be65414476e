extension SettingCatalogue {
    /// What says where and how to reach Kafka. Names after `kafka.` that are librdkafka's go to it as they are.
    static let kafka = [
        KnownSetting(
            "kafka.bootstrap.servers", standard: "none: the embedded log",
            "Brokers to begin with, host:port, separated by commas. Set, the log is Kafka."),
        KnownSetting(
            "kafka.client.id", standard: "the prefix of the topics: fenghuo",
            "Begins the names of the clients in the broker's logs and quotas; the service's follows: fenghuo-analysis."),
        KnownSetting(
            "kafka.topics.replication.factor", standard: "the broker's",
            "Replicas of topics that are created here: 3 on a cluster."),
        KnownSetting(
            "kafka.topics.min.insync.replicas", standard: "the broker's",
            "Replicas that must have a record before it counts as written, of topics that are created here: 2 of 3."),
        KnownSetting(
            "kafka.transaction.timeout.ms", standard: "60000",
            "A transaction unfinished for so long is aborted by the broker. Long enough for a cluster that is away for "
                + "a while; at most the brokers' transaction.max.timeout.ms."),
        KnownSetting(
            "kafka.session.timeout.ms", standard: "20000",
            "A process not heard of for so long loses its partitions. Longer than the brokers' broker.session.timeout.ms, "
                + "so that a dead broker costs nobody its place."),
        KnownSetting(
            "kafka.request.timeout.ms", standard: "10000", "How long one answer of the cluster is waited for."),
        KnownSetting(
            "kafka.message.max.bytes", standard: "1000000",
            "Bytes of one record at most; the brokers' must not be less."),
        KnownSetting(
            "kafka.security.protocol", standard: "plaintext", "plaintext, ssl, sasl_plaintext or sasl_ssl."),
        KnownSetting(
            "kafka.sasl.mechanism", standard: "none", "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER."),
        KnownSetting("kafka.sasl.username", standard: "none", "Account for PLAIN and SCRAM."),
        KnownSetting("kafka.sasl.password", standard: "none", "Its password.", isSecret: true),
        KnownSetting(
            "kafka.ssl.ca.location", standard: "the system's", "PEM file or folder of the authorities trusted."),
        KnownSetting("kafka.ssl.certificate.location", standard: "none", "PEM file of this client's certificate."),
        KnownSetting("kafka.ssl.key.location", standard: "none", "PEM file of its private key."),
        KnownSetting("kafka.ssl.key.password", standard: "none", "Password of that key.", isSecret: true),
        KnownSetting(
            "kafka.ssl.endpoint.identification.algorithm", standard: "https", "https checks the broker's name; none."),
        KnownSetting("kafka.sasl.oauthbearer.method", standard: "default", "default or oidc."),
        KnownSetting("kafka.sasl.oauthbearer.client.id", standard: "none", "Client id for OAUTHBEARER by OIDC."),
        KnownSetting(
            "kafka.sasl.oauthbearer.client.secret", standard: "none", "Its secret.", isSecret: true),
        KnownSetting("kafka.sasl.oauthbearer.scope", standard: "none", "Scope asked for."),
        KnownSetting("kafka.sasl.oauthbearer.extensions", standard: "none", "Extensions sent to the broker."),
        KnownSetting(
            "kafka.sasl.oauthbearer.token.endpoint.url", standard: "none", "Where tokens are issued."),
        KnownSetting(
            "kafka.properties.*", standard: "none",
            "Any further property of librdkafka by its name; an unknown one is refused. In a variable its dots are "
                + "underscores: KAFKA_PROPERTIES_FETCH_WAIT_MAX_MS. One whose name ends in .file is read from there."),
    ]
}
