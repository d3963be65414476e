import CRdkafka
import EventLog

/// One client of a transactional producer, with what belongs to it and its time limit.
struct TransactionLine: Sendable {
    let client: Client
    let writer: RecordWriter
    /// The brokers undo a transaction that takes longer.
    let timeout: Duration
    /// An answer that takes longer is not waited for.
    let patience: Duration

    /// Longer than that brokers do not take by default (`transaction.max.timeout.ms`).
    static let longestTimeout = Duration.seconds(900)

    /// librdkafka waits no longer for an answer (`socket.timeout.ms`).
    static let longestPatience = Duration.seconds(300)

    /// A transaction's records may be held back several times, once for each partition they go to.
    static func leastTimeout(_ options: KafkaOptions) -> Duration {
        let throttle = options.contact.longestThrottle
        guard throttle > .zero else { return options.transactionTimeout }
        return max(options.transactionTimeout, min(longestTimeout, throttle * 6 + .seconds(10)))
    }

    /// With room for a throttle that grows.
    static func timeout(_ options: KafkaOptions) -> Duration {
        let least = leastTimeout(options)
        return least > options.transactionTimeout ? min(longestTimeout, least * 1.5) : least
    }

    /// How long an answer has to be waited for at least. A broker that holds one back by a quota reads nothing more of
    /// that connection meanwhile: what was sent behind it is late, too, and sent again it would only be throttled the
    /// more. Five requests are under way at most.
    static func leastPatience(_ options: KafkaOptions) -> Duration {
        let throttle = options.contact.longestThrottle
        let wanted = throttle > .zero ? throttle * 5 + .seconds(5) : .zero
        return min(max(options.requestTimeout, wanted), leastTimeout(options), longestPatience)
    }

    /// With room for a throttle that grows.
    static func patience(_ options: KafkaOptions) -> Duration {
        let least = leastPatience(options)
        return least > options.requestTimeout ? min(least * 2, timeout(options), longestPatience) : least
    }

    /// Whether its limits are enough for what the brokers' quotas do now.
    func outlasts(_ options: KafkaOptions) -> Bool {
        Self.leastTimeout(options) <= timeout && Self.leastPatience(options) <= patience
    }

    /// Fences earlier producers of the id and ends what they left open.
    static func open(id: String, options: KafkaOptions) async throws -> TransactionLine {
        var options = options
        let patience = patience(options)
        options.transactionTimeout = timeout(options)
        let reports = DeliveryReports()
        let writer = RecordWriter()
        let client = try Client(
            .producer, name: "producer \(id)", role: .transactional(id: id), options: options,
            events: RD_KAFKA_EVENT_DR,
            handle: { _, event in
                // A commit waits for these to be taken; what failed it says itself.
                if rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR { reports.take(event) }
            }, end: { writer.close() })
        let deadline = ContinuousClock.now + options.transactionTimeout + options.requestTimeout
        do {
            let bound = options.transactionTimeout + options.requestTimeout + options.callTimeout
            try await client.call("starting the producer \(id)", within: bound) { client in
                try repeating(until: deadline) { rd_kafka_init_transactions(client, $0) }
            }
        } catch {
            client.closeSoon()
            throw error
        }
        client.recovered()
        return TransactionLine(
            client: client, writer: writer, timeout: options.transactionTimeout, patience: patience)
    }

    /// Repeats a call that may be resumed, while it asks for that.
    /// - Parameters:
    ///   - isWanted: looked at between two calls, each of which is given at most a second: no longer wanted, it is left
    ///     as it is.
    ///   - call: is given how long it may take, in milliseconds.
    static func repeating(
        until deadline: ContinuousClock.Instant, while isWanted: () -> Bool = { true },
        _ call: (Int32) -> OpaquePointer?
    ) throws {
        while let failure = KafkaFailure(taking: call(min(.seconds(1), deadline - .now).timeout)) {
            guard failure.isRetriable, ContinuousClock.now < deadline else { throw failure }
            guard isWanted() else {
                throw KafkaFailure(
                    RD_KAFKA_RESP_ERR__FENCED, "the member lost its partitions while the brokers were waited for")
            }
        }
    }
}
