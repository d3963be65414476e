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
    /// Ends everything.
    var close: @Sendable () async -> Void
}

/// One promise every `EventLog` keeps, and how to check it.
struct Promise: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var check: @Sendable (LogUnderTest) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (LogUnderTest) async throws -> Void) {
        testDescription = description
        self.check = check
    }

    static let all = records + transactions + groups
}

/// Short ways to say what the promises need.
enum Sample {
    static let kept = TopicSpecification(name: "kept", partitions: 3, cleanup: .delete(retentionMilliseconds: nil))
    static let table = TopicSpecification(name: "table", partitions: 3, cleanup: .compact)
    static let place = TopicPartition("kept", 0)

    static func record(
        _ value: String?, to place: TopicPartition = place, key: String? = "k", at timestamp: Int64 = 0
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
        return values(try await reader.read(place, from: 0, to: high, limit: 10_000, wait: .zero).records)
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
    var isRefused: Bool { if case .refused = self { true } else { false } }
    var isContradiction: Bool { if case .topicContradicts = self { true } else { false } }
    var isUnknown: Bool { if case .unknownTopic = self { true } else { false } }
}
