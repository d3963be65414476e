import CRdkafka
import EventLog
import Testing

@testable import KafkaLog

/// Rights and accounts that are missing are said, with what they are missing for, until they are there.
@Suite(.timeLimit(.minutes(1))) struct KafkaRightsTests {
    private func withLog(_ body: (KafkaLog, MockCluster) async throws -> Void) async throws {
        let cluster = try MockCluster()
        try cluster.createTopic("kept", partitions: 3)
        let log = try KafkaLog(options: KafkaRig.options(cluster.bootstrapServers))
        log.remember([Sample.kept])
        do {
            try await body(log, cluster)
        } catch {
            await log.close()
            cluster.close()
            throw error
        }
        await log.close()
        cluster.close()
    }

    /// Whoever is refused may not come again: the process says it by itself, until something is written.
    @Test func aRightToWriteThatIsMissingIsSaidWithTheTopicUntilItIsThere() async throws {
        try await withLog { log, cluster in
            let producer = try await log.makeProducer()
            try await Sample.eventually { log.contact.isGood(within: .seconds(15)) }
            cluster.push([.topicAuthorizationFailed], for: .produce)
            await expectFailure(\.isForbidden, naming: ["writing kept"]) {
                try await producer.append([Sample.record("no")])
            }
            #expect(log.contact.complaint?.contains("may not write kept") == true)
            #expect(!log.contact.isGood(within: .seconds(15)))
            // librdkafka takes nothing for the topic until it has asked for it anew.
            try await Sample.eventually { (try? await producer.append([Sample.record("yes")])) != nil }
            #expect(log.contact.complaint == nil && log.contact.isGood(within: .seconds(15)))
            await producer.close()
        }
    }

    @Test func aTransactionThatIsRefusedNamesItsTopics() async throws {
        try await withLog { log, cluster in
            let producer = try await log.makeTransactionalProducer(id: "t")
            cluster.push([.topicAuthorizationFailed], for: .addPartitionsToTransaction)
            await expectFailure(\.isForbidden, naming: ["writing kept"]) {
                try await producer.commit([Sample.record("no")], offsets: nil)
            }
            #expect(log.contact.complaint?.contains("may not write kept") == true)
            await producer.close()
        }
    }

    @Test func aRefusalIsOverOnceItsTopicsAreWrittenOrNobodyTries() {
        let failure = KafkaFailure(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        let now = ContinuousClock.now
        var refused = RefusedWrites()
        refused.refused(["a", "b"], failure, at: now)
        #expect(refused.complaint(at: now)?.contains("one of a, b") == true)
        refused.taken(["a"])
        #expect(refused.complaint(at: now) != nil)
        refused.taken(["a", "b", "c"])
        #expect(refused.complaint(at: now) == nil)
        refused.refused(["a"], failure, at: now)
        #expect(refused.complaint(at: now + .seconds(59)) != nil && refused.complaint(at: now + .seconds(60)) == nil)
    }

    /// librdkafka says that again after half a minute at the earliest; in between calls only learn that nobody answers.
    @Test func anAccountThatIsNotTakenIsTheReasonUntilItIsSaidAgain() {
        let denied = KafkaFailure(RD_KAFKA_RESP_ERR__AUTHENTICATION, "wrong")
        let denial = Denial(failure: denied, at: .now)
        let transport = KafkaFailure(RD_KAFKA_RESP_ERR__TRANSPORT)
        for (seconds, text) in [(0, denied.text), (45, denied.text), (61, transport.text)] {
            #expect(denial.reason(for: transport, at: denial.at + .seconds(seconds)).text == text)
        }
        let other = KafkaFailure(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        #expect(denial.reason(for: other, at: denial.at).text == other.text)
    }
}
