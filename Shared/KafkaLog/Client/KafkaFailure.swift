import CRdkafka
import EventLog

/// What librdkafka found, before it is said what was being done.
struct KafkaFailure: Error {
    var code: rd_kafka_resp_err_t
    var text: String
    var isFatal = false
    var isRetriable = false
    var requiresAbort = false
    /// The client it came from is of no more use and is to be made anew: a call did not return, or it became fatal.
    var isOfClient = false

    init(_ code: rd_kafka_resp_err_t, _ text: String? = nil) {
        self.code = code
        let name = String(cString: rd_kafka_err2name(code))
        self.text = "\(text ?? String(cString: rd_kafka_err2str(code))) (\(name))"
    }

    /// Takes over an error object; `nil` when there is none.
    init?(taking error: OpaquePointer?) {
        guard let error else { return nil }
        self.init(rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)))
        isFatal = rd_kafka_error_is_fatal(error) != 0
        isRetriable = rd_kafka_error_is_retriable(error) != 0
        requiresAbort = rd_kafka_error_txn_requires_abort(error) != 0
        rd_kafka_error_destroy(error)
    }

    /// A call that was not waited for any longer.
    static func late(_ bound: Duration, hadBegun: Bool) -> KafkaFailure {
        var failure = KafkaFailure(
            RD_KAFKA_RESP_ERR__TIMED_OUT,
            hadBegun
                ? "a call of librdkafka did not return within \(bound)"
                : "calls before it took longer than \(bound)")
        failure.isOfClient = hadBegun
        return failure
    }

    /// Whether another look at who leads the partitions may help.
    var maySayAnotherLeads: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__TRANSPORT,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            !isOfClient
        default: false
        }
    }

    /// Throws when the call returned an error object.
    static func check(_ error: OpaquePointer?) throws {
        if let failure = KafkaFailure(taking: error) { throw failure }
    }

    static func check(_ code: rd_kafka_resp_err_t) throws {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaFailure(code) }
    }

    /// What the caller may do about it.
    func translated(doing: String) -> EventLogError {
        switch code {
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            .fenced(doing: doing, found: text)
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            .forbidden(
                doing: doing, found: text,
                expected: "a Kafka user with the right to do so; `fenghuo topics acls` lists what each service needs")
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            .forbidden(doing: doing, found: text, expected: "an account and password that the brokers know")
        case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
            .forbidden(
                doing: doing, found: "a group of another program: \(text)",
                expected: "a group of Fenghuo's own; have the other renamed, or set FENGHUO_TOPICS_PREFIX here")
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
            .refused(doing: doing, found: text, expected: "a broker of Kafka 2.5 or later")
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_RECORD,
            RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
            .refused(doing: doing, found: text, expected: "records that the topic takes")
        case RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR_INVALID_CONFIG, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
            RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, RD_KAFKA_RESP_ERR_INVALID_PARTITIONS,
            RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
            .refused(doing: doing, found: text, expected: "what the broker allows; change the configuration")
        case RD_KAFKA_RESP_ERR__DESTROY:
            .fatal(doing: doing, found: "the log is closed")
        default:
            isFatal ? .fatal(doing: doing, found: text) : .retriable(doing: doing, found: text)
        }
    }
}
