import EventLog

/// A log whose topics, groups and producers have names of their own in a cluster that others use too; errors and
/// descriptions say the names as the test knows them.
struct NamedLog: EventLog {
    var log: any EventLog
    var names: Names
    /// The session of every member: checks do not wait longer than the cluster asks for.
    var sessionTimeout: Duration
    /// How topics are made where the log cannot.
    var makeTopics: (@Sendable ([TopicSpecification]) throws -> Void)?

    struct Names: Sendable {
        var prefix: String

        func outer(_ name: String) -> String { prefix + name }
        func inner(_ name: String) -> String { name.replacing(prefix, with: "") }
        func outer(_ place: TopicPartition) -> TopicPartition { TopicPartition(outer(place.topic), place.partition) }
        func inner(_ place: TopicPartition) -> TopicPartition { TopicPartition(inner(place.topic), place.partition) }
        func outer(_ record: ProducerRecord) -> ProducerRecord {
            var record = record
            record.topicPartition = outer(record.topicPartition)
            return record
        }
        func inner(_ record: LogRecord) -> LogRecord {
            var record = record
            record.topicPartition = inner(record.topicPartition)
            return record
        }

        func translating<T>(_ body: () async throws -> T) async throws -> T {
            do {
                return try await body()
            } catch let error as EventLogError {
                throw inner(error)
            }
        }

        private func inner(_ error: EventLogError) -> EventLogError {
            switch error {
            case .retriable(let doing, let found): .retriable(doing: inner(doing), found: inner(found))
            case .abortable(let doing, let found): .abortable(doing: inner(doing), found: inner(found))
            case .fenced(let doing, let found): .fenced(doing: inner(doing), found: inner(found))
            case .fatal(let doing, let found): .fatal(doing: inner(doing), found: inner(found))
            case .unknownTopic(let topic): .unknownTopic(inner(topic))
            case .topicContradicts(let topic, let found, let expected):
                .topicContradicts(topic: inner(topic), found: inner(found), expected: inner(expected))
            case .refused(let doing, let found, let expected):
                .refused(doing: inner(doing), found: inner(found), expected: inner(expected))
            case .forbidden(let doing, let found, let expected):
                .forbidden(doing: inner(doing), found: inner(found), expected: inner(expected))
            }
        }
    }

    func identity() async throws -> String? { try await log.identity() }
    var maximumRecordBytes: Int { log.maximumRecordBytes }

    func createTopics(_ topics: [TopicSpecification]) async throws {
        let named = topics.map {
            TopicSpecification(name: names.outer($0.name), partitions: $0.partitions, cleanup: $0.cleanup)
        }
        if let makeTopics { return try makeTopics(named) }
        try await names.translating { try await log.createTopics(named) }
    }

    func deleteTopics(_ topics: [String]) async throws {
        try await names.translating { try await log.deleteTopics(topics.map(names.outer)) }
    }

    func deleteGroups(_ groups: [String]) async throws {
        try await names.translating { try await log.deleteGroups(groups.map(names.outer)) }
    }

    func describeTopics() async throws -> [TopicDescription] {
        try await log.describeTopics().filter { $0.specification.name.hasPrefix(names.prefix) }.map {
            var description = $0
            description.specification.name = names.inner(description.specification.name)
            return description
        }
    }

    func describeGroups() async throws -> [GroupDescription] {
        try await log.describeGroups().filter { $0.name.hasPrefix(names.prefix) }.map { group in
            var group = group
            group.name = names.inner(group.name)
            group.committed = Dictionary(
                uniqueKeysWithValues: group.committed.map { (names.inner($0.key), $0.value) })
            return group
        }
    }

    func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws {
        let named = Dictionary(uniqueKeysWithValues: next.map { (names.outer($0.key), $0.value) })
        try await names.translating { try await log.setOffsets(named, ofGroup: names.outer(group)) }
    }

    func advance(_ partition: TopicPartition, to offset: Int64) async throws {
        try await names.translating { try await log.advance(names.outer(partition), to: offset) }
    }

    func makeProducer() async throws -> any Producer {
        NamedProducer(producer: try await log.makeProducer(), names: names)
    }

    func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
        NamedTransactionalProducer(
            producer: try await log.makeTransactionalProducer(id: names.outer(id)), names: names)
    }

    func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
        var named = subscription
        named.group = names.outer(subscription.group)
        named.topics = subscription.topics.map(names.outer)
        named.sessionTimeout = sessionTimeout
        return NamedMember(member: try await names.translating { try await log.joinGroup(named) }, names: names)
    }

    func makeReader() async throws -> any LogReader {
        NamedReader(reader: try await log.makeReader(), names: names)
    }
}

private struct NamedProducer: Producer {
    let producer: any Producer
    let names: NamedLog.Names

    func append(_ records: [ProducerRecord]) async throws {
        try await names.translating { try await producer.append(records.map(names.outer)) }
    }
    func close() async { await producer.close() }
}

private struct NamedTransactionalProducer: TransactionalProducer {
    let producer: any TransactionalProducer
    let names: NamedLog.Names

    func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
        let named = offsets.map { offsets in
            ConsumedOffsets(
                member: (offsets.member as? NamedMember)?.member ?? offsets.member,
                next: Dictionary(uniqueKeysWithValues: offsets.next.map { (names.outer($0.key), $0.value) }))
        }
        try await names.translating { try await producer.commit(records.map(names.outer), offsets: named) }
    }
    func close() async { await producer.close() }
}

struct NamedMember: GroupMember {
    let member: any GroupMember
    let names: NamedLog.Names

    var group: String { names.inner(member.group) }
    func nextChange() async throws -> MembershipChange? { try await member.nextChange() }
    func release(_ partitions: [Int32]) async throws { try await member.release(partitions) }
    func committedOffsets(partition: Int32) async throws -> [String: Int64] {
        inner(try await member.committedOffsets(partition: partition))
    }
    func fetch(
        partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration
    ) async throws -> Fetched {
        try await names.translating {
            let named = Dictionary(uniqueKeysWithValues: positions.map { (names.outer($0.key), $0.value) })
            let fetched = try await member.fetch(partition: partition, from: named, limit: limit, wait: wait)
            return Fetched(
                records: fetched.records.map(names.inner), next: inner(fetched.next), high: inner(fetched.high))
        }
    }
    func leave() async { await member.leave() }

    private func inner(_ values: [String: Int64]) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: values.map { (names.inner($0.key), $0.value) })
    }
}

private struct NamedReader: LogReader {
    let reader: any LogReader
    let names: NamedLog.Names

    func range(of partition: TopicPartition) async throws -> OffsetRange {
        try await names.translating { try await reader.range(of: names.outer(partition)) }
    }
    func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64? {
        try await names.translating { try await reader.offset(of: names.outer(partition), atOrAfter: time) }
    }
    func read(
        _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
    ) async throws -> (records: [LogRecord], next: Int64) {
        try await names.translating {
            let read = try await reader.read(names.outer(partition), from: offset, to: end, limit: limit, wait: wait)
            return (read.records.map(names.inner), read.next)
        }
    }
    func close() async { await reader.close() }
}
