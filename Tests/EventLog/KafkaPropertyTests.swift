import EventLog
import Testing

@testable import KafkaLog

/// Configuration of the clients: refused by name, before anything connects.
@Suite struct KafkaPropertyTests {
    @Test(arguments: [
        (["linger.millis": "5"], ["linger.millis", "does not know"]),
        (["linger.ms": "soon"], ["linger.ms", "\"soon\""]),
        (["compression.type": "rar"], ["compression.type", "\"rar\""]),
        (["acks": "1"], ["acks", "exactly-once"]),
        (["bootstrap.servers": "elsewhere:9092"], ["bootstrap.servers", "kafka.bootstrap.servers"]),
    ])
    func aPropertyThatCannotBeIsRefusedByName(properties: [String: String], words: [String]) async {
        await expectFailure(\.isRefused, naming: words) {
            _ = try KafkaLog(options: KafkaOptions(bootstrapServers: "127.0.0.1:1", properties: properties))
        }
    }

    @Test func saslWithoutAMechanismNamesTheSetting() async {
        await expectFailure(\.isRefused, naming: ["KAFKA_SASL_MECHANISM", "sasl_plaintext", "PLAIN"]) {
            _ = try KafkaLog(
                options: KafkaOptions(
                    bootstrapServers: "127.0.0.1:1", properties: ["security.protocol": "sasl_plaintext"]))
        }
    }

    @Test func onlyMembersOfGroupsHaveAnInstanceID() throws {
        let options = KafkaOptions(bootstrapServers: "127.0.0.1:1", properties: ["group.instance.id": "pod-1"])
        try ClientConfiguration.check(options)
        let subscription = GroupSubscription(group: "g", topics: ["kept"])
        for (role, isStatic) in [
            (ClientRole.member(subscription, name: "g-1"), true), (.feed, false), (.queries, false),
        ] {
            let configuration = try ClientConfiguration(role: role, options: options)
            #expect((configuration.value(of: "group.instance.id") == "pod-1") == isStatic)
        }
        let own = try ClientConfiguration(
            role: .member(subscription, name: "g-1"), options: KafkaOptions(bootstrapServers: "127.0.0.1:1"))
        #expect(own.value(of: "group.instance.id") == "g-1")
    }

    @Test func aTransactionsTimeFollowsTheQuotaThatHoldsItBack() {
        let options = KafkaOptions(bootstrapServers: "127.0.0.1:1", transactionTimeout: .seconds(60))
        #expect(TransactionLine.timeout(options) == .seconds(60))
        options.contact.throttled(for: .seconds(2))
        #expect(TransactionLine.timeout(options) == .seconds(60))
        options.contact.throttled(for: .seconds(30))
        options.contact.throttled(for: .seconds(1))
        #expect(TransactionLine.leastTimeout(options) == .seconds(190))
        options.contact.throttled(for: .seconds(3600))
        #expect(TransactionLine.timeout(options) == TransactionLine.longestTimeout)
    }

    @Test func anAnswerThatAQuotaHoldsBackIsWaitedFor() throws {
        let options = KafkaOptions(bootstrapServers: "127.0.0.1:1", transactionTimeout: .seconds(60))
        func line() throws -> TransactionLine {
            var lasting = options
            lasting.transactionTimeout = TransactionLine.timeout(options)
            let configuration = try ClientConfiguration(role: .transactional(id: "t"), options: lasting)
            let patience = try #require(configuration.value(of: "socket.timeout.ms").flatMap { Int($0) })
            #expect(TransactionLine.patience(options) == .milliseconds(patience))
            return TransactionLine(
                client: try Client(.consumer, name: "unused", role: .queries, options: options), writer: RecordWriter(),
                timeout: lasting.transactionTimeout, patience: .milliseconds(patience))
        }
        var lines = [try line()]
        #expect(lines[0].patience == options.requestTimeout && lines[0].outlasts(options))
        // A throttle that grows asks for another client a few times, not at each step.
        for milliseconds in stride(from: 100, through: 20_000, by: 100) {
            options.contact.throttled(for: .milliseconds(milliseconds))
            if !lines[lines.count - 1].outlasts(options) { lines.append(try line()) }
            let patience = lines[lines.count - 1].patience
            #expect(patience >= .milliseconds(milliseconds * 5) && lines[lines.count - 1].outlasts(options))
        }
        #expect(lines.count < 20, "\(lines.map(\.patience))")
        options.contact.throttled(for: .seconds(3600))
        #expect(try line().outlasts(options) && line().patience == TransactionLine.longestPatience)
        for line in lines { line.client.closeSoon() }
    }

    @Test(arguments: ["sasl.password", "ssl.key.password", "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config"])
    func aSecretIsNeverShown(name: String) {
        #expect(ClientConfiguration.isSecret(name))
    }

    @Test func aPropertyIsGivenToTheClientsItIsFor() async throws {
        // Either of them would be warned of by the other kind of client.
        let log = try KafkaLog(
            options: KafkaOptions(
                bootstrapServers: "127.0.0.1:1",
                properties: [
                    "linger.ms": "50", "fetch.min.bytes": "1", "statistics.interval.ms": "0",
                    "max.poll.interval.ms": "400000",
                ],
                report: { notice in
                    if notice.text.contains("will be ignored") { Issue.record("\(notice)") }
                }))
        let producer = try await log.makeProducer()
        await producer.close()
        await log.close()
    }

    @Test func theCatalogueIsReadFromLibrdkafkasDescription() {
        let text = """
            ## Global configuration properties
            Property | C/P | Range | Default | Importance | Description
            ---------|-----|-------|--------:|------------|------------
            client.id | * | | rdkafka | low | Name
            linger.ms | P | 0 .. 900000 | 5 | high | Wait
            fetch.min.bytes | C | 1 .. 100 | 1 | low | Least
            log_cb | * | | | low | Code
            """
        #expect(
            PropertyCatalogue.parse(text) == ["client.id": .all, "linger.ms": .producer, "fetch.min.bytes": .consumer])
        #expect(PropertyCatalogue.names.contains("sasl.mechanism") && PropertyCatalogue.names.count > 100)
        #expect(!PropertyCatalogue.names.contains("enable.idempotence"))
    }
}
