import CRdkafka
import EventLog

/// Questions about partitions, each bounded in time, asked of all their leaders side by side.
///
/// By `rd_kafka_offsets_for_times`, which takes the special times "the first" and "the last" too and keeps its time
/// limit: `rd_kafka_query_watermark_offsets` waits for ever, before 2.3.0, when a partition's leader is gone (its
/// issue 2588).
struct Queries: Sendable {
    let seat: Seat<Client>
    let options: KafkaOptions

    /// Special times of Kafka's ListOffsets request.
    private static let first: Int64 = -2
    private static let last: Int64 = -1
    /// What is waited for a first answer, then for the next: a leader that is gone, or has come back, is found out soon.
    private static let firstPatience = Duration.milliseconds(1500)
    private static let laterPatience = Duration.seconds(3)

    /// The first offset kept, and the one after the last committed (the last stable offset).
    func range(of place: TopicPartition, doing: String) async throws -> OffsetRange {
        let found = try await ranges(of: [place], doing: doing)
        guard let range = found[place] else { throw EventLogError.unknownTopic(place.topic) }
        return range
    }

    /// Those of many partitions at once.
    func ranges(of places: [TopicPartition], doing: String) async throws -> [TopicPartition: OffsetRange] {
        // The end first: what is deleted meanwhile then makes a range shorter, never negative.
        let high = try await offsets(Dictionary(places.map { ($0, Self.last) }) { $1 }, doing: doing)
        let low = try await offsets(Dictionary(places.map { ($0, Self.first) }) { $1 }, doing: doing)
        var ranges: [TopicPartition: OffsetRange] = [:]
        for place in places {
            guard let high = high[place], let low = low[place], low >= 0, high >= 0 else { continue }
            ranges[place] = OffsetRange(low: min(low, high), high: high)
        }
        return ranges
    }

    /// The first offset whose record's timestamp is at or after the time; `nil` when there is none.
    func offset(of place: TopicPartition, atOrAfter time: Int64, doing: String) async throws -> Int64? {
        // Negative times are special offsets to a broker.
        let found = try await offsets([place: max(0, time)], doing: doing)
        return found[place].flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The cluster's own id, which its brokers tell with everything else.
    func cluster() async throws -> String {
        let doing = "asking for the cluster's id"
        let timeout = min(Self.firstPatience, options.requestTimeout).timeout
        let name: String? = try await seat.call(doing) { client in
            guard let name = rd_kafka_clusterid(client, timeout) else { return nil }
            defer { rd_kafka_mem_free(client, name) }
            return String(cString: name)
        }
        guard let name else { throw EventLogError.retriable(doing: doing, found: "no answer") }
        return name
    }

    /// Asks again while a partition has no leader, or the client does not know of the new one yet: after each failure
    /// it looks who leads now.
    private func offsets(_ times: [TopicPartition: Int64], doing: String) async throws -> [TopicPartition: Int64] {
        guard !times.isEmpty else { return [:] }
        let deadline = ContinuousClock.now + options.requestTimeout
        var patience = Self.firstPatience
        while true {
            let client = try seat.occupant(doing: doing)
            do {
                let timeout = min(patience, max(.milliseconds(1), deadline - .now)).timeout
                let found = try await client.callRaw { try Self.ask($0, times, timeout) }
                client.recovered()
                return found
            } catch let failure as KafkaFailure {
                guard failure.maySayAnotherLeads, ContinuousClock.now < deadline else {
                    throw failure.translated(doing: doing)
                }
                patience = Self.laterPatience
                try await Task.sleep(for: .milliseconds(50))
                try? await LeaderLook(client: client).look(within: min(.seconds(2), deadline - .now))
            }
        }
    }

    private static func ask(
        _ client: OpaquePointer, _ times: [TopicPartition: Int64], _ timeout: Int32
    ) throws -> [TopicPartition: Int64] {
        let list = PartitionList(times)
        try KafkaFailure.check(rd_kafka_offsets_for_times(client, list.pointer, timeout))
        var found: [TopicPartition: Int64] = [:]
        for entry in list.entries {
            try KafkaFailure.check(entry.error)
            found[entry.place] = entry.offset
        }
        return found
    }
}

/// Has a client ask who leads the partitions of the topics that it knows.
struct LeaderLook: Sendable {
    let client: Client

    /// Of all topics.
    func look(within limit: Duration) async throws { try await look(ofAll: true, within: limit) }

    /// Of those the client has to do with.
    func lookAtKnown(within limit: Duration) async throws { try await look(ofAll: false, within: limit) }

    private func look(ofAll: Bool, within limit: Duration) async throws {
        let timeout = max(.milliseconds(1), limit).timeout
        try await client.callAside(within: limit) { client in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaFailure.check(rd_kafka_metadata(client, ofAll ? 1 : 0, nil, &metadata, timeout))
            if let metadata { rd_kafka_metadata_destroy(metadata) }
        }
    }
}
