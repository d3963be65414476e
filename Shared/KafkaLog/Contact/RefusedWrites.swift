import CRdkafka

/// Topics that the brokers do not let this process write, as last tried. What is read is asked for all the time; a right to
/// write is missed only once there is something to write, and whoever wrote may not come again.
struct RefusedWrites: Sendable {
    private struct Refusal {
        var text: String
        var at: ContinuousClock.Instant
    }
    /// A transaction does not say which of its topics it was.
    private var refusals: [Set<String>: Refusal] = [:]

    /// For so long it is said after the last try: the right may have been given meanwhile, and nobody has written since.
    static let lasting: Duration = .seconds(60)

    /// - Parameter topics: one of which was refused.
    mutating func refused(_ topics: Set<String>, _ failure: KafkaFailure, at now: ContinuousClock.Instant) {
        refusals = refusals.filter { now - $0.value.at < Self.lasting }
        refusals[topics] = Refusal(text: failure.text, at: now)
    }

    /// All of them were written.
    mutating func taken(_ topics: @autoclosure () -> Set<String>) {
        guard !refusals.isEmpty else { return }
        let topics = topics()
        refusals = refusals.filter { !$0.key.isSubset(of: topics) }
    }

    /// In words that a person can act on; `nil`: nothing was refused.
    func complaint(at now: ContinuousClock.Instant) -> String? {
        refusals.filter { now - $0.value.at < Self.lasting }.min { Self.name($0.key) < Self.name($1.key) }.map {
            "this user may not write \(Self.name($0.key)): \($0.value.text); give the right, `fenghuo topics acls` lists what "
                + "each service needs"
        }
    }

    /// The topic, or those of which it is one.
    static func name(_ topics: Set<String>) -> String {
        topics.count == 1 ? topics.first ?? "" : "one of " + topics.sorted().joined(separator: ", ")
    }
}

extension KafkaFailure {
    /// With the topics of which one was refused: the brokers' answer has no name.
    func naming(_ topics: @autoclosure () -> Set<String>) -> KafkaFailure {
        guard code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED else { return self }
        var named = self
        named.text += ", writing \(RefusedWrites.name(topics()))"
        return named
    }
}
