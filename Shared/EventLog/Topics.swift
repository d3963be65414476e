/// What becomes of old records.
public enum CleanupPolicy: Hashable, Sendable {
    /// Dropped when older than this many milliseconds; `nil`: kept for ever.
    case delete(retentionMilliseconds: Int64?)
    /// The newest record of each key is kept.
    case compact
}

/// A topic as it should be.
public struct TopicSpecification: Hashable, Sendable {
    public var name: String
    public var partitions: Int32
    public var cleanup: CleanupPolicy

    public init(name: String, partitions: Int32, cleanup: CleanupPolicy) {
        self.name = name
        self.partitions = partitions
        self.cleanup = cleanup
    }
}

extension TopicSpecification {
    /// Whether a topic as found would break what is specified. What merely differs is the operator's: records that are
    /// kept longer are.
    public func isBroken(by found: TopicSpecification) -> Bool {
        guard partitions == found.partitions else { return true }
        return switch (cleanup, found.cleanup) {
        case (.compact, .compact): false
        // Rows that nobody changes would be gone.
        case (.compact, .delete): true
        // Events with one key would replace each other.
        case (.delete, .compact): true
        case (.delete, .delete(nil)): false
        case (.delete(nil), .delete): true
        case (.delete(let wanted?), .delete(let kept?)): kept < wanted
        }
    }
}

extension TopicSpecification {
    /// What to do about a topic that has another number of partitions than it should.
    public static let wayToOtherPartitions =
        "what has one key must stay in one partition, so the number cannot change under a running set of topics, and none "
        + "is taken away. Go on with the number as it was, or stop the services and take everything to topics with another "
        + "number: `fenghuo migrate --partitions`, on the same cluster with --to-prefix (Documentation/replay.md)"
}

/// A topic as it is.
public struct TopicDescription: Hashable, Sendable {
    public var specification: TopicSpecification
    /// Per partition: the first offset kept, and the offset the next record will have.
    public var ranges: [OffsetRange]

    public init(specification: TopicSpecification, ranges: [OffsetRange]) {
        self.specification = specification
        self.ranges = ranges
    }
}

/// `low` is the first offset kept, `high` the one after the last (Kafka's watermarks).
public struct OffsetRange: Hashable, Sendable {
    public var low: Int64
    public var high: Int64

    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}

/// A consumer group as `fenghuo groups` shows it.
public struct GroupDescription: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public var id: String
        public var partitions: [Int32]

        public init(id: String, partitions: [Int32]) {
            self.id = id
            self.partitions = partitions
        }
    }
    public var name: String
    public var generation: Int32
    public var members: [Member]
    public var committed: [TopicPartition: Int64]

    public init(name: String, generation: Int32, members: [Member], committed: [TopicPartition: Int64]) {
        self.name = name
        self.generation = generation
        self.members = members
        self.committed = committed
    }
}
