import EmbeddedLog
import EventLog
import KafkaLog
import Synchronization
import Testing

/// Houses beside each other on one log.
@Suite struct NamespaceTests {
    private let scratch = Scratch()
    private let mentions = TopicSpecification(name: "fenghuo.mentions.v1", partitions: 2, cleanup: .compact)
    private let place = TopicPartition("fenghuo.mentions.v1", 0)

    @Test(arguments: [
        "", ".", "fenghuo", "a b.", "-a.", ".a.", "a..", "a..b.", "烽火.", "a/b.",
        String(repeating: "a", count: 128) + ".",
    ])
    func `A prefix that cannot begin a topic is refused`(prefix: String) {
        #expect(throws: Namespace.Mistake.self) { try Namespace(prefix: prefix) }
    }

    @Test(arguments: [
        ("fenghuo.", "fenghuo.mentions.v1", "analysis", "fenghuo-analysis"),
        ("sandbox.", "sandbox.mentions.v1", "sandbox.analysis", "sandbox-analysis"),
        (
            "fenghuo.drill-room.", "fenghuo.drill-room.mentions.v1", "fenghuo.drill-room.analysis",
            "fenghuo.drill-room-analysis"
        ),
    ])
    func `It begins topics, groups and ids`(prefix: String, topic: String, group: String, client: String) throws {
        let namespace = try Namespace(prefix: prefix)
        #expect(namespace.topic("fenghuo.mentions.v1") == topic && namespace.own(topic) == "fenghuo.mentions.v1")
        #expect(namespace.group("analysis") == group && namespace.clientID(of: "analysis") == client)
        #expect(namespace.isStandard == (prefix == "fenghuo."))
    }

    @Test func `A namespace within another's prefix is not the other's`() throws {
        let inner = try Namespace(prefix: "fenghuo.sandbox.")
        #expect(Namespace.standard.own("fenghuo.sandbox.mentions.v1") == nil)
        #expect(inner.own("fenghuo.mentions.v1") == nil)
        #expect(inner.own("fenghuo.sandbox.mentions.v1") == "fenghuo.mentions.v1")
    }

