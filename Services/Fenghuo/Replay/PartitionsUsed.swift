import EventLog
import Schemas

/// How many partitions the services of a namespace worked with. Kafka can be told to add some to a topic: those are
/// never written, and keys are not where that number would have them.
enum PartitionsUsed {
    /// - Parameter said: by `FENGHUO_PARTITIONS`, where it is set.
    /// - Returns: the topics without partitions that were added, each with the number that was used.
    /// - Throws: `EventLogError.refused` where topics differ and the partitions that some have more are not empty.
    static func only(of topics: [TopicDescription], said: Int32?, doing: String) throws -> [TopicDescription] {
        guard let least = topics.map(\.specification.partitions).min() else {
            throw EventLogError.refused(doing: doing, found: "no topics", expected: "topics to take along")
        }
        // A number that is said may be that of the other side: it counts where it fits what is there.
        let used = said.flatMap { (1..<least).contains($0) && written(in: topics, from: $0) == nil ? $0 : nil } ?? least
        if let place = written(in: topics, from: used) {
            let counts = Set(topics.map(\.specification.partitions)).sorted()
            throw EventLogError.refused(
                doing: doing, found: "topics of \(counts) partitions, with records in \(place)",
                expected: "topics that all have the same number of partitions, or more of them without a record")
        }
        return topics.map { topic in
            var topic = topic
            topic.specification.partitions = used
            topic.ranges = Array(topic.ranges.prefix(Int(used)))
            return topic
        }
    }

    private static func written(in topics: [TopicDescription], from first: Int32) -> TopicPartition? {
        for topic in topics {
            for (number, range) in topic.ranges.enumerated().dropFirst(Int(first)) where range.high > 0 {
                return TopicPartition(topic.specification.name, Int32(number))
            }
        }
        return nil
    }

    /// Looks at the first records whose partition follows from a header, whether it does with that number.
    /// - Parameter lanes: by the names on the log; `own` has the catalogue's.
    /// - Throws: `EventLogError.refused` with the first that lies elsewhere: all topics were given more partitions.
    static func check(
        _ used: Int32, lanes: [Lane], reader: any LogReader, doing: String, own: (String) -> String?
    ) async throws {
        let telling = [EventKind.mentionPublished.topic, EventKind.journalEntered.topic]
        for lane in lanes where own(lane.topic).map(telling.contains) == true {
            let read = try await reader.read(
                lane.place, from: lane.from, to: lane.to, limit: 100, wait: .milliseconds(500))
            for record in read.records {
                guard let key = record.header("ce_partitionkey") else { continue }
                let wanted = Partitioner.partition(forKey: key, count: used)
                guard wanted != lane.partition else { continue }
                throw EventLogError.refused(
                    doing: doing,
                    found: "a record for \(key) in \(lane.place), where of \(used) it would be in \(wanted)",
                    expected:
                        "records where \(used) partitions have them; where partitions were added on the broker, set "
                        + "FENGHUO_PARTITIONS to the number that the services worked with")
            }
        }
    }
}
