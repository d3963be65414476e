import EventLog
import Foundation
import KafkaLog

/// Measures `KafkaLog` on a real broker: `Scripts/bench-kafka` runs it side by side with kcat.
///
///     KafkaBench produce SERVERS TOPIC COUNT BYTES
///     KafkaBench consume SERVERS TOPIC COUNT
///     KafkaBench latency SERVERS COUNT
///
/// Each prints one line: what, how many, seconds, and messages a second or milliseconds.
@main
enum KafkaBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch Array(arguments) {
        case let line where line.count == 5 && line[0] == "produce":
            try await produce(try log(line[1]), line[2], try number(line[3]), bytes: try number(line[4]))
        case let line where line.count == 4 && line[0] == "consume":
            try await consume(try log(line[1]), line[2], try number(line[3]))
        case let line where line.count == 3 && line[0] == "latency":
            try await LatencyRun(log: try log(line[1]), other: try log(line[1]), count: try number(line[2])).run()
        default:
            FileHandle.standardError.write(
                Data("usage: KafkaBench produce SERVERS TOPIC COUNT BYTES | consume SERVERS TOPIC COUNT | ".utf8)
                    + Data("latency SERVERS COUNT\n".utf8))
            exit(64)
        }
    }

    private static func log(_ servers: String) throws -> KafkaLog {
        var options = KafkaOptions(bootstrapServers: servers)
        // As kcat has it, for a fair comparison.
        options.queuedBytes = 64 << 20
        return try KafkaLog(options: options)
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw CocoaError(.formatting) }
        return number
    }

    /// Appends in batches, a few of them under way at a time, to partition 0.
    private static func produce(_ log: KafkaLog, _ topic: String, _ count: Int, bytes: Int) async throws {
        let producer = try await log.makeProducer()
        let place = TopicPartition(topic, 0)
        let values = lines(count: 1000, bytes: bytes)
        let batches = (0..<(count / 1000)).count
        // The connection and the topic's metadata are not what is measured.
        try await producer.append([ProducerRecord(to: place, key: nil, value: values[0], timestamp: 1)])
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for batch in 0..<batches {
                if batch >= 16 { try await group.next() }
                group.addTask {
                    try await producer.append(
                        values.map { ProducerRecord(to: place, key: nil, value: $0, timestamp: 1_700_000_000_000) })
                }
            }
            try await group.waitForAll()
        }
        report("produced", batches * 1000, began.duration(to: .now))
        await producer.close()
        await log.close()
    }

    private static func consume(_ log: KafkaLog, _ topic: String, _ count: Int) async throws {
        let reader = try await log.makeReader()
        let place = TopicPartition(topic, 0)
        var position = try await reader.range(of: place).low
        var (seen, bytes) = (0, 0)
        let began = ContinuousClock.now
        while seen < count {
            let (records, next) = try await reader.read(
                place, from: position, to: nil, limit: 10_000, wait: .seconds(10))
            if records.isEmpty { break }
            seen += records.count
            for record in records { bytes += record.value?.count ?? 0 }
            position = next
        }
        report("consumed", seen, began.duration(to: .now))
        await reader.close()
        await log.close()
    }

    /// Lines that differ and compress as text does, about a half.
    static func lines(count: Int, bytes: Int) -> [[UInt8]] {
        var state: UInt64 = 88_172_645_463_325_252
        let words = (0..<512).map { _ -> [UInt8] in
            (0..<6).map { _ in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return UInt8(ascii: "a") + UInt8(state % 26)
            }
        }
        return (0..<count).map { _ in
            var line: [UInt8] = []
            while line.count < bytes {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                line += words[Int(state % 512)] + [UInt8(ascii: " ")]
            }
            return Array(line.prefix(bytes))
        }
    }

    static func report(_ what: String, _ count: Int, _ time: Duration) {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        print(String(format: "KafkaLog %@ %d in %.2f s: %.0f a second", what, count, seconds, Double(count) / seconds))
    }
}