    @Test func `Houses on one log do not see each other`() async throws {
        let log = try await scratch.open()
        let prefixes = ["fenghuo.", "sandbox.", "fenghuo.sandbox."]
        try await checkApart(prefixes, on: log)
        #expect(
            Set(try await log.describeTopics().map(\.specification.name)) == Set(prefixes.map { $0 + "mentions.v1" }))
        log.close()
    }

    @Test(.enabled(if: KafkaRig.servers != nil, "needs a broker, named by KAFKA_BOOTSTRAP_SERVERS"))
    func `Houses on one cluster do not see each other`() async throws {
        let log = try KafkaLog(options: KafkaRig.options(KafkaRig.servers ?? "", session: .seconds(10)))
        let one = "t\(UInt32.random(in: 0...UInt32.max))"
        try await checkApart(["\(one).", "\(one).sandbox.", "\(one)-sandbox."], on: log)
        await log.close()
    }

    private func checkApart(_ prefixes: [String], on log: any EventLog) async throws {
        let houses = try prefixes.map { NamespacedLog(log, namespace: try Namespace(prefix: $0)) }
        for (house, prefix) in zip(houses, prefixes) {
            try await house.createTopics([mentions])
            let producer = try await house.makeProducer()
            try await producer.append([Sample.record(prefix, to: place)])
            await producer.close()
        }
        for (house, prefix) in zip(houses, prefixes) {
            #expect(try await house.describeTopics().map(\.specification) == [mentions])
            let reader = try await house.makeReader()
            let read = try await reader.read(place, from: 0, to: 1, limit: 10, wait: .seconds(5))
            #expect(Sample.values(read.records) == [prefix] && read.records.map(\.topicPartition) == [place])
            await reader.close()
            // All are in a group of the same name, and each has all partitions of its own.
            let member = try await house.joinGroup(GroupSubscription(group: "analysis", topics: [mentions.name]))
            #expect(try await member.nextChange() == .assigned([0, 1]))
            let fetched = try await member.fetch(
                partition: 0, from: [mentions.name: 0], limit: 10, wait: .seconds(5))
            #expect(Sample.values(fetched.records) == [prefix] && fetched.next == [mentions.name: 1])
            #expect(fetched.high == [mentions.name: 1])
            // An id of the same name fences nobody else's.
            let producer = try await house.makeTransactionalProducer(id: "analysis-0")
            try await producer.commit(
                [Sample.record("more", to: place)], offsets: ConsumedOffsets(member: member, next: [place: 1]))
            await producer.close()
            #expect(try await member.committedOffsets(partition: 0) == [mentions.name: 1])
            let groups = try await house.describeGroups()
            #expect(groups.map(\.name) == ["analysis"] && groups.map(\.committed) == [[place: 1]])
            #expect(groups.flatMap(\.members).map(\.partitions) == [[0, 1]])
            await member.leave()
        }
    }

    /// What has an answer of its own for those who have nothing to say is easily not passed on.
    @Test func `What is asked of the log is asked of it in a namespace, too`() async throws {
        let outer = OuterLog()
        for prefix in ["fenghuo.", "sandbox."] {
            let house = NamespacedLog(outer, namespace: try Namespace(prefix: prefix))
            #expect(house.contact.complaint == "asked" && house.maximumRecordBytes == 17)
            #expect(try await house.identity()?.hasPrefix("outer") == true)
            let member = try await house.joinGroup(GroupSubscription(group: "analysis", topics: [mentions.name]))
            #expect(member.contact?.complaint == "asked")
            let producer = try await house.makeTransactionalProducer(id: "analysis-0")
            await producer.rest()
        }
        #expect(outer.rests.withLock { $0 } == 2)
    }

    /// Answers what there is an answer for by default, otherwise.
    private final class OuterLog: EventLog {
        let rests = Mutex(0)

        var contact: LogContact { LogContact(complaint: "asked") }
        var maximumRecordBytes: Int { 17 }
        func identity() async throws -> String? { "outer" }
        func createTopics(_ topics: [TopicSpecification]) async throws {}
        func deleteTopics(_ names: [String]) async throws {}
        func deleteGroups(_ names: [String]) async throws {}
        func describeTopics() async throws -> [TopicDescription] { [] }
        func describeGroups() async throws -> [GroupDescription] { [] }
        func makeProducer() async throws -> any Producer { throw Unused() }
        func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer { Outer(log: self) }
        func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember { Outer(log: self) }
        func makeReader() async throws -> any LogReader { throw Unused() }

        struct Unused: Error {}
        struct Outer: TransactionalProducer, GroupMember {
            let log: OuterLog
            var group: String { "analysis" }
            var contact: LogContact? { log.contact }
            func commit(_ records: [ProducerRecord], offsets: ConsumedOffsets?) async throws {}
            func rest() async { log.rests.withLock { $0 += 1 } }
            func close() async {}
            func nextChange() async throws -> MembershipChange? { nil }
            func release(_ partitions: [Int32]) async throws {}
            func committedOffsets(partition: Int32) async throws -> [String: Int64] { [:] }
            func fetch(
                partition: Int32, from positions: [String: Int64], limit: Int, wait: Duration
            ) async throws -> Fetched { throw Unused() }
            func leave() async {}
        }
    }

    @Test func `Errors say the name that stands on the log`() async throws {
        let log = try await scratch.open()
        let house = NamespacedLog(log, namespace: try Namespace(prefix: "sandbox."))
        let reader = try await house.makeReader()
        await #expect(throws: EventLogError.unknownTopic("sandbox.mentions.v1")) { try await reader.range(of: place) }
        log.close()
    }
}
