/// What `NamespacedLog` hands out beside production: each translates names, and does nothing else.
struct NamespacedProducer: Producer {
    let producer: any Producer
    let namespace: Namespace

    func append(_ records: [ProducerRecord]) async throws { try await producer.append(records.map(namespace.outer)) }
    func close() async { await producer.close() }
}

struct NamespacedTransactionalProducer: TransactionalProducer {
    let producer: any TransactionalProducer
    let namespace: Namespace

    func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
        let outer = offsets.map { offsets in
            ConsumedOffsets(
                // The log knows its own members only.
                member: (offsets.member as? NamespacedMember)?.member ?? offsets.member,
                next: Dictionary(offsets.next.map { (namespace.topic($0.key), $0.value) }) { first, _ in first })
        }
        try await producer.commit(records.map(namespace.outer), offsets: outer)
    }

    func rest() async { await producer.rest() }
    func close() async { await producer.close() }
}

struct NamespacedMember: GroupMember {
    let member: any GroupMember
    let namespace: Namespace

    /// As the log has it.
    var group: String { member.group }

    func nextChange() async throws -> MembershipChange? { try await member.nextChange() }
    func release(_ partitions: [Int32]) async throws { try await member.release(partitions) }

    func committedOffsets(partition: Int32) async throws -> [String: Int64] {
        namespace.inner(try await member.committedOffsets(partition: partition))
    }

    func fetch(
        partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration
    ) async throws -> Fetched {
        let fetched = try await member.fetch(
            partition: partition, from: namespace.outer(positions), limit: limit, wait: wait)
        return Fetched(
            records: fetched.records.map(namespace.inner), next: namespace.inner(fetched.next),
            high: namespace.inner(fetched.high))
    }

    func leave() async { await member.leave() }
    var contact: LogContact? { member.contact }
}

struct NamespacedReader: LogReader {
    let reader: any LogReader
    let namespace: Namespace

    func range(of partition: TopicPartition) async throws -> OffsetRange {
        try await reader.range(of: namespace.topic(partition))
    }

    func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64? {
        try await reader.offset(of: namespace.topic(partition), atOrAfter: time)
    }

    func read(
        _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
    ) async throws -> (records: [LogRecord], next: Int64) {
        let (records, next) = try await reader.read(
            namespace.topic(partition), from: offset, to: end, limit: limit, wait: wait)
        return (records.map(namespace.inner), next)
    }

    func close() async { await reader.close() }
}
