import CRdkafka
import EventLog

/// The owner of one of librdkafka's lists of partitions.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ places: [TopicPartition] = []) {
        pointer = rd_kafka_topic_partition_list_new(Int32(places.count))
        for place in places { rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition) }
    }

    init(_ offsets: [TopicPartition: Int64]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for (place, offset) in offsets {
            rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition).pointee.offset = offset
        }
    }

    /// A subscription.
    init(topic: String) {
        pointer = rd_kafka_topic_partition_list_new(1)
        // Any partition: RD_KAFKA_PARTITION_UA, whose macro is not imported.
        rd_kafka_topic_partition_list_add(pointer, topic, -1)
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    struct Entry {
        var place: TopicPartition
        var offset: Int64
        var error: rd_kafka_resp_err_t
    }

    var entries: [Entry] { Self.entries(of: pointer) }

    /// Reads a list that someone else owns.
    static func entries(of list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        guard let list, let elements = list.pointee.elems else { return [] }
        return (0..<Int(list.pointee.cnt)).map { index in
            let element = elements[index]
            return Entry(
                place: TopicPartition(String(cString: element.topic), element.partition), offset: element.offset,
                error: element.err)
        }
    }

    static func entries(of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        entries(of: list.map { UnsafePointer($0) })
    }
}
