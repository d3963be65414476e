import CRdkafka
import Synchronization

/// librdkafka's own brokers in memory, for tests: produce, consume, groups, errors by request, brokers down, slow
/// answers. No transactions to speak of: it acknowledges them, and neither hides nor fences anything.
///
/// Unchecked: the mock cluster locks itself; the pointers are constant and freed once, by `close`.
package final class MockCluster: @unchecked Sendable {
    /// Requests of the protocol that errors can be pushed for (Kafka's protocol guide, "Api Keys").
    package enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case offsetFetch = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case syncGroup = 14
        case initProducerID = 22
        case addPartitionsToTransaction = 24
        case addOffsetsToTransaction = 25
        case endTransaction = 26
        case transactionOffsetCommit = 28
    }

    /// What a broker answers (the protocol guide, "Error Codes").
    package enum Answer: Int32, Sendable {
        case none = 0
        case notLeader = 6
        case requestTimedOut = 7
        case coordinatorLoading = 14
        case illegalGeneration = 22
        case unknownMember = 25
        case rebalanceInProgress = 27
        case inconsistentGroupProtocol = 23
        case topicAuthorizationFailed = 29
        case groupAuthorizationFailed = 30
        case invalidProducerEpoch = 47
        case concurrentTransactions = 51
        case transactionalIDAuthorizationFailed = 53
        case notEnoughReplicas = 19
    }

    private let instance: OpaquePointer
    private let cluster: OpaquePointer
    private let isClosed = Mutex(false)

    package init(brokers: Int32 = 1) throws {
        var text = [CChar](repeating: 0, count: 256)
        let configuration = rd_kafka_conf_new()
        guard let instance = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &text, text.count),
            let cluster = rd_kafka_mock_cluster_new(instance, brokers)
        else { throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL) }
        self.instance = instance
        self.cluster = cluster
    }

    package var bootstrapServers: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    package func createTopic(_ name: String, partitions: Int32) throws {
        try KafkaFailure.check(rd_kafka_mock_topic_create(cluster, name, partitions, 1))
    }

    /// The next such requests are answered so.
    package func push(_ answers: [Answer], for request: Request) {
        let errors = answers.map { rd_kafka_resp_err_t(rawValue: $0.rawValue) }
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// All brokers hang up and take no connections, or take them again.
    package func setDown(_ isDown: Bool) {
        if isDown {
            rd_kafka_mock_broker_set_down(cluster, -1)
        } else {
            rd_kafka_mock_broker_set_up(cluster, -1)
        }
    }

    /// One broker hangs up and takes no connections.
    package func setDown(broker: Int32) { rd_kafka_mock_broker_set_down(cluster, broker) }

    /// How long every answer takes.
    package func setRoundTrip(_ time: Duration) {
        rd_kafka_mock_broker_set_rtt(cluster, -1, Int32(clamping: time.milliseconds))
    }

    package func close() {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(instance)
    }

    deinit { close() }
}
