import EventLog
import Foundation
import Testing

@testable import KafkaLog

/// On librdkafka's mock cluster: what that can show.
@Suite(.timeLimit(.minutes(2))) struct KafkaOnMockTests {
    static let promises = KafkaRig.promises.filter(\.needs.isEmpty)

    @Test(arguments: promises) func keepsThePromise(_ promise: Promise) async throws {
        let cluster = try MockCluster()
        let under = try KafkaRig.onMock(cluster)
        try await promise.check(under)
        await under.close()
        cluster.close()
    }
}

/// On a real broker: all of it.
@Suite(.enabled(if: KafkaRig.servers != nil), .timeLimit(.minutes(2))) struct KafkaOnBrokerTests {
    @Test(arguments: KafkaRig.promises) func keepsThePromise(_ promise: Promise) async throws {
        let under = try KafkaRig.onBroker(try #require(KafkaRig.servers))
        try await promise.check(under)
        await under.close()
    }
}
