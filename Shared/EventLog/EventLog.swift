/// A partitioned, transactional log, with Kafka's semantics and words.
///
/// What every implementation promises, and the conformance suite checks:
/// - A partition is a sequence; offsets grow, gaps are normal.
/// - A transaction's records and offsets become visible together, or never.
/// - Readers see committed records only, in offset order (`read_committed`).
/// - At most one live transactional producer an id: a newer one fences the older.
/// - Within a group each partition number belongs to one member at a time.
public protocol EventLog: Sendable {
    /// Creates what is missing.
    /// - Throws: `EventLogError.topicContradicts` when a topic of that name is otherwise than specified.
    func createTopics(_ topics: [TopicSpecification]) async throws
    /// Deletes topics for good, with all their records and with what groups have committed of them; those that are not there
    /// are passed over. Whoever still works on one is told that it is gone. A topic of the same name made later is another,
    /// from offset 0.
    func deleteTopics(_ names: [String]) async throws
    /// Forgets groups and what they have committed; those that are not there are passed over.
    /// - Throws: `EventLogError.refused` for a group that has members.
    func deleteGroups(_ names: [String]) async throws
    func describeTopics() async throws -> [TopicDescription]
    func describeGroups() async throws -> [GroupDescription]
    /// Sets where a group without members goes on reading, all of these or none; what is not named stays. A group that is
    /// not there is made. Where it reads nothing, there is nobody to set it back: whoever joins next begins there.
    /// - Parameter next: for each partition the offset of the next record to read, 0 or more.
    /// - Throws: `EventLogError.refused` that names its members while it has any, an offset below 0, or a partition that
    ///   is not there; `unknownTopic`.
    func setOffsets(_ next: [TopicPartition: Int64], ofGroup group: String) async throws
    /// When it was last heard from, and what is wrong with it; answers at once.
    var contact: LogContact { get }
    /// Tells this log from every other: an offset means something together with it only. nil where that is not known.
    func identity() async throws -> String?
    /// The most a record may have, key, value and headers together, in bytes (`ProducerRecord.byteCount`): a larger one is
    /// refused.
    var maximumRecordBytes: Int { get }

    /// A producer that appends records outside transactions. An `append` that is refused writes nothing; one that fails
    /// for the log's sake may have written part of it on Kafka, so who appends anew does so with the same ids.
    func makeProducer() async throws -> any Producer
    /// A producer whose id fences earlier producers of that id (`transactional.id`).
    func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer
    /// Joins a group of consumers.
    func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember
    func makeReader() async throws -> any LogReader
    /// Uses up offsets of a partition, so that its next record has at least this one. Nothing of it is seen but a gap.
    func advance(_ partition: TopicPartition, to offset: Int64) async throws
}

extension EventLog {
    /// Of a log that cannot.
    public func advance(_ partition: TopicPartition, to offset: Int64) async throws {
        throw EventLogError.refused(
            doing: "using up offsets of \(partition)", found: "a log that does not", expected: "one that does")
    }
}

public protocol Producer: Sendable {
    /// Returns when the records are durable.
    func append(_ records: [ProducerRecord]) async throws
    func close() async
}

public protocol TransactionalProducer: Sendable {
    /// Appends the records and stores the offsets of the group, in one transaction.
    /// - Parameter offsets: for each input partition the offset of the next record to read.
    /// - Throws: `EventLogError.fenced` when a newer producer has this id or the member lost the partition (end this
    ///   task); `.retriable`/`.abortable`: nothing of it is visible; restore and go on.
    func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws
    /// Lets go of what only a commit needs, until the next one; that one has to carry offsets, as it is their member
    /// that proves the producer's right then. For a task that has had nothing to do for a while.
    func rest() async
    func close() async
}

extension TransactionalProducer {
    /// Most producers hold nothing that is worth letting go of.
    public func rest() async {}
}

/// How far a member has come, with the proof that it may say so.
public struct ConsumedOffsets: Sendable {
    public var member: any GroupMember
    public var next: [TopicPartition: Int64]

    public init(member: any GroupMember, next: [TopicPartition: Int64]) {
        self.member = member
        self.next = next
    }
}

/// What a member of a group wants.
public struct GroupSubscription: Hashable, Sendable {
    public var group: String
    /// All with the same number of partitions. The log hands out partition *numbers*: partition 3 of every topic meets
    /// in one member.
    public var topics: [String]
    /// A member not heard of for so long loses its partitions.
    public var sessionTimeout: Duration
    /// Shown in descriptions; need not be unique.
    public var clientName: String

