import EmbeddedLog
import EventLog
import Foundation
import Schemas

/// Measures the console from outside: fills a log with incidents and their cases, times pages, and lets many browsers
/// follow what changes. `Scripts/bench-console` runs it against the real executable.
///
///     ConsoleLoad fill DATA INCIDENTS            writes incidents and cases into the embedded log below DATA
///     ConsoleLoad time URL TOKEN REQUESTS        times GET URL, one after the other
///     ConsoleLoad follow DATA URL TOKEN BROWSERS UPDATES   opens event streams, changes incidents, times each arrival
@main
struct ConsoleLoad {
    static let partitions: Int32 = 6

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map { String($0) }
        switch (arguments.first, arguments.count) {
        case ("fill", 3): try await fill(data: arguments[1], count: Int(arguments[2]) ?? 0)
        case ("time", 4): try await Timing.run(url: arguments[1], token: arguments[2], count: Int(arguments[3]) ?? 0)
        case ("follow", 6):
            try await Following(
                log: try await log(arguments[1]), url: arguments[2], token: arguments[3],
                browsers: Int(arguments[4]) ?? 0, updates: Int(arguments[5]) ?? 0
            ).run()
        default:
            FileHandle.standardError.write(Data("usage: ConsoleLoad fill|time|follow …\n".utf8))
            exit(64)
        }
    }

    static func log(_ data: String) async throws -> EmbeddedLog {
        try await EmbeddedLog(path: URL(filePath: data).appending(path: "log.sqlite").path)
    }

    private static func fill(data: String, count: Int) async throws {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let log = try await log(data)
        try await log.createTopics(
            EventCatalogue.topics.map { name, cleanup in
                let policy: CleanupPolicy =
                    switch cleanup {
                    case .compact: .compact
                    case .never: .delete(retentionMilliseconds: nil)
                    case .days(let days): .delete(retentionMilliseconds: Int64(days) * 86_400_000)
                    }
                return TopicSpecification(name: name, partitions: partitions, cleanup: policy)
            })
        let producer = try await log.makeProducer()
        for start in stride(from: 0, to: count, by: 200) {
            let indexes = start..<min(start + 200, count)
            try await producer.append(
                try indexes.flatMap { index in
                    [
                        try record(.incidentAssessed, Samples.incident(index)),
                        try record(.caseAdvanced, Samples.matter(index)),
                    ]
                })
        }
        await producer.close()
        log.close()
        print("\(count) incidents with their cases")
    }

    static func record(_ kind: EventKind, _ incident: Incident) throws -> ProducerRecord {
        try record(kind, incident.id, incident.subject, try EventCodec.encode(incident, as: .protobuf))
    }

    private static func record(_ kind: EventKind, _ matter: Case) throws -> ProducerRecord {
        try record(kind, matter.incidentID, matter.subject, try EventCodec.encode(matter, as: .protobuf))
    }

    private static func record(
        _ kind: EventKind, _ key: String, _ subject: String, _ value: [UInt8]
    ) throws -> ProducerRecord {
        let now = Samples.now
        let attributes = EventAttributes(
            id: EventID.derive("load", key, String(now)), type: kind.type, source: "/fenghuo/load", time: now,
            subject: key, partitionKey: subject)
        return ProducerRecord(
            to: TopicPartition(kind.topic, Partitioner.partition(forKey: subject, count: partitions)),
            key: Array(key.utf8), value: value,
            headers: attributes.headers.map { RecordHeader($0.name, $0.value) }, timestamp: now)
    }
}

/// Durations as people compare them.
struct Spread {
    private let sorted: [Double]

    init(_ milliseconds: [Double]) { sorted = milliseconds.sorted() }

    func at(_ fraction: Double) -> Double {
        sorted.isEmpty ? .nan : sorted[min(Int(Double(sorted.count) * fraction), sorted.count - 1)]
    }

    var text: String {
        func shown(_ value: Double) -> String { String(format: "%.1f ms", value) }
        return "p50 \(shown(at(0.5))), p95 \(shown(at(0.95))), p99 \(shown(at(0.99))), max \(shown(at(1)))"
    }
}
