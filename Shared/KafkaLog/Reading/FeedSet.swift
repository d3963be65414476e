import CRdkafka
import EventLog

/// The feeds of one reader, or of one partition number of a member: read together, waited for together.
actor FeedSet {
    /// How far to look for an end of records.
    enum Gathering: Sendable {
        /// Return as soon as there is something.
        case promptly
        /// Return when full, or when all that is there was taken.
        case fully
    }

    struct Read: Sendable {
        var records: [LogRecord] = []
        var next: [TopicPartition: Int64] = [:]
        var high: [TopicPartition: Int64] = [:]
    }

    private let client: FeedClient
    private let queries: Queries
    private let options: KafkaOptions
    private let signal = Signal()
    private var feeds: [TopicPartition: Feed] = [:]

    init(client: FeedClient, queries: Queries, options: KafkaOptions) {
        self.client = client
        self.queries = queries
        self.options = options
    }

    /// Up to `limit` records at or after the positions, each partition in offset order; of each its share first, then
    /// what the others left.
    /// - Parameter wait: for the first record, once the end of all partitions is known. Until then it is found out, for
    ///   at most `options.readPatience`: so an empty answer means that there was nothing.
    /// - Throws: `EventLogError.retriable` when the brokers do not answer.
    func read(
        _ positions: [TopicPartition: Int64], to end: Int64? = nil, limit: Int, wait: Duration,
        gathering: Gathering, doing: String
    ) async throws -> Read {
        var read = Read(next: positions.mapValues { max(0, $0) })
        guard limit > 0, !positions.isEmpty else { return read }
        let (deadline, patience) = (ContinuousClock.now + wait, ContinuousClock.now + options.readPatience)
        var bytes = options.fetchBytes
        while true {
            try Task.checkCancellation()
            let seen = signal.count
            for (place, position) in read.next { try await seek(place, position, doing) }
            // Each gets its share: none is taken from before all were heard of.
            if ContinuousClock.now < patience, try hasUnheard(read.next.keys, doing) {
                await signal.wait(past: seen, until: patience)
                continue
            }
            let horizons = try take(&read, to: end, limit: limit, bytes: &bytes, doing: doing)
            if try await restart(horizons, &read, doing) { continue }
            if isFull(read, limit, bytes) || horizons.values.allSatisfy(\.isPastEnd) { return read }
            let now = ContinuousClock.now
            let isAtEnd = horizons.values.allSatisfy { $0.horizon == .end || $0.isPastEnd }
            if isAtEnd, !read.records.isEmpty || now >= deadline {
                if read.records.isEmpty { try await checkConnection(positions, doing) }
                return read
            }
            if gathering == .promptly, !read.records.isEmpty,
                now >= patience || horizons.values.allSatisfy({ $0.horizon != .cold })
            {
                return read
            }
            if !isAtEnd, now >= patience {
                if !read.records.isEmpty { return read }
                throw EventLogError.retriable(
                    doing: doing,
                    found: client.client.trouble ?? "no answer from the brokers within \(options.readPatience)")
            }
            if let starving = starving(horizons) {
                await signal.wait(past: seen, until: min(patience, .now + Self.nudgeAfter))
                if signal.count == seen { await client.nudge(starving) }
            } else {
                await signal.wait(past: seen, until: isAtEnd ? deadline : patience)
            }
        }
    }

    /// Whether its client was given up: to be made anew.
    nonisolated var isSpent: Bool { client.isSpent }

    /// Stops fetching.
    func end() async {
        let ended = feeds.values
        feeds = [:]
        for feed in ended {
            await client.end(feed)
            client.giveUp(feed.place)
        }
    }

    /// A partition of which much is known to be there and nothing comes.
    private func starving(_ horizons: [TopicPartition: Feed.Taken]) -> TopicPartition? {
        horizons.first { place, taken in
            taken.horizon == .open && (taken.high ?? 0) - taken.position > Self.manyOffsets
        }?.key
    }

    /// More than the markers of a few transactions.
    private static let manyOffsets: Int64 = 100
    /// Longer than a broker under way takes.
    private static let nudgeAfter = Duration.milliseconds(5)

    private func hasUnheard(_ places: some Sequence<TopicPartition>, _ doing: String) throws -> Bool {
        do {
            return try client.client.use { _ in try places.contains { try feeds[$0]?.isUnheard() ?? false } }
        } catch let failure as KafkaFailure {
            throw failure.translated(doing: doing)
        }
    }

    private func isFull(_ read: Read, _ limit: Int, _ bytes: Int) -> Bool {
        read.records.count >= limit || bytes <= 0
    }

    private func seek(_ place: TopicPartition, _ position: Int64, _ doing: String) async throws {
        if let feed = feeds[place], feed.position == position { return }
        feeds[place] = try await client.open(place, from: position, signal: signal, doing: doing)
    }

    private func take(
        _ read: inout Read, to end: Int64?, limit: Int, bytes: inout Int, doing: String
    ) throws -> [TopicPartition: Feed.Taken] {
        var taken: [TopicPartition: Feed.Taken] = [:]
        let places = read.next.keys.sorted()
        let before = read.records.count
        let share = max(1, (limit - read.records.count) / places.count)
        do {
            try client.client.use { client in
                for quota in places.count > 1 ? [share, limit] : [limit] {
                    for place in places {
                        guard let feed = feeds[place] else { continue }
                        taken[place] = try feed.take(
                            min(quota, limit - read.records.count), to: end, bytes: &bytes, into: &read.records,
                            client: client)
                    }
                }
            }
        } catch let failure as KafkaFailure {
            throw failure.translated(doing: doing)
        }
        for (place, result) in taken {
            read.next[place] = result.position
            read.high[place] = result.high
        }
        // That a partition had been read to its end says nothing of now.
        if taken.values.contains(where: { $0.horizon != .cold }) {
            client.client.recovered(hasHeard: read.records.count > before)
        }
        return taken
    }

    /// Positions that are not in the log: below its start they begin there, beyond its end something is wrong.
    private func restart(
        _ horizons: [TopicPartition: Feed.Taken], _ read: inout Read, _ doing: String
    ) async throws -> Bool {
        var hasChanged = false
        for (place, taken) in horizons where taken.horizon == .outOfRange {
            let range = try await queries.range(of: place, doing: doing)
            guard taken.position < range.low else {
                throw EventLogError.refused(
                    doing: doing, found: "offset \(taken.position) of \(place), which ends at \(range.high)",
                    expected: "at most that: the topic was created anew or lost records; "
                        + "reset the group's offsets before going on")
            }
            read.next[place] = range.low
            feeds[place] = nil
            hasChanged = true
        }
        return hasChanged
    }

    /// An empty answer while the brokers were said to be down may only mean that: asks one.
    private func checkConnection(_ positions: [TopicPartition: Int64], _ doing: String) async throws {
        guard client.client.trouble != nil, let place = positions.keys.min() else { return }
        _ = try await queries.range(of: place, doing: doing)
        client.client.recovered()
    }
}