    public init(
        group: String, topics: [String], sessionTimeout: Duration = .seconds(10), clientName: String = "fenghuo"
    ) {
        self.group = group
        self.topics = topics
        self.sessionTimeout = sessionTimeout
        self.clientName = clientName
    }
}

/// What happens to a member's partition numbers.
public enum MembershipChange: Hashable, Sendable {
    /// These are now this member's: restore, then fetch from the committed offsets.
    case assigned([Int32])
    /// Finish or abort the work on these, then call `release`; another member waits.
    case revoked([Int32])
    /// These were taken away already (the session timed out): drop what is under way.
    case lost([Int32])
}

public protocol GroupMember: Sendable {
    var group: String { get }
    /// The next change; `nil` once the member has left. One caller at a time.
    func nextChange() async throws -> MembershipChange?
    /// Confirms that work on revoked partitions has stopped.
    func release(_ partitions: [Int32]) async throws
    /// The committed offsets of that partition number, by topic; topics never committed are absent.
    func committedOffsets(partition: Int32) async throws -> [String: Int64]
    /// Up to `limit` committed records of that partition number at or after the positions, each topic in offset order.
    /// Waits up to `wait` for the first one, then returns at once. Positions below the low watermark start there.
    /// - Returns: the records, and for each topic the position to go on from (past gaps too).
    func fetch(partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration) async throws -> Fetched
    /// Leaves the group at once.
    func leave() async
    /// When the group last counted this member in, as far as the log tells; answers at once.
    var contact: LogContact? { get }
}

extension GroupMember {
    public var contact: LogContact? { nil }
}

public struct Fetched: Sendable {
    public var records: [LogRecord]
    public var next: [String: Int64]
    /// The high watermark seen, by topic: lag = high - next.
    public var high: [String: Int64]

    public init(records: [LogRecord], next: [String: Int64], high: [String: Int64]) {
        self.records = records
        self.next = next
        self.high = high
    }
}

public protocol LogReader: Sendable {
    func range(of partition: TopicPartition) async throws -> OffsetRange
    /// The first offset whose record's timestamp is at or after `time` (ms since 1970); `nil` when there is none.
    func offset(of partition: TopicPartition, atOrAfter time: Int64) async throws -> Int64?
    /// Up to `limit` committed records at or after `offset` and before `end`; waits up to `wait` for the first.
    /// - Returns: the records and the position to go on from; at `end` when nothing is left before it.
    func read(_ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration) async throws
        -> (records: [LogRecord], next: Int64)
    func close() async
}

/// What can go wrong with a log; the cases say what the caller may do.
public enum EventLogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Try the same again.
    case retriable(doing: String, found: String)
    /// The transaction is undone: restore and go on.
    case abortable(doing: String, found: String)
    /// A newer producer or member has taken over: stop this task.
    case fenced(doing: String, found: String)
    /// This client is of no more use: end the process and start anew.
    case fatal(doing: String, found: String)
    case unknownTopic(String)
    case topicContradicts(topic: String, found: String, expected: String)
    /// Not for this client: a right is missing, the account is not known, or a group or id is somebody else's. Only a
    /// person mends that, and may do so at any time: say so, and ask again slowly.
    case forbidden(doing: String, found: String, expected: String)
    case refused(doing: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .retriable(let doing, let found): "\(doing): \(found); try again"
        case .abortable(let doing, let found): "\(doing): \(found); nothing was written, restore and go on"
        case .fenced(let doing, let found): "\(doing): fenced, \(found); this task must stop, another has taken over"
        case .fatal(let doing, let found): "\(doing): \(found); the process must be started anew"
        case .unknownTopic(let topic):
            "topic \(topic) is not there, or this user may not see it; create it with `fenghuo topics create`, or give "
                + "the right to describe it"
        case .topicContradicts(let topic, let found, let expected):
            "topic \(topic) is \(found), expected \(expected); change the topic or the configuration"
        case .refused(let doing, let found, let expected), .forbidden(let doing, let found, let expected):
            "\(doing): found \(found), expected \(expected)"
        }
    }

    /// Whether the same may succeed later without a change here: then it is tried again, and said meanwhile.
    public var mayComeRight: Bool {
        switch self {
        case .retriable, .forbidden: true
        case .abortable, .fenced, .fatal, .unknownTopic, .topicContradicts, .refused: false
        }
    }

    /// Whether somebody has to give a right, or a name of one's own.
    public var isForbidden: Bool { if case .forbidden = self { true } else { false } }
}
