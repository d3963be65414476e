import EventLog
import Schemas
import SwiftProtobuf

/// A topic as `--json` prints it.
struct TopicStanding: Encodable {
    struct Partition: Encodable {
        var partition: Int32
        /// The first offset kept, and the one that the next record will have.
        var from: Int64
        var to: Int64
    }
    struct Reader: Encodable {
        var group: String
        var partition: Int32
        var offset: Int64
        var lag: Int64
    }

    var name: String
    /// `compact` or `delete`.
    var cleanup: String
    /// Of what is deleted; nil: kept for ever, or compacted.
    var retentionMilliseconds: Int64?
    /// The service that writes it; nil where every service does.
    var writer: String?
    /// What an event is: CloudEvents type and message; nil for topics of several types.
    var type: String?
    var message: String?
    var partitions: [Partition]
    /// Who has read how far; of `describe` only.
    var readers: [Reader]?

    /// - Parameter namespace: whose names are told.
    init(_ topic: TopicDescription, groups: [GroupDescription]? = nil, in namespace: Namespace = .standard) {
        name = namespace.topic(topic.specification.name)
        switch topic.specification.cleanup {
        case .compact: cleanup = "compact"
        case .delete(let milliseconds): (cleanup, retentionMilliseconds) = ("delete", milliseconds)
        }
        let kind = EventCatalogue.kind(ofTopic: topic.specification.name)
        (writer, type, message) = (kind?.writer, kind?.type, kind?.message.protoMessageName)
        partitions = topic.ranges.enumerated().map {
            Partition(partition: Int32($0.offset), from: $0.element.low, to: $0.element.high)
        }
        readers = groups.map { groups in
            groups.flatMap { group in
                group.committed.filter { $0.key.topic == topic.specification.name }.map { place, offset in
                    let number = Int(place.partition)
                    let high = topic.ranges.indices.contains(number) ? topic.ranges[number].high : offset
                    return Reader(
                        group: namespace.group(group.name), partition: place.partition, offset: offset,
                        lag: max(0, high - offset))
                }
            }.sorted { ($0.group, $0.partition) < ($1.group, $1.partition) }
        }
    }
}
