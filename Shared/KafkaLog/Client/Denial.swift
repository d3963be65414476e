import CRdkafka

/// That the brokers did not take the account. Calls then only learn that nobody answers.
struct Denial {
    var failure: KafkaFailure
    /// When it was last said.
    var at: ContinuousClock.Instant

    /// For so long it holds: librdkafka says the same error again after 30 s at the earliest, with the next try to connect.
    static let lasting: Duration = .seconds(60)

    /// Why a call failed, where that follows from the denial.
    func reason(for failure: KafkaFailure, at now: ContinuousClock.Instant) -> KafkaFailure {
        switch failure.code {
        case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            failure.isOfClient || now - at >= Self.lasting ? failure : self.failure
        default: failure
        }
    }
}
