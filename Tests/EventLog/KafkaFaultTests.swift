import EventLog
import Foundation
import Testing

@testable import KafkaLog

/// What becomes of a log whose brokers fail, on librdkafka's mock cluster.
@Suite(.timeLimit(.minutes(1))) struct KafkaFaultTests {
    private static let topic = TopicSpecification(
        name: "kept", partitions: 3, cleanup: .delete(retentionMilliseconds: nil))

    private func withLog(_ body: (KafkaLog, MockCluster) async throws -> Void) async throws {
        let cluster = try MockCluster()
        try cluster.createTopic("kept", partitions: 3)
        let log = try KafkaLog(options: KafkaRig.options(cluster.bootstrapServers))
        log.remember([Self.topic])
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

    /// With a session as long as the rig's clients may hold still.
    private func join(_ log: KafkaLog) async throws -> any GroupMember {
        let member = try await log.joinGroup(
            GroupSubscription(group: "g", topics: ["kept"], sessionTimeout: .seconds(4)))
        #expect(try await member.nextChange() == .assigned([0, 1, 2]))
        return member
    }

    /// The mock cluster lists no groups.
    @Test func brokersThatDoNotListTheirGroupsHaveNotSaidThatThereAreNone() async throws {
        try await withLog { log, _ in
            let error = await #expect(throws: EventLogError.self) { _ = try await log.describeGroups() }
            #expect(error?.description.contains("listing the groups") == true)
        }
    }

    @Test func whatABrokerCannotTakeYetIsTriedAgainByItself() async throws {
        try await withLog { log, cluster in
            cluster.push([.notEnoughReplicas, .requestTimedOut, .notLeader], for: .produce)
            let producer = try await log.makeProducer()
            try await producer.append((0..<10).map { Sample.record("\($0)") })
            #expect(try await Sample.values(of: log) == (0..<10).map { "\($0)" })
            await producer.close()
        }
    }

    @Test(arguments: [
        (
            MockCluster.Request.findCoordinator, MockCluster.Answer.groupAuthorizationFailed,
            "GROUP_AUTHORIZATION_FAILED"
        ),
        (.joinGroup, .inconsistentGroupProtocol, "INCONSISTENT_GROUP_PROTOCOL"),
    ])
    func aGroupThatIsNotOursIsSaidAndIsNoSpare(
        request: MockCluster.Request, answer: MockCluster.Answer, name: String
    ) async throws {
        try await withLog { log, cluster in
            cluster.push(Array(repeating: answer, count: 1000), for: request)
            let member = try await log.joinGroup(
                GroupSubscription(group: "g", topics: ["kept"], sessionTimeout: .seconds(4)))
            await expectFailure(\.isForbidden, naming: ["group g", name]) { _ = try await member.nextChange() }
            #expect(member.contact?.heard == nil)
            await member.leave()
        }
    }

    /// To destroy such a consumer aborts the process in librdkafka before 2.2.1.
    @Test func aMemberMayLeaveBetweenJoiningAndItsFirstAssignment() async throws {
        try await withLog { log, cluster in
            cluster.push(Array(repeating: .rebalanceInProgress, count: 1000), for: .syncGroup)
            let member = try await log.joinGroup(
                GroupSubscription(group: "g", topics: ["kept"], sessionTimeout: .seconds(4)))
            while member.contact?.heard == nil { try await Task.sleep(for: .milliseconds(20)) }
            await member.leave()
        }
    }

    @Test func aMemberIsHeardOfWhileTheGroupCountsItIn() async throws {
        try await withLog { log, cluster in
            let member = try await join(log)
            while member.contact?.heard == nil { try await Task.sleep(for: .milliseconds(20)) }
            await member.leave()
        }
    }

    @Test func whatABrokerForbidsIsSaidAndMayComeRight() async throws {
        try await withLog { log, cluster in
            let producer = try await log.makeProducer()
            cluster.push([.topicAuthorizationFailed], for: .produce)
            await expectFailure(\.isForbidden, naming: ["appending 1 records", "TOPIC_AUTHORIZATION_FAILED", "acls"]) {
                try await producer.append([Sample.record("1")])
            }
            await producer.close()
        }
    }

    @Test func aBrokerThatComesBackIsGoneOnWith() async throws {
        try await withLog { log, cluster in
            let producer = try await log.makeProducer()
            let reader = try await log.makeReader()
            try await producer.append([Sample.record("before")])
            #expect(Sample.values(try await Sample.read(1, by: reader).records) == ["before"])
            cluster.setDown(true)
            async let appended: Void = producer.append([Sample.record("during")])
            async let read = Sample.read(1, from: 1, by: reader)
            cluster.setDown(false)
            try await appended
            #expect(Sample.values(try await read.records) == ["during"])
            await producer.close()
            await reader.close()
        }
    }

    @Test func aClusterThatIsAwayIsSaidToBeSoInTime() async throws {
        // A port that nobody listens at: taken by a cluster, then given back.
        let cluster = try MockCluster()
        var options = KafkaRig.options(cluster.bootstrapServers)
        cluster.close()
        options.requestTimeout = .milliseconds(300)
        let log = try KafkaLog(options: options)
        let reader = try await log.makeReader()
        let producer = try await log.makeProducer()
        await expectFailure(\.isRetriable) { _ = try await reader.range(of: Sample.place) }
        await expectFailure(\.isRetriable) { try await producer.append([Sample.record("1")]) }
        await expectFailure(\.isRetriable) {
            _ = try await log.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
        }
        await expectFailure(\.isRetriable) { try await log.createTopics([Self.topic]) }
        await expectFailure(\.isRetriable, naming: ["starting the producer t"]) {
            _ = try await log.makeTransactionalProducer(id: "t")
        }
        await producer.close()
        await log.close()
    }

    @Test func slowAnswersAreWaitedFor() async throws {
        try await withLog { log, cluster in
            cluster.setRoundTrip(.milliseconds(200))
            let producer = try await log.makeProducer()
            try await producer.append([Sample.record("1")])
            // An empty answer would mean that there is nothing: the end is found out first.
            #expect(try await Sample.values(of: log) == ["1"])
            await producer.close()
        }
    }

    @Test func aTrimmedPartitionIsReadFromWhereItBeginsNow() async throws {
        try await withLog { log, cluster in
            let producer = try await log.makeProducer()
            // The mock cluster keeps 5 MiB of a partition. Noise, as it is compressed.
            var state: UInt64 = 1
            let noise = (0..<90_000).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            for _ in 0..<80 {
                try await producer.append([ProducerRecord(to: Sample.place, key: nil, value: noise, timestamp: 1)])
            }
            let reader = try await log.makeReader()
            let range = try await reader.range(of: Sample.place)
            #expect(range.low > 0 && range.high == 80)
            let first = try await reader.read(Sample.place, from: 0, to: range.high, limit: 1, wait: .zero)
            #expect(first.records.map(\.offset) == [range.low])
            await reader.close()
            await producer.close()
        }
    }

    @Test func aPositionBeyondTheEndIsRefused() async throws {
        try await withLog { log, _ in
            let reader = try await log.makeReader()
            await expectFailure(\.isRefused, naming: ["offset 7 of kept[0]", "ends at 0"]) {
                _ = try await reader.read(Sample.place, from: 7, to: nil, limit: 1, wait: .seconds(3600))
            }
            await reader.close()
        }
    }

    @Test func whenTheGroupMovedOnTheTransactionIsUndoneAndMayBeTriedAgain() async throws {
        try await withLog { log, cluster in
            let member = try await join(log)
            let producer = try await log.makeTransactionalProducer(id: "t")
            cluster.push([.illegalGeneration], for: .transactionOffsetCommit)
            await expectFailure(\.isRetriable, naming: ["as t", "ILLEGAL_GENERATION"]) {
                try await producer.commit([Sample.record("1")], offsets: Sample.offsets(member, 1))
            }
            try await producer.commit([Sample.record("1")], offsets: Sample.offsets(member, 1))
            await producer.close()
            await member.leave()
        }
    }

    @Test func aProducerThatWasReplacedIsFencedForGood() async throws {
        try await withLog { log, cluster in
            let producer = try await log.makeTransactionalProducer(id: "t")
            cluster.push([.invalidProducerEpoch], for: .addPartitionsToTransaction)
            for _ in 0..<2 {
                await expectFailure(\.isFenced, naming: ["as t"]) {
                    try await producer.commit([Sample.record("1")], offsets: nil)
                }
            }
            await producer.close()
        }
    }

    /// Its producer is of no more use then, and still a person has to be told what is missing.
    @Test(arguments: [
        (MockCluster.Request.addPartitionsToTransaction, MockCluster.Answer.transactionalIDAuthorizationFailed),
        (.addOffsetsToTransaction, .transactionalIDAuthorizationFailed),
        (.addOffsetsToTransaction, .groupAuthorizationFailed),
    ])
    func aRightThatIsMissingInATransactionIsNamed(request: MockCluster.Request, answer: MockCluster.Answer) async throws
    {
        try await withLog { log, cluster in
            let member = try await join(log)
            let producer = try await log.makeTransactionalProducer(id: "t")
            cluster.push([answer], for: request)
            await expectFailure(\.isForbidden, naming: ["as t", "AUTHORIZATION_FAILED", "acls"]) {
                try await producer.commit([Sample.record("1")], offsets: Sample.offsets(member, 1))
            }
            await producer.close()
            await member.leave()
        }
    }

    /// The broker ends a transaction that takes too long, and librdkafka calls that fenced, too.
    @Test func aProducerFencedWhileItsPartitionIsStillHeldMayBeStartedAnew() async throws {
        try await withLog { log, cluster in
            let member = try await join(log)
            let producer = try await log.makeTransactionalProducer(id: "t")
            cluster.push([.invalidProducerEpoch], for: .addPartitionsToTransaction)
            await expectFailure({ if case .abortable = $0 { true } else { false } }, naming: ["took longer"]) {
                try await producer.commit([Sample.record("1")], offsets: Sample.offsets(member, 1))
            }
            await producer.close()
            let next = try await log.makeTransactionalProducer(id: "t")
            try await next.commit([Sample.record("1")], offsets: Sample.offsets(member, 1))
            await next.close()
            await member.leave()
        }
    }

    @Test func aFullQueuePushesBackAndLosesNothing() async throws {
        try await withLog { log, cluster in
            var options = KafkaRig.options(cluster.bootstrapServers)
            options.properties["queue.buffering.max.messages"] = "10"
            let narrow = try KafkaLog(options: options)
            narrow.remember([Self.topic])
            let producer = try await narrow.makeProducer()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await producer.append((0..<100).map { Sample.record("\($0)") }) }
                }
                try await group.waitForAll()
            }
            #expect(try await Sample.values(of: log).count == 400)
            await producer.close()
            await narrow.close()
        }
    }
}
