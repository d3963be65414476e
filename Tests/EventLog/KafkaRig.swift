import EventLog
import Foundation
import Testing

@testable import KafkaLog

/// Clusters to check `KafkaLog` on.
enum KafkaRig {
    /// The real one, where the environment names it.
    static let servers: String? = {
        let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"]
        if servers?.isEmpty ?? true {
            print(
                """
                KafkaLog is checked on librdkafka's mock cluster only. Skipped: exactly-once, offsets by time, topic \
                administration, which that cluster does not have. Set KAFKA_BOOTSTRAP_SERVERS to a broker to check them.
                """)
            return nil
        }
        return servers
    }()

    /// Those whose description holds `KAFKA_TEST_PROMISE`; all by default.
    static let promises: [Promise] = {
        guard let part = ProcessInfo.processInfo.environment["KAFKA_TEST_PROMISE"] else { return Promise.all }
        return Promise.all.filter { $0.testDescription.contains(part) }
    }()

    /// Of a broker a session is at least `group.min.session.timeout.ms`, by default 6 s.
    static func onBroker(_ servers: String) throws -> LogUnderTest {
        let prefix = "t\(UInt32.random(in: 0...UInt32.max))-"
        return try logUnderTest(servers, session: .seconds(6), prefix: prefix, makeTopics: nil)
    }

    /// The mock cluster takes 3 s for a group's first join: a session must be longer.
    static func onMock(_ cluster: MockCluster) throws -> LogUnderTest {
        try logUnderTest(cluster.bootstrapServers, session: .seconds(4), prefix: "mock-") { topics in
            for topic in topics { try cluster.createTopic(topic.name, partitions: topic.partitions) }
        }
    }

    static func options(_ servers: String, session: Duration = .seconds(4)) -> KafkaOptions {
        var options = KafkaOptions(bootstrapServers: servers)
        options.transactionTimeout = session - .seconds(1)
        options.leastSession = session
        // So that a client whose polling stands still is one that went silent.
        options.properties = ["max.poll.interval.ms": String(session.milliseconds)]
        options.fetchWait = .milliseconds(20)
        if let debug = ProcessInfo.processInfo.environment["KAFKA_TEST_DEBUG"] {
            options.properties["debug"] = debug
            options.report = { print("\($0.client): \($0.text)") }
        }
        return options
    }

    private static func logUnderTest(
        _ servers: String, session: Duration, prefix: String,
        makeTopics: (@Sendable ([TopicSpecification]) throws -> Void)?
    ) throws -> LogUnderTest {
        let options = options(servers, session: session)
        let logs = [try KafkaLog(options: options), try KafkaLog(options: options)]
        var make: (@Sendable ([TopicSpecification]) throws -> Void)?
        if let makeTopics {
            make = { topics in
                try makeTopics(topics)
                for log in logs { log.remember(topics) }
            }
        }
        let named = logs.map {
            NamedLog(log: $0, names: .init(prefix: prefix), sessionTimeout: session, makeTopics: make)
        }
        @Sendable func kafka(_ member: any GroupMember) throws -> KafkaGroupMember {
            try #require((member as? NamedMember)?.member as? KafkaGroupMember)
        }
        return LogUnderTest(
            log: named[0], other: named[1],
            silence: { member, _ in try kafka(member).setSilent(true) },
            wake: { member in try kafka(member).setSilent(false) },
            wakingMovesAll: true,
            close: { for log in logs { await log.close() } })
    }
}
