import CRdkafka
import EventLog
import Synchronization

/// A consumer outside groups, with the feeds it fetches for; of each partition at most one.
final class FeedClient: Spendable {
    private struct State {
        var feeds: [TopicPartition: Feed] = [:]
        /// Promised to a reader, whether it has opened them or not.
        var claimed: Set<TopicPartition> = []
    }
    /// Shared with the client's last act.
    private final class Holdings: Sendable {
        let state = Mutex(State())
        let topics = TopicHandles()

        func end() {
            let feeds = state.withLock { state in
                defer { state = State() }
                return Array(state.feeds.values)
            }
            for feed in feeds { feed.end() }
            topics.end()
        }
    }

    let client: Client
    private let holdings: Holdings

    init(name: String, options: KafkaOptions) throws {
        let holdings = Holdings()
        self.holdings = holdings
        client = try Client(.consumer, name: name, role: .feed, options: options, end: { holdings.end() })
    }

    deinit { client.closeSoon() }

    /// Whether the partition is free for a reader; if so it is kept for it.
    func claim(_ place: TopicPartition) -> Bool { holdings.state.withLock { $0.claimed.insert(place).inserted } }

    func giveUp(_ place: TopicPartition) { holdings.state.withLock { _ = $0.claimed.remove(place) } }

    /// Begins to fetch, after ending what was fetched of that partition before.
    func open(_ place: TopicPartition, from position: Int64, signal: Signal, doing: String) async throws -> Feed {
        try await client.call(doing) { [holdings] client in
            holdings.state.withLock { $0.feeds.removeValue(forKey: place) }?.end()
            let topic = try holdings.topics.topic(place.topic, of: client)
            let feed = try Feed(place, from: position, client: client, topic: topic, signal: signal)
            holdings.state.withLock { $0.feeds[place] = feed }
            return feed
        }
    }

    func end(_ feed: Feed) async {
        _ = try? await client.callRaw { [holdings] _ in
            holdings.state.withLock { state in
                if state.feeds[feed.place] === feed { state.feeds[feed.place] = nil }
            }
            feed.end()
        }
    }

    /// Wakes the thread that fetches the partition, by asking its broker something.
    ///
    /// Before 2.2 librdkafka stops fetching a partition whose queue is full, and looks again only when that thread has
    /// something else to do, or after a second (its issue 2879): a fast reader would be kept waiting.
    func nudge(_ place: TopicPartition) async {
        _ = try? await client.callRaw { client in
            let list = PartitionList([place: Int64(-1)])
            rd_kafka_offsets_for_times(client, list.pointer, 1000)
        }
    }

    var isSpent: Bool { client.isSpent }

    func closeSoon() { client.closeSoon() }

    func close() async { await client.close() }
}
