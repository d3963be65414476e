import Dispatch
public import EventLog
import GRDB

/// The log in one SQLite file: one machine, no broker, Kafka's semantics.
///
/// Producers, members and readers keep the file open until it is closed or they are gone, even without the log.
/// Several logs in several processes may share the file. What was acknowledged survives `kill -9`, and with
/// `Durability.powerLoss` the power going too.
public final class EmbeddedLog: EventLog {
    let store: Store
    private let upkeep: Task<Void, Never>
    private let pulse: Task<Void, Never>

    /// Opens the file, creating it (and its folder) when missing.
    /// - Throws: `EventLogError.refused` when the file is something else or of a newer version.
    public init(path: String, options: EmbeddedLogOptions = .init()) async throws {
        let store = try await withCheckedThrowingContinuation { (opened: CheckedContinuation<Store, any Error>) in
            // Opening may wait for other processes: not on the cooperative pool.
            DispatchQueue.global().async {
                opened.resume(with: Result { try Store(path: path, options: options) })
            }
        }
        self.store = store
        upkeep = Task.detached(priority: .utility) { await Upkeep(store: store).runForever() }
        pulse = Task.detached { await Pulse(store: store).runForever() }
    }

    deinit {
        upkeep.cancel()
        pulse.cancel()
    }

    public var contact: LogContact { store.contact }

    /// Stops everything at once, also what waits. Members do not leave their groups: they time out.
    public func close() {
        upkeep.cancel()
        pulse.cancel()
        store.close()
    }

    /// One full pass of retention and compaction, now.
    public func maintain() async throws {
        try await Upkeep(store: store).pass(pause: nil)
    }

    public func createTopics(_ topics: [TopicSpecification]) async throws {
        for topic in topics { try topic.check() }
        let created = try await store.write("creating topics in \(store.path)") { db in
            try topics.map { try TopicTable.create($0, in: db) }
        }
        store.remember(created)
    }

    public func deleteTopics(_ names: [String]) async throws {
        try await store.write("deleting topics of \(store.path)") { try Deletion.begin(names, in: $0) }
        store.forget()
        // Whoever is stopped here leaves the rest to the upkeep.
        try await Upkeep(store: store).removeDeleted(pause: .milliseconds(1))
    }

    public func deleteGroups(_ names: [String]) async throws {
        let now = store.options.now()
        try await store.write("deleting groups of \(store.path)") { db in
            for name in names { try GroupTable.delete(name, now: now, in: db) }
        }
    }

    public func describeTopics() async throws -> [TopicDescription] {
        try await store.read("describing the topics of \(store.path)") { try TopicTable.describe(in: $0) }
    }

    public func describeGroups() async throws -> [GroupDescription] {
        let now = store.options.now()
        return try await store.read("describing the groups of \(store.path)") {
            try GroupTable.describe(in: $0, now: now)
        }
    }

    public func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws {
        let doing = "setting offsets of group \(group)"
        try OffsetsToSet.check(next, doing: doing)
        var ids: [Int64: Int64] = [:]
        for (place, offset) in next { ids[try await store.partitionID(of: place, doing: doing)] = offset }
        let (now, wanted) = (store.options.now(), ids)
        try await store.write(doing) { db in
            try GroupTable.set(wanted, of: group, now: now, doing: doing, in: db)
        }
    }

    public func identity() async throws -> String? {
        try await store.read("reading the identity of \(store.path)") {
            try String.fetchOne($0, sql: "SELECT name FROM identity")
        }
    }

    public var maximumRecordBytes: Int { store.options.maximumRecordBytes }

    public func makeProducer() async throws -> any Producer {
        EmbeddedProducer(store: store)
    }

    public func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
        let epoch = try await store.write("starting the producer \(id)") { try ProducerTable.begin(id, in: $0) }
        return EmbeddedTransactionalProducer(store: store, id: id, epoch: epoch)
    }

    public func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
        let member = try await EmbeddedGroupMember(store: store, subscription: subscription)
        member.startHeartbeat()
        return member
    }

    public func makeReader() async throws -> any LogReader {
        EmbeddedReader(store: store)
    }

    public func advance(_ partition: TopicPartition, to offset: Int64) async throws {
        let doing = "using up offsets of \(partition) up to \(offset)"
        guard offset < RecordID.maximumOffset else {
            throw EventLogError.refused(
                doing: doing, found: "an offset that is none", expected: "less than \(RecordID.maximumOffset)")
        }
        let id = try await store.partitionID(of: partition, doing: doing)
        let high = try await store.write(doing) { db in
            try db.execute(
                sql: "UPDATE partitions SET high = ? WHERE id = ? AND high < ?", arguments: [offset, id, offset])
            return try TopicTable.range(id, in: db).high
        }
        store.watch.raise([.partition(id): high])
    }
}
