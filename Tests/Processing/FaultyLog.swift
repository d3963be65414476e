import EventLog
import Synchronization

/// A log whose transactional commits fail as told, in turn, and whose readers hang or stutter.
final class FaultyLog: EventLog {
    enum Fault: Sendable {
        /// Fails before anything is written.
        case before(EventLogError)
        /// The commit is written, but whoever made it learns otherwise: as a crash right after it.
        case after(EventLogError)
        /// The producer's process hung until a newer one has taken its id.
        case overtaken
    }

    private let log: any EventLog
    private let faults = Mutex<[Fault]>([])
    private let isRestoringHeld = Mutex(false)
    private let reads = Mutex(0)
    private let attempts = Mutex(0)
    private let isStuttering = Mutex(false)
    private let ids = Mutex<[String]>([])

    init(_ log: any EventLog) { self.log = log }

    func fail(_ next: Fault...) { faults.withLock { $0 += next } }
    /// From now on readers wait until they are cancelled.
    func holdRestoring() { isRestoringHeld.withLock { $0 = true } }
    /// From now on every other read comes back empty and early, as from a slow broker, and the rest bring one record.
    func stutter() { isStuttering.withLock { $0 = true } }
    /// Of the transactional producers made, in turn.
    var transactionalIDs: [String] { ids.withLock { $0 } }
    var readsBegun: Int { reads.withLock { $0 } }
    var commitsTried: Int { attempts.withLock { $0 } }

    func createTopics(_ topics: [TopicSpecification]) async throws { try await log.createTopics(topics) }
    func deleteTopics(_ names: [String]) async throws { try await log.deleteTopics(names) }
    func deleteGroups(_ names: [String]) async throws { try await log.deleteGroups(names) }
    func identity() async throws -> String? { try await log.identity() }
    var maximumRecordBytes: Int { log.maximumRecordBytes }
    func describeTopics() async throws -> [TopicDescription] { try await log.describeTopics() }
    func describeGroups() async throws -> [GroupDescription] { try await log.describeGroups() }
    func makeProducer() async throws -> any Producer { try await log.makeProducer() }
    func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember {
        try await log.joinGroup(subscription)
    }
    func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer {
        ids.withLock { $0.append(id) }
        return FaultyProducer(log: self, id: id, producer: try await log.makeTransactionalProducer(id: id))
    }
    func makeReader() async throws -> any LogReader { HeldReader(log: self, reader: try await log.makeReader()) }

    private struct FaultyProducer: TransactionalProducer {
        let log: FaultyLog
        let id: String
        let producer: any TransactionalProducer

        func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {
            log.attempts.withLock { $0 += 1 }
            switch log.faults.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            case .before(let error): throw error
            case .after(let error):
                try await producer.commit(records, offsets: offsets)
                throw error
            case .overtaken:
                _ = try await log.log.makeTransactionalProducer(id: id)
                try await producer.commit(records, offsets: offsets)
            case nil: try await producer.commit(records, offsets: offsets)
            }
        }
        func close() async { await producer.close() }
    }

    private struct HeldReader: LogReader {
        let log: FaultyLog
        let reader: any LogReader

        func range(of partition: TopicPartition) async throws -> OffsetRange { try await reader.range(of: partition) }
        func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64? {
            try await reader.offset(of: partition, atOrAfter: time)
        }
        func read(
            _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
        ) async throws -> (records: [LogRecord], next: Int64) {
            let begun = log.reads.withLock { reads in
                reads += 1
                return reads
            }
            if log.isStuttering.withLock({ $0 }) {
                guard begun.isMultiple(of: 2) else { return ([], offset) }
                return try await reader.read(partition, from: offset, to: end, limit: 1, wait: wait)
            }
            if log.isRestoringHeld.withLock({ $0 }) { try await Task.sleep(for: .seconds(3600)) }
            return try await reader.read(partition, from: offset, to: end, limit: limit, wait: wait)
        }
        func close() async { await reader.close() }
    }
}
