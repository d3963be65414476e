import CRdkafka
import EventLog
import Testing

@testable import KafkaLog

/// Partitions that somebody adds on the broker. On a real one: the mock cluster cannot add any.
@Suite(.enabled(if: KafkaRig.servers != nil), .timeLimit(.minutes(1))) struct KafkaGrowthTests {
    @Test func morePartitionsAreSaidWithTheWayOutAndChangeNothing() async throws {
        let options = KafkaRig.options(try #require(KafkaRig.servers), session: .seconds(6))
        let name = "grown-\(UInt32.random(in: 0...UInt32.max))"
        let topic = TopicSpecification(name: name, partitions: 2, cleanup: .delete(retentionMilliseconds: 3_600_000))
        let log = try KafkaLog(options: options)
        try await log.createTopics([topic])
        let member = try await log.joinGroup(
            GroupSubscription(group: name, topics: [name], sessionTimeout: .seconds(6)))
        #expect(try await member.nextChange() == .assigned([0, 1]))

        try await addPartitions(to: name, total: 4, options)

        try await Sample.eventually { log.contact.complaint?.contains("has 4 partitions, expected 2") == true }
        #expect(log.contact.complaint?.contains("fenghuo migrate") == true)
        await expectFailure(\.isContradiction, naming: ["4 partitions", "2 partitions", "fenghuo migrate"]) {
            try await log.createTopics([topic])
        }
        // The group is dealt the new numbers, too; nobody is told of them.
        let producer = try await log.makeTransactionalProducer(id: name)
        let place = TopicPartition(name, 0)
        try await producer.commit([Sample.record("after", to: place)], offsets: Sample.offsets(member, 1, of: place))
        let reader = try await log.makeReader()
        #expect(Sample.values(try await Sample.read(1, in: place, by: reader).records) == ["after"])
        await reader.close()
        await producer.close()
        await member.leave()
        await log.close()
    }

    private func addPartitions(to topic: String, total: Int, _ options: KafkaOptions) async throws {
        let seat = try Seat(options: options) {
            try Client(.consumer, name: "adding partitions", role: .queries, options: options)
        }
        let administration = Administration(seat: seat, options: options)
        try await administration.request(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, "adding partitions") {
            client, admin, queue in
            var text = [CChar](repeating: 0, count: 256)
            var asked: [OpaquePointer?] = [rd_kafka_NewPartitions_new(topic, total, &text, text.count)]
            defer { rd_kafka_NewPartitions_destroy_array(&asked, asked.count) }
            rd_kafka_CreatePartitions(client, &asked, asked.count, admin, queue)
        } reading: { _ in
        }
        await seat.close()
    }
}
