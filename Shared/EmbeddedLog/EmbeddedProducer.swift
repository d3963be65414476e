import EventLog
import GRDB
import Synchronization

/// Appends outside transactions.
final class EmbeddedProducer: Producer {
    private let store: Store
    private let isClosed = Mutex(false)

    init(store: Store) { self.store = store }

    func append(_ records: [ProducerRecord]) async throws {
        let doing = "appending \(records.count) records to \(store.path)"
        if isClosed.withLock({ $0 }) {
            throw EventLogError.refused(doing: doing, found: "a closed producer", expected: "an open one")
        }
        let batch = try await Batch(records, store: store, doing: doing)
        let now = store.options.now()
        let levels = try await store.write(doing) { try batch.write(in: $0, now: now, marksEnd: false) }
        store.watch.raise(levels)
    }

    func close() async { isClosed.withLock { $0 = true } }
}

/// Appends and stores offsets in one SQL transaction.
final class EmbeddedTransactionalProducer: TransactionalProducer {
    private let store: Store
    private let id: String
    private let epoch: Int64
    private let isClosed = Mutex(false)

    init(store: Store, id: String, epoch: Int64) {
        self.store = store
        self.id = id
        self.epoch = epoch
    }

    func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
        let doing = "committing \(records.count) records as \(id)"
        if isClosed.withLock({ $0 }) {
            throw EventLogError.refused(doing: doing, found: "a closed producer", expected: "an open one")
        }
        let batch = try await Batch(records, store: store, doing: doing)
        let progress = try await Progress(offsets, store: store, doing: doing)
        let now = store.options.now()
        let levels = try await store.write(doing, whenFull: .abort) { [id, epoch] db in
            try ProducerTable.check(id, epoch: epoch, doing: doing, in: db)
            try progress?.store(in: db, now: now, doing: doing)
            return try batch.write(in: db, now: now, marksEnd: true)
        }
        store.watch.raise(levels)
    }

    func close() async { isClosed.withLock { $0 = true } }
}

/// The epochs by which a newer producer fences the older.
enum ProducerTable {
    static func begin(_ id: String, in db: Database) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO producers(id, epoch) VALUES(?, 0) ON CONFLICT(id) DO UPDATE SET epoch = epoch + 1",
            arguments: [id])
        return try epoch(of: id, in: db) ?? 0
    }

    static func check(_ id: String, epoch: Int64, doing: String, in db: Database) throws {
        let newest = try self.epoch(of: id, in: db) ?? 0
        guard newest == epoch else {
            throw EventLogError.fenced(
                doing: doing, found: "epoch \(newest) of this producer id, while this producer has epoch \(epoch)")
        }
    }

    private static func epoch(of id: String, in db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT epoch FROM producers WHERE id = ?"), arguments: [id])
    }
}

/// Offsets to be stored, with the member's right to do so.
struct Progress: Sendable {
    private var group: Int64
    private var member: Int64
    private var partitions: Set<Int32>
    private var next: [Int64: Int64] = [:]

    /// - Throws: `EventLogError.fenced` when the member already knows that it lost a partition.
    init?(_ offsets: ConsumedOffsets?, store: Store, doing: String) async throws {
        guard let offsets, !offsets.next.isEmpty else { return nil }
        guard let member = offsets.member as? EmbeddedGroupMember else {
            throw EventLogError.refused(
                doing: doing, found: "a member of another kind of log (\(type(of: offsets.member)))",
                expected: "a member of a group of this log")
        }
        group = member.groupID
        partitions = Set(offsets.next.keys.map(\.partition))
        self.member = try member.number(holding: partitions, doing: doing)
        for (partition, position) in offsets.next {
            next[try await store.partitionID(of: partition, doing: doing)] = position
        }
    }

    func store(in db: Database, now: Int64, doing: String) throws {
        try GroupTable.check(member: member, holds: partitions, of: group, now: now, doing: doing, in: db)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO offsets(grp, partition, next) VALUES(?, ?, ?)
                ON CONFLICT(grp, partition) DO UPDATE SET next = excluded.next
                """)
        for (partition, position) in next { try statement.execute(arguments: [group, partition, position]) }
    }
}
