import EventLog
import GRDB
import Synchronization

/// The open file, with what is known about it in memory.
final class Store: Sendable {
    let path: String
    let options: EmbeddedLogOptions
    let watch: Watch
    private let pool: DatabasePool
    private let probe: DatabaseQueue
    /// Topics never change; one that was deleted is noticed where it is read or written, and all are looked up anew then.
    private let topics = Mutex<[String: Topic]>([:])
    private let contacted = Mutex((contact: LogContact(), failedAt: ContinuousClock.Instant?.none))
    /// What somebody's write failed on is said for so long: a small write may succeed where a larger one did not.
    private static let remembers: Duration = .seconds(10)

    init(path: String, options: EmbeddedLogOptions) throws {
        self.path = path
        self.options = options
        pool = try LogFile.open(path, options: options)
        probe = try LogFile.openProbe(path)
        watch = Watch(interval: options.pollInterval, probe: probe)
        heard()
    }

    /// When the log could last be written, and what was the matter since.
    var contact: LogContact { contacted.withLock { $0.contact } }

    func heard() {
        contacted.withLock { state in
            state.contact.heard = .now
            if state.failedAt.map({ ContinuousClock.now - $0 > Self.remembers }) ?? true {
                state.contact.complaint = nil
            }
        }
    }

    /// - Parameter isWrite: somebody's write failed on it.
    func complained(_ complaint: String, isWrite: Bool = false) {
        contacted.withLock { state in
            state.contact.complaint = complaint
            if isWrite { state.failedAt = .now }
        }
    }

    func close() {
        guard watch.close() else { return }
        // What is under way ends first; SQLite has nothing to say that the caller could use.
        try? pool.close()
        try? probe.close()
    }

    func read<T: Sendable>(_ doing: String, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do {
            return try await pool.read(body)
        } catch {
            if error is GoneTopic { forget() }
            throw Failure.translated(error, doing: doing, whenFull: .retry)
        }
    }

    /// One immediate transaction. Not undone when the calling task is cancelled: the caller always knows how it ended.
    func write<T: Sendable>(
        _ doing: String, whenFull: Failure.WhenFull = .retry, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        do {
            return try await Task { [pool] in try await pool.write(body) }.value
        } catch {
            if error is GoneTopic { forget() }
            let translated = Failure.translated(error, doing: doing, whenFull: whenFull)
            if Failure.isOfTheDisk(error) { complained("\(translated)", isWrite: true) }
            throw translated
        }
    }

    func topic(_ name: String) async throws -> Topic {
        if let topic = topics.withLock({ $0[name] }) { return topic }
        let found = try await read("looking up the topic \(name)") { try TopicTable.find(name, in: $0) }
        guard let found else { throw EventLogError.unknownTopic(name) }
        remember([found])
        return found
    }

    func partitionID(of partition: TopicPartition, doing: String) async throws -> Int64 {
        try await topic(partition.topic).id(of: partition.partition, doing: doing)
    }

    func remember(_ found: [Topic]) {
        topics.withLock { known in
            for topic in found { known[topic.specification.name] = topic }
        }
    }

    /// What is known of topics may not be so any more.
    func forget() { topics.withLock { $0 = [:] } }
}
