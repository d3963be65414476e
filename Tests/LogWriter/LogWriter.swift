import EmbeddedLog
import EventLog
import Foundation

/// Writes to a log until it is killed, and says on its output what was acknowledged.
///
/// - `LogWriter FILE`: transactions of 20 records over two partitions with an offset, one line each.
/// - `LogWriter FILE bench RECORDS`: appends in batches of 1000 and says how fast it was.
@main
struct LogWriter {
    static let topics = [
        TopicSpecification(name: "written", partitions: 2, cleanup: .delete(retentionMilliseconds: nil)),
        TopicSpecification(name: "compacted", partitions: 1, cleanup: .compact),
    ]

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print("usage: LogWriter FILE [bench RECORDS]")
            return
        }
        let log = try await EmbeddedLog(path: arguments[1])
        try await log.createTopics(topics)
        if arguments.count > 3, let count = Int(arguments[3]) {
            try await bench(log, count)
        } else {
            try await write(log)
        }
    }

    private static func write(_ log: EmbeddedLog) async throws {
        let producer = try await log.makeTransactionalProducer(id: "writer")
        // The killed writer's session is not waited for: each run is a group of its own.
        let run = ProcessInfo.processInfo.processIdentifier
        let member = try await log.joinGroup(GroupSubscription(group: "run-\(run)", topics: ["written"]))
        guard case .assigned = try await member.nextChange() else { return }
        var batch = 0
        while true {
            let name = "\(run)-\(batch)"
            let records = (0..<20).map { index in
                ProducerRecord(
                    to: TopicPartition("written", Int32(index % 2)), key: Array(name.utf8),
                    value: Array("\(index)".utf8), timestamp: Int64(batch))
            }
            let next = [TopicPartition("written", 0): Int64(batch + 1)]
            try await producer.commit(records, offsets: ConsumedOffsets(member: member, next: next))
            FileHandle.standardOutput.write(Data("\(name)\n".utf8))
            batch += 1
        }
    }

    private static func bench(_ log: EmbeddedLog, _ count: Int) async throws {
        for topic in topics {
            let producer = try await log.makeProducer()
            let value = [UInt8](repeating: 7, count: 300)
            let time = try await ContinuousClock().measure {
                for start in stride(from: 0, to: count, by: 1000) {
                    try await producer.append(
                        (start..<min(start + 1000, count)).map { index in
                            ProducerRecord(
                                to: TopicPartition(topic.name, 0), key: Array("key-\(index % 10_000)".utf8),
                                value: value, headers: [RecordHeader("ce_type", "fenghuo.mention.published.v1")],
                                timestamp: Int64(index))
                        })
                }
            }
            let rate = Double(count) / (Double(time.milliseconds) / 1000)
            print("\(topic.name): \(count) records in \(time), \(Int(rate)) a second")
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
