import EventLog
import Synchronization
import Testing

@testable import KafkaLog

/// What is said of the cluster.
@Suite(.timeLimit(.minutes(1))) struct ClusterWatchTests {
    @Test func `A look that is broken off says nothing, least of all that all is well`() async throws {
        let said = Mutex<[KafkaNotice]>([])
        var options = KafkaOptions(bootstrapServers: "127.0.0.1:1", requestTimeout: .milliseconds(100))
        options.contact = ClusterContact()
        let seat = try Seat(options: options) { [options] in
            try Client(.consumer, name: "watching", role: .queries, options: options)
        }
        let watch = ClusterWatch(
            topology: Topology(seat: seat, options: options),
            administration: Administration(seat: seat, options: options), contact: options.contact
        ) { notice in said.withLock { $0.append(notice) } }
        let run = Task { await watch.run() }
        try await Sample.eventually { said.withLock { !$0.isEmpty } }
        run.cancel()
        await run.value
        #expect(said.withLock { $0 }.allSatisfy { $0.level == .warning && $0.text.contains("do not answer") })
        await seat.close()
    }

    /// librdkafka tries to connect without any pause while a question waits for a broker that is not there.
    @Test func `A broker that hung up is asked again only once it takes connections`() async throws {
        let cluster = try MockCluster(brokers: 2)
        try cluster.createTopic("kept", partitions: 4)
        var options = KafkaRig.options(cluster.bootstrapServers)
        options.contact = ClusterContact()
        let seat = try Seat(options: options) { [options] in
            try Client(.consumer, name: "watching", role: .queries, options: options, callsAtOnce: 4)
        }
        let topology = Topology(seat: seat, options: options)
        topology.expect([ExpectedTopic(name: "kept", partitions: 4)])
        let watch = ClusterWatch(
            topology: topology, administration: Administration(seat: seat, options: options), contact: options.contact
        ) { _ in }
        var silent: [Int32: ContinuousClock.Instant] = [:]
        // A broker that has just begun may take its time over the first question.
        var complaint = await watch.look(&silent)
        while complaint != nil || !silent.isEmpty, !Task.isCancelled { complaint = await watch.look(&silent) }
        cluster.setDown(broker: 2)
        while silent[2] == nil, !Task.isCancelled { _ = await watch.look(&silent) }
        // Three questions that are waited for would take 4.5 s.
        let began = ContinuousClock.now
        for _ in 0..<3 { _ = await watch.look(&silent) }
        #expect(silent[2] != nil && ContinuousClock.now - began < ClusterWatch.brokerPatience * 2)
        await seat.close()
        cluster.close()
    }

    @Test func `A place where nobody listens is not open`() async throws {
        let cluster = try MockCluster()
        let parts = cluster.bootstrapServers.split(separator: ":")
        let address = BrokerAddress(host: String(parts[0]), port: try #require(Int32(parts[1])))
        #expect(address.isOpen(within: .seconds(5)))
        cluster.setDown(true)
        #expect(!address.isOpen(within: .seconds(5)))
        #expect(!BrokerAddress(host: "no.such.host.invalid", port: 1).isOpen(within: .seconds(1)))
        cluster.close()
    }
}
