import EventLog
import Foundation
import KafkaLog

/// Measures `KafkaLog` on a real broker: `Scripts/bench-kafka` runs it side by side with kcat and takes the time of the
/// whole process for both.
@main
enum KafkaBench {
    private static let usage = """
        usage: KafkaBench lines COUNT BYTES               writes lines of that length to standard output
               KafkaBench topic SERVERS TOPIC             makes a topic of one partition that expires after an hour
               KafkaBench produce SERVERS TOPIC FILE      appends the file's lines
               KafkaBench consume SERVERS TOPIC COUNT     reads so many records from the beginning
               KafkaBench events SERVERS TOPIC COUNT BYTES  makes a topic of six partitions with so many events
               KafkaBench latency SERVERS COUNT           a lone event through one transactional task, so many times

        """

    static func main() async throws {
        let line = Array(CommandLine.arguments.dropFirst())
        switch (line.first, line.count) {
        case ("lines", 3): BenchLines.write(count: try number(line[1]), bytes: try number(line[2]))
        case ("topic", 3): try await makeTopic(try log(line[1]), line[2])
        case ("produce", 4): try await produce(try log(line[1]), line[2], file: line[3])
        case ("consume", 4): try await consume(try log(line[1]), line[2], try number(line[3]))
        case ("events", 5):
            try await EventFill(
                log: try log(line[1]), topic: line[2], count: try number(line[3]), bytes: try number(line[4])
            ).run()
        case ("latency", 3):
            try await LatencyRun(
                log: try log(line[1], linger: "0"), other: try log(line[1]), count: try number(line[2])
            ).run()
        default:
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
    }

    static func topic(_ name: String) -> TopicSpecification {
        TopicSpecification(name: name, partitions: 1, cleanup: .delete(retentionMilliseconds: 3_600_000))
    }

    /// As kcat is set, for a fair comparison.
    private static func log(_ servers: String, linger: String = "5") throws -> KafkaLog {
        try KafkaLog(
            options: KafkaOptions(
                bootstrapServers: servers, properties: ["linger.ms": linger], queuedBytes: 64 << 20))
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else {
            throw EventLogError.refused(doing: "reading the arguments", found: text, expected: "a whole number above 0")
        }
        return number
    }

    private static func makeTopic(_ log: KafkaLog, _ name: String) async throws {
        try await log.createTopics([topic(name)])
        await log.close()
    }

    /// Of 1000 records each.
    private static let batchesUnderWay = 32

    /// Appends in batches, some of them under way at a time; the file is read as kcat reads it, line by line.
    private static func produce(_ log: KafkaLog, _ topic: String, file: String) async throws {
        let place = TopicPartition(topic, 0)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        guard let lines = LineFile(path: file) else {
            throw EventLogError.refused(doing: "opening \(file)", found: "nothing to read", expected: "a file of lines")
        }
        let producer = try await log.makeProducer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var underWay = 0
            while true {
                var batch: [ProducerRecord] = []
                batch.reserveCapacity(1000)
                while batch.count < 1000, let line = lines.next() {
                    batch.append(ProducerRecord(to: place, key: nil, value: line, timestamp: now))
                }
                if batch.isEmpty { break }
                if underWay == batchesUnderWay { try await group.next() } else { underWay += 1 }
                group.addTask { [batch] in try await producer.append(batch) }
            }
            try await group.waitForAll()
        }
        await producer.close()
        await log.close()
    }

    private static func consume(_ log: KafkaLog, _ topic: String, _ count: Int) async throws {
        let reader = try await log.makeReader()
        let place = TopicPartition(topic, 0)
        var position: Int64 = 0
        var seen = 0
        while seen < count {
            let (records, next) = try await reader.read(
                place, from: position, to: nil, limit: 1000, wait: .seconds(10))
            guard !records.isEmpty else {
                throw EventLogError.refused(
                    doing: "reading \(topic)", found: "\(seen) records", expected: "\(count)")
            }
            seen += records.count
            position = next
        }
        await reader.close()
        await log.close()
    }
}
