import EventLog
import Foundation
import KafkaLog
import Processing
import Schemas
import SwiftProtobuf

/// A broker with an event of each public kind on it, for the readers under Examples/: librdkafka's brokers in memory, or
/// the one that is named. Prints where it is, and ends with its standard input.
///
///     ExampleBroker [--altered] [SERVERS]
///
/// `FENGHUO_TOPICS_PREFIX` begins the topics. `--altered`: one entry of the journal says something else than it did when it was sealed.
@main
struct ExampleBroker {
    private static let partitions: Int32 = 2

    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let isAltered = arguments.first == "--altered"
        if isAltered { arguments.removeFirst() }
        let kinds = EventCatalogue.kinds.filter { !$0.isPrivate }
        let topics = kinds.map { kind in
            TopicSpecification(
                name: kind.topic, partitions: partitions,
                cleanup: kind.cleanup == .compact ? .compact : .delete(retentionMilliseconds: 86_400_000))
        }
        let prefix = ProcessInfo.processInfo.environment["FENGHUO_TOPICS_PREFIX"]
        let namespace = try prefix.map { try Namespace(prefix: $0) } ?? .standard
        let cluster = arguments.isEmpty ? try MockCluster() : nil
        let servers = cluster?.bootstrapServers ?? arguments.joined(separator: ",")
        let log = try KafkaLog(options: KafkaOptions(bootstrapServers: servers))
        if let cluster {
            let topics = topics.map {
                TopicSpecification(name: namespace.topic($0.name), partitions: $0.partitions, cleanup: $0.cleanup)
            }
            for topic in topics { try cluster.createTopic(topic.name, partitions: topic.partitions) }
            log.remember(topics)
        } else {
            try await NamespacedLog(log, namespace: namespace).createTopics(topics)
        }
        let producer = try await NamespacedLog(log, namespace: namespace).makeProducer()
        try await producer.append(try records(kinds, isAltered: isAltered))
        FileHandle.standardOutput.write(Data("BOOTSTRAP \(servers)\n".utf8))
        while readLine() != nil {}
        await log.close()
        cluster?.close()
    }

    private static func records(_ kinds: [EventKind], isAltered: Bool) throws -> [ProducerRecord] {
        var records: [ProducerRecord] = []
        func add(
            _ kind: EventKind, _ message: (any Message & Sendable)?, key: String, as type: ContentType = .json,
            isDrill: Bool = false
        ) throws {
            records.append(
                try EventRecord.make(
                    kind: kind, message: message, key: key, about: "lanjiang-bank", partitionKey: "lanjiang-bank",
                    partitions: partitions, id: EventID.derive(kind.type, "\(records.count)"),
                    source: "/fenghuo/\(kind.writer)", now: 1_772_433_000_000, contentType: type, isDrill: isDrill,
                    traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        }
        for kind in kinds where kind.type != EventKind.journalEntered.type {
            try add(kind, try EventExamples.message(of: kind), key: "example")
        }
        // Nothing that a reader should act on: an exercise, and the end of what was.
        let drill = Incident.with {
            $0.id = "drill"
            $0.grade = .i
            $0.drill = true
        }
        try add(.incidentAssessed, drill, key: "drill", isDrill: true)
        try add(.incidentAssessed, nil, key: "gone")
        for (index, sealed) in try EventExamples.journal(4).enumerated() {
            var entry = sealed
            if isAltered, index == 2 { entry.details["grade"] = "IV" }
            try add(
                .journalEntered, entry, key: entry.incidentID, as: index.isMultiple(of: 2) ? .protobuf : .json)
        }
        return records
    }
}
