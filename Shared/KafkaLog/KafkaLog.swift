public import EventLog
import Synchronization

/// The log on a Kafka cluster, through librdkafka.
///
/// Making one connects to nothing yet: a cluster that is away is an `EventLogError.retriable` of whatever is asked of
/// it first. Its clients' threads end with `close()`. It looks at the cluster
/// every few seconds by itself, see `contact`.
public final class KafkaLog: EventLog {
    private let options: KafkaOptions
    private let seat: Seat<Client>
    private let watch: Task<Void, Never>
    private let queries: Queries
    private let topology: Topology
    private let pool: FeedPool

    /// - Throws: `EventLogError.refused` that names the property which is unknown, reserved or out of its range.
    public init(options: KafkaOptions) throws {
        try ClientConfiguration.check(options)
        var options = options
        options.contact = ClusterContact()
        self.options = options
        seat = try Seat(options: options) { [options] in
            try Client(.consumer, name: "queries", role: .queries, options: options, callsAtOnce: 4)
        }
        queries = Queries(seat: seat, options: options)
        topology = Topology(seat: seat, options: options)
        pool = FeedPool(options: options)
        let look = ClusterWatch(
            topology: topology, administration: Administration(seat: seat, options: options),
            contact: options.contact, report: options.report)
        watch = Task { await look.run() }
    }

    deinit {
        watch.cancel()
        seat.closeSoon()
    }

    public var contact: LogContact { options.contact.now }

    /// Lets go of the readers' consumers and the connection that questions go by. Producers and members are closed by
    /// those who have them.
    public func close() async {
        watch.cancel()
        await pool.close()
        await seat.close()
    }

    public func createTopics(_ topics: [TopicSpecification]) async throws { try await catalogue.create(topics) }

    /// Deleted where it is no longer listed: the brokers remove the records by and by.
    public func deleteTopics(_ names: [String]) async throws { try await catalogue.delete(names) }

    public func deleteGroups(_ names: [String]) async throws {
        try await Administration(seat: seat, options: options).delete(groups: names, doing: "deleting groups")
    }

    public func describeTopics() async throws -> [TopicDescription] { try await catalogue.describe() }

    /// The generation of a group is not told by Kafka: it is -1.
    public func describeGroups() async throws -> [GroupDescription] {
        try await GroupCatalogue(administration: Administration(seat: seat, options: options)).describe()
    }

    public func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws {
        let doing = "setting offsets of group \(group)"
        try OffsetsToSet.check(next, doing: doing)
        for place in next.keys.sorted() { try await topology.check(place, doing: doing) }
        try await GroupCatalogue(administration: Administration(seat: seat, options: options))
            .set(next, of: group, doing: doing)
    }

    public func identity() async throws -> String? { try await queries.cluster() }

    public var maximumRecordBytes: Int { options.maximumRecordBytes }

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

    /// By transactions that are undone: their records take up offsets, and no reader of committed records sees them.
    public func advance(_ partition: TopicPartition, to offset: Int64) async throws {
        let doing = "using up offsets of \(partition) up to \(offset)"
        try await topology.check(partition, doing: doing)
        var high = try await queries.range(of: partition, doing: doing).high
        guard high < offset else { return }
        let line = try await TransactionLine.open(
            id: "replay-advance-\(partition.topic)-\(partition.partition)", options: options)
        defer { line.client.closeSoon() }
        while high < offset {
            let count = Int(min(offset - high, 50_000))
            let before = high
            do {
                try await line.client.callRaw(within: (line.timeout + options.requestTimeout) * 2) { [options] client in
                    try Transaction(
                        client: client, writer: line.writer, timeout: line.timeout, grace: options.requestTimeout
                    ).spend(count, of: partition)
                }
            } catch let failure as KafkaFailure {
                throw failure.translated(doing: doing)
            } catch let undone as Transaction.Broken {
                throw undone.failure.translated(doing: doing)
            }
            // A broker writes down that a transaction is undone a little after it says so.
            let deadline = ContinuousClock.now + options.requestTimeout
            while high < before + Int64(count) {
                guard ContinuousClock.now < deadline else {
                    throw EventLogError.retriable(doing: doing, found: "that it still ends at \(high)")
                }
                high = try await queries.range(of: partition, doing: doing).high
                if high < before + Int64(count) { try await Task.sleep(for: .milliseconds(20)) }
            }
        }
    }

    /// For a cluster without administration, as librdkafka's mock: what topics were made elsewhere.
    package func remember(_ topics: [TopicSpecification]) {
        topology.remember(compacted: Dictionary(topics.map { ($0.name, $0.cleanup == .compact) }) { $1 })
        topology.expect(topics.map { ExpectedTopic(name: $0.name, partitions: $0.partitions) })
    }

    private var catalogue: TopicCatalogue {
        TopicCatalogue(
            administration: Administration(seat: seat, options: options), topology: topology, queries: queries)
    }
}
