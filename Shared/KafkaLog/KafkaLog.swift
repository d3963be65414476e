public import EventLog
import Synchronization

/// The log on a Kafka cluster, through librdkafka.
///
/// Making one connects to nothing yet: a cluster that is away is an `EventLogError.retriable` of whatever is asked of
/// it first. Its clients' threads end with `close()`.
public final class KafkaLog: EventLog {
    private let options: KafkaOptions
    private let client: Client
    private let queries: Queries
    private let topology: Topology
    private let pool: FeedPool

    /// - Throws: `EventLogError.refused` that names the property which is unknown, reserved or out of its range.
    public init(options: KafkaOptions) throws {
        try ClientConfiguration.check(options)
        self.options = options
        client = try Client(.consumer, name: "queries", role: .queries, options: options)
        queries = Queries(client: client, options: options)
        topology = Topology(queries: client, options: options)
        pool = FeedPool(options: options)
    }

    deinit { client.closeSoon() }

    /// Lets go of the readers' consumers and the connection that questions go by. Producers and members are closed by
    /// those who have them.
    public func close() async {
        await pool.close()
        await client.close()
    }

    public func createTopics(_ topics: [TopicSpecification]) async throws { try await catalogue.create(topics) }

    public func describeTopics() async throws -> [TopicDescription] { try await catalogue.describe() }

    /// The generation of a group is not told by Kafka: it is -1.
    public func describeGroups() async throws -> [GroupDescription] {
        try await GroupCatalogue(administration: Administration(client: client, options: options)).describe()
    }

    public func makeProducer() async throws -> any Producer {
        try KafkaProducer(options: options, topology: topology)
    }

    public func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
        try await KafkaTransactionalProducer(id: id, options: options, topology: topology)
    }

    public func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
        try await KafkaGroupMember(subscription, options: options, topology: topology, queries: queries)
    }

    public func makeReader() async throws -> any LogReader {
        KafkaReader(pool: pool, queries: queries, topology: topology, options: options)
    }

    private var catalogue: TopicCatalogue {
        TopicCatalogue(
            administration: Administration(client: client, options: options), topology: topology, queries: queries)
    }
}
