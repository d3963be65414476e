/// A log on which only one namespace is seen, by the names of the catalogue.
///
/// In production nothing but descriptions passes through here: producers, members and readers are the log's own.
/// Errors say the names on the log.
public struct NamespacedLog: EventLog {
    public let log: any EventLog
    public let namespace: Namespace
    /// Begins the client ids of members of groups.
    private let clientID: String

    /// - Parameter clientID: begins the client ids; the namespace's own where there is none.
    public init(_ log: any EventLog, namespace: Namespace, clientID: String? = nil) {
        self.log = log
        self.namespace = namespace
        self.clientID = clientID ?? namespace.clientID
    }

    public var contact: LogContact { log.contact }
    public var maximumRecordBytes: Int { log.maximumRecordBytes }

    /// A namespace's topics have offsets of their own: what was copied from another goes by none of them.
    public func identity() async throws -> String? {
        let own = try await log.identity()
        return namespace.isStandard ? own : own.map { "\($0)/\(namespace.topic(Namespace.standardPrefix))" }
    }

    public func createTopics(_ topics: [TopicSpecification]) async throws {
        try await log.createTopics(topics.map(namespace.outer))
    }

    public func deleteTopics(_ names: [String]) async throws {
        try await log.deleteTopics(names.map { namespace.topic($0) })
    }

    public func deleteGroups(_ names: [String]) async throws {
        try await log.deleteGroups(names.map { namespace.group($0) })
    }

    public func describeTopics() async throws -> [TopicDescription] {
        try await log.describeTopics().compactMap { found in
            guard let own = namespace.own(found.specification.name) else { return nil }
            var description = found
            description.specification.name = own
            return description
        }
    }

    public func describeGroups() async throws -> [GroupDescription] {
        try await log.describeGroups().compactMap(namespace.own)
    }

    public func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws {
        try await log.setOffsets(
            Dictionary(next.map { (namespace.topic($0.key), $0.value) }) { first, _ in first },
            ofGroup: namespace.group(group))
    }

    public func makeProducer() async throws -> any Producer {
        let producer = try await log.makeProducer()
        return namespace.isStandard ? producer : NamespacedProducer(producer: producer, namespace: namespace)
    }

    public func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
        let producer = try await log.makeTransactionalProducer(id: namespace.transactionalID(id))
        return namespace.isStandard
            ? producer : NamespacedTransactionalProducer(producer: producer, namespace: namespace)
    }

    public func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
        var outer = subscription
        outer.group = namespace.group(subscription.group)
        outer.topics = subscription.topics.map { namespace.topic($0) }
        outer.clientName = "\(clientID)-\(subscription.clientName)"
        let member = try await log.joinGroup(outer)
        return namespace.isStandard ? member : NamespacedMember(member: member, namespace: namespace)
    }

    public func makeReader() async throws -> any LogReader {
        let reader = try await log.makeReader()
        return namespace.isStandard ? reader : NamespacedReader(reader: reader, namespace: namespace)
    }

    public func advance(_ partition: TopicPartition, to offset: Int64) async throws {
        try await log.advance(namespace.topic(partition), to: offset)
    }
}

extension Namespace {
    func outer(_ topic: TopicSpecification) -> TopicSpecification {
        TopicSpecification(name: self.topic(topic.name), partitions: topic.partitions, cleanup: topic.cleanup)
    }

    func outer(_ record: ProducerRecord) -> ProducerRecord {
        var record = record
        record.topicPartition = topic(record.topicPartition)
        return record
    }

    func inner(_ record: LogRecord) -> LogRecord {
        var record = record
        record.topicPartition.topic = inner(record.topicPartition.topic)
        return record
    }

    func inner(_ topic: String) -> String { own(topic) ?? topic }

    func outer<T>(_ values: [String: T]) -> [String: T] {
        Dictionary(values.map { (topic($0.key), $0.value) }) { first, _ in first }
    }

    func inner<T>(_ values: [String: T]) -> [String: T] {
        Dictionary(values.map { (inner($0.key), $0.value) }) { first, _ in first }
    }
}
