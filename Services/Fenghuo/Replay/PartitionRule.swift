import EventLog
import Schemas

/// Which partition of a topic with another number of partitions a record belongs to, as its producer would have it.
struct PartitionRule: Sendable {
    /// Of the topics that are read and of those that are written.
    var from: Int32
    var to: Int32
    /// By incident, the subject: for rows whose partition is that of the incident's journal, and that do not say it.
    var subjects: [String: String] = [:]

    /// - Parameter topic: the catalogue's name.
    func partition(of record: LogRecord, topic: String) -> Int32 {
        let before = record.topicPartition.partition
        guard from != to, to > 0 else { return before }
        switch topic {
        case EventKind.chainKept.topic:
            // One chain for each partition of the journal, by number, in the partition of that number.
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            return Int32(key.split(separator: "-").last ?? "").map { ((0..<to).contains($0)) ? $0 : before % to }
                ?? before % to
        case EventKind.headKept.topic:
            let incident = String(decoding: record.key ?? [], as: UTF8.self)
            return subjects[incident].map(hash) ?? before % to
        default:
            return record.header("ce_partitionkey").map(hash) ?? before % to
        }
    }

    private func hash(_ key: String) -> Int32 { Partitioner.partition(forKey: key, count: to) }

    /// The subject of each incident that has a journal.
    static func subjects(of lanes: [Lane], reader: any LogReader) async throws -> [String: String] {
        var subjects: [String: String] = [:]
        for lane in lanes {
            var position = lane.from
            while position < lane.to {
                let read = try await reader.read(
                    lane.place, from: position, to: lane.to, limit: 1000, wait: .milliseconds(500))
                for record in read.records {
                    guard let key = record.key, let subject = record.header("ce_partitionkey") else { continue }
                    subjects[String(decoding: key, as: UTF8.self)] = subject
                }
                guard read.next > position else { break }
                position = read.next
            }
        }
        return subjects
    }
}
