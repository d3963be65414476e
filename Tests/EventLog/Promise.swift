import EventLog
import Testing

/// What a conformance check runs on. A new kind of log supplies these and runs `Promise.all`.
struct LogUnderTest: Sendable {
    var log: any EventLog
    /// The same log, as another process has it.
    var other: any EventLog
    /// Lets the session of a member that has gone silent time out, while these live on.
    var silence: @Sendable (_ member: any GroupMember, _ living: [any GroupMember]) async throws -> Void
    /// Undoes the silence: the member's process goes on as if nothing had been.
    var wake: @Sendable (_ member: any GroupMember) async throws -> Void
    /// Whether one that wakes after its session may have everything of its group moved, once; otherwise what moves is its
    /// share. Kafka takes whoever has a name back into the place it had, as if it had everything still.
    var wakingMovesAll = false
    /// Ends everything.
    var close: @Sendable () async -> Void
}

/// One promise every `EventLog` keeps, and how to check it.
struct Promise: Sendable, CustomTestStringConvertible {
    /// What a check asks of the log below: an imitation of one may not have it.
    enum Need: Hashable, Sendable {
        /// Topics and groups can be created and described.
        case administration
        /// Records are found by their time.
        case times
        /// Transactions are isolated, keep offsets, and fence.
        case transactions
    }

    var testDescription: String
    var needs: Set<Need>
    var check: @Sendable (LogUnderTest) async throws -> Void

    init(
        _ description: String, needing needs: Need..., check: @escaping @Sendable (LogUnderTest) async throws -> Void
    ) {
        testDescription = description
        self.needs = Set(needs)
        self.check = check
    }

    static let all = records + transactions + groups + deletions
}

/// Short ways to say what the promises need.
enum Sample {
    static let kept = TopicSpecification(name: "kept", partitions: 3, cleanup: .delete(retentionMilliseconds: nil))
    static let table = TopicSpecification(name: "table", partitions: 3, cleanup: .compact)
    static let place = TopicPartition("kept", 0)

    static func record(
        _ value: String?, to place: TopicPartition = place, key: String? = "k", at timestamp: Int64 = 1
    ) -> ProducerRecord {
        ProducerRecord(
            to: place, key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) }, timestamp: timestamp)
    }

    static func values(_ records: [LogRecord]) -> [String?] {
        records.map { $0.value.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Everything committed in a partition.
    static func values(in place: TopicPartition = place, of log: any EventLog) async throws -> [String?] {
        let reader = try await log.makeReader()
        let high = try await reader.range(of: place).high
        let read = try await reader.read(place, from: 0, to: high, limit: 10_000, wait: .zero)
        await reader.close()
        return values(read.records)
    }

    /// That many records, and the position behind them: a commit may be acknowledged a moment before it is seen.
    static func read(
        _ count: Int, in place: TopicPartition = place, from offset: Int64 = 0, by reader: any LogReader
    ) async throws -> (records: [LogRecord], next: Int64) {
        var (records, position): ([LogRecord], Int64) = ([], offset)
        while records.count < count {
            let read = try await reader.read(
                place, from: position, to: nil, limit: count - records.count, wait: .seconds(3600))
            records += read.records
            position = read.next
        }
        return (records, position)
    }

    /// Looks again until it is so.
    static func eventually(_ isSo: () async throws -> Bool) async throws {
        while try await !isSo() { try Task.checkCancellation() }
    }

    /// The member is told to give up one of its partitions.
    static func revoked(_ member: any GroupMember, sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> Int32
    {
        let change = try await member.nextChange()
        guard case .revoked(let partitions) = change, let first = partitions.first, partitions.count == 1 else {
            throw Unexpected(change: change)
        }
        return first
    }

    struct Unexpected: Error {
        var change: MembershipChange?
    }

    /// A member that was told of its partitions.
    static func join(
        _ log: any EventLog, _ group: String = "g", topics: [String] = ["kept"], expecting partitions: [Int32]
    ) async throws -> any GroupMember {
        let member = try await log.joinGroup(GroupSubscription(group: group, topics: topics))
        #expect(try await member.nextChange() == .assigned(partitions))
        return member
    }

    static func offsets(_ member: any GroupMember, _ next: Int64, of place: TopicPartition = place) -> ConsumedOffsets {
        ConsumedOffsets(member: member, next: [place: next])
    }
}

/// Expects an error of that kind whose text names these.
func expectFailure(
    _ isKind: @Sendable (EventLogError) -> Bool, naming words: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    let error = await #expect(throws: EventLogError.self, sourceLocation: sourceLocation) { try await body() }
    guard let error else { return }
    #expect(isKind(error), "\(error)", sourceLocation: sourceLocation)
    for word in words { #expect(error.description.contains(word), sourceLocation: sourceLocation) }
}

extension EventLogError {
    var isFenced: Bool { if case .fenced = self { true } else { false } }
    var isRetriable: Bool { if case .retriable = self { true } else { false } }
    var isRefused: Bool { if case .refused = self { true } else { false } }
    var isContradiction: Bool { if case .topicContradicts = self { true } else { false } }
    var isUnknown: Bool { if case .unknownTopic = self { true } else { false } }
}
