import CRdkafka
import EventLog
import Foundation
import Synchronization
import Testing

@testable import KafkaLog

/// What becomes of a log whose clients or brokers are of no more use: a client is replaced, the process goes on.
@Suite(.timeLimit(.minutes(1))) struct KafkaHardTimes {
    private static let topic = TopicSpecification(
        name: "kept", partitions: 3, cleanup: .delete(retentionMilliseconds: nil))

    private func withLog(
        _ change: (inout KafkaOptions) -> Void = { _ in }, _ body: (KafkaLog, MockCluster) async throws -> Void
    ) async throws {
        let cluster = try MockCluster()
        try cluster.createTopic("kept", partitions: 3)
        var options = KafkaRig.options(cluster.bootstrapServers)
        change(&options)
        let log = try KafkaLog(options: options)
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

    // MARK: Calls that do not return

    @Test func aCallThatDoesNotReturnLosesItsClientAndNotTheCaller() async throws {
        var options = KafkaOptions(bootstrapServers: "127.0.0.1:1", requestTimeout: .milliseconds(100))
        options.contact = ClusterContact()
        let client = try Client(.consumer, name: "hanging", role: .queries, options: options)
        let gate = DispatchSemaphore(value: 0)
        let failure = await #expect(throws: KafkaFailure.self) {
            try await client.callRaw(within: .milliseconds(50)) { _ in gate.wait() }
        }
        #expect(failure?.isOfClient == true && failure?.text.contains("did not return") == true)
        #expect(client.isSpent)
        // What comes next is told so at once, rather than waiting behind it.
        let next = await #expect(throws: KafkaFailure.self) { try await client.callRaw { _ in } }
        #expect(next?.isOfClient == true)
        gate.signal()
        await client.close()
    }

    @Test func aSeatGivesAnotherClientOnceItsOwnIsSpent() async throws {
        var options = KafkaOptions(bootstrapServers: "127.0.0.1:1", requestTimeout: .milliseconds(100))
        options.contact = ClusterContact()
        let made = Mutex(0)
        let seat = try Seat(options: options) { [options] in
            made.withLock { $0 += 1 }
            return try Client(.consumer, name: "sitting", role: .queries, options: options)
        }
        let gate = DispatchSemaphore(value: 0)
        await #expect(throws: KafkaFailure.self) {
            try await seat.callRaw("waiting", within: .milliseconds(50)) { _ in gate.wait() }
        }
        try await seat.call("going on") { _ in }
        #expect(made.withLock { $0 } == 2)
        gate.signal()
        await seat.close()
    }

    @Test func aProcessWhoseCallsHangAgainAndAgainIsToEnd() async throws {
        var options = KafkaOptions(bootstrapServers: "127.0.0.1:1")
        options.contact = ClusterContact()
        let seat = try Seat(options: options) { [options] in
            try Client(.consumer, name: "sitting", role: .queries, options: options)
        }
        for _ in 0...ClusterContact.maximumStrays { options.contact.strayed() }
        try seat.occupant(doing: "asking").giveUp("as a test wants it")
        #expect(throws: EventLogError.self) { try seat.occupant(doing: "asking") }
        await seat.close()
    }

    @Test func callsOfOneClientGoSideBySideWhereItMayHaveSeveral() async throws {
        let threads = CallThreads(name: "several", limit: 2)
        let (first, second) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // Each waits for the other: one after the other they would never end.
        async let one: Void = threads.run(within: .seconds(30), stuck: {}) {
            first.signal()
            second.wait()
        }
        async let other: Void = threads.run(within: .seconds(30), stuck: {}) {
            second.signal()
            first.wait()
        }
        try await one
        try await other
        threads.stop()
    }

    // MARK: Producers that become fatal

    @Test func aProducerThatBecameFatalIsReplacedByItself() async throws {
        let notices = Mutex<[KafkaNotice]>([])
        try await withLog({ $0.report = { notice in notices.withLock { $0.append(notice) } } }) { log, _ in
            let producer = try #require(try await log.makeProducer() as? KafkaProducer)
            try await producer.append([Sample.record("before")])
            try await producer.becomeFatal(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
            try await producer.append([Sample.record("after")])
            #expect(try await Sample.values(of: log) == ["before", "after"])
            await producer.close()
        }
        let said = notices.withLock { $0 }.first { $0.text.contains("another is made") }
        #expect(said?.text.contains("it became fatal") == true && said?.level == .warning)
    }

    // MARK: Producers that rest

    @Test func aProducerThatRestedGoesOnForAMemberThatHasItsPlaceAndForNobodyElse() async throws {
        try await withLog { log, _ in
            let member = try await log.joinGroup(
                GroupSubscription(group: "g", topics: ["kept"], sessionTimeout: .seconds(4)))
            #expect(try await member.nextChange() == .assigned([0, 1, 2]))
            let producer = try await log.makeTransactionalProducer(id: "t")
            try await producer.commit([Sample.record("before")], offsets: Sample.offsets(member, 1))
            await producer.rest()
            await expectFailure(\.isRefused, naming: ["rested", "no offsets"]) {
                try await producer.commit([Sample.record("nobody's")], offsets: nil)
            }
            try await producer.commit([Sample.record("after")], offsets: Sample.offsets(member, 2))
            #expect(try await Sample.values(of: log) == ["before", "after"])
            await producer.close()
            await member.leave()
        }
    }

    // MARK: Questions

    @Test func whoNoLongerLeadsIsAskedOnceAndThenTheOneWhoDoes() async throws {
        try await withLog { log, cluster in
            let reader = try await log.makeReader()
            cluster.push([.notLeader, .requestTimedOut], for: .listOffsets)
            #expect(try await reader.range(of: Sample.place) == OffsetRange(low: 0, high: 0))
            await reader.close()
        }
    }

    // MARK: Contact

    @Test func aLogSaysWhenItWasHeardFromAndWhatIsWrong() async throws {
        try await withLog({ $0.requestTimeout = .seconds(1) }) { log, cluster in
            try await Sample.eventually { log.contact.isGood(within: .seconds(15)) }
            cluster.setDown(true)
            try await Sample.eventually { log.contact.complaint != nil }
            #expect(log.contact.heard != nil && !log.contact.isGood(within: .seconds(15)))
            cluster.setDown(false)
            try await Sample.eventually { log.contact.isGood(within: .seconds(15)) }
        }
    }

    @Test func anotherNumberOfPartitionsIsNoticedWhileRunning() async throws {
        try await withLog { log, _ in
            var more = Self.topic
            more.partitions = 2
            log.remember([more])
            try await Sample.eventually { log.contact.complaint?.contains("has 3 partitions, expected 2") == true }
            #expect(log.contact.complaint?.contains("fenghuo migrate") == true)
        }
    }

    @Test(arguments: [
        (leader: Int32(-1), inSync: 0, "no leader"),
        (leader: 1, inSync: 1, "fewer than its min.insync.replicas of 2"),
        (leader: 1, inSync: 2, nil),
    ])
    func whatATopicLacksIsSaid(leader: Int32, inSync: Int, said: String?) {
        var found = TopicState(partitions: 1)
        found.note(0, leader: leader, inSync: inSync)
        let complaint = ExpectedTopic(name: "kept", partitions: 1, minimumInSync: 2).complaint(found: found)
        #expect((complaint == nil) == (said == nil))
        if let said { #expect(complaint?.contains(said) == true) }
    }
}
