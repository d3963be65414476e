/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var topic: String
    public var partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    public static func < (a: Self, b: Self) -> Bool { (a.topic, a.partition) < (b.topic, b.partition) }
    public var description: String { "\(topic)[\(partition)]" }
}

/// A record's header; names may repeat, order is kept.
public struct RecordHeader: Hashable, Sendable {
    public var name: String
    public var value: [UInt8]

    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) { self.init(name, Array(value.utf8)) }
}

/// What a producer appends: no offset yet.
public struct ProducerRecord: Hashable, Sendable {
    public var topicPartition: TopicPartition
    /// `nil` only on topics that are not compacted.
    public var key: [UInt8]?
    /// `nil` is a tombstone: compaction removes the key.
    public var value: [UInt8]?
    /// As they are passed on.
    public var packedHeaders: PackedHeaders
    /// Milliseconds since 1970 (Kafka's CreateTime).
    public var timestamp: Int64

    public init(
        to topicPartition: TopicPartition, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = [],
        timestamp: Int64
    ) {
        self.init(
            to: topicPartition, key: key, value: value, packedHeaders: PackedHeaders(headers), timestamp: timestamp)
    }

    public init(
        to topicPartition: TopicPartition, key: [UInt8]?, value: [UInt8]?, packedHeaders: PackedHeaders,
        timestamp: Int64
    ) {
        self.topicPartition = topicPartition
        self.key = key
        self.value = value
        self.packedHeaders = packedHeaders
        self.timestamp = timestamp
    }

    /// Made anew each time it is asked for.
    public var headers: [RecordHeader] {
        get { packedHeaders.unpacked }
        set { packedHeaders = PackedHeaders(newValue) }
    }

    /// Key, value and headers together.
    public var byteCount: Int { (key?.count ?? 0) + (value?.count ?? 0) + packedHeaders.byteCount }
}

/// A record as it stands in the log.
public struct LogRecord: Hashable, Sendable {
    public var topicPartition: TopicPartition
    /// Grows within a partition; gaps are normal (compaction, transaction markers).
    public var offset: Int64
    /// Milliseconds since 1970.
    public var timestamp: Int64
    public var key: [UInt8]?
    public var value: [UInt8]?
    /// As they are passed on.
    public var packedHeaders: PackedHeaders

    public init(
        topicPartition: TopicPartition, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: [RecordHeader]
    ) {
        self.init(
            topicPartition: topicPartition, offset: offset, timestamp: timestamp, key: key, value: value,
            packedHeaders: PackedHeaders(headers))
    }

    public init(
        topicPartition: TopicPartition, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?,
        packedHeaders: PackedHeaders
    ) {
        self.topicPartition = topicPartition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.packedHeaders = packedHeaders
    }

    /// Made anew each time it is asked for.
    public var headers: [RecordHeader] {
        get { packedHeaders.unpacked }
        set { packedHeaders = PackedHeaders(newValue) }
    }

    /// The last value of the header of that name, read as UTF-8.
    public func header(_ name: String) -> String? {
        packedHeaders.value(of: name).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Which partition a key belongs to, as Kafka's Java client computes it (murmur2, sign bit dropped).
public enum Partitioner {
    public static func partition(forKey key: String, count: Int32) -> Int32 {
        precondition(count > 0, "a topic has at least one partition")
        return Int32(bitPattern: murmur2(Array(key.utf8)) & 0x7fff_ffff) % count
    }

    /// Kafka's `Utils.murmur2` (org.apache.kafka.common.utils.Utils).
    public static func murmur2(_ data: [UInt8]) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var h: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: data.count)
        let whole = data.count / 4
        for i in 0..<whole {
            let at = i * 4
            var k =
                UInt32(data[at]) | UInt32(data[at + 1]) << 8 | UInt32(data[at + 2]) << 16 | UInt32(data[at + 3]) << 24
            k = k &* m
            k ^= k >> 24
            k = k &* m
            h = h &* m
            h ^= k
        }
        let at = whole * 4
        let rest = data.count % 4
        if rest > 2 { h ^= UInt32(data[at + 2]) << 16 }
        if rest > 1 { h ^= UInt32(data[at + 1]) << 8 }
        if rest > 0 {
            h ^= UInt32(data[at])
            h = h &* m
        }
        h ^= h >> 13
        h = h &* m
        h ^= h >> 15
        return h
    }
}
