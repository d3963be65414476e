import EventLog
import Synchronization

/// The consumers that readers of one log share: a process with a hundred readers has one or two.
final class FeedPool: Sendable {
    private struct State {
        var clients: [FeedClient] = []
        var isClosed = false
    }
    private let state = Mutex(State())
    private let options: KafkaOptions

    init(options: KafkaOptions) { self.options = options }

    /// A consumer on which the partition is not read by another; it is kept for the caller until given up.
    func client(for place: TopicPartition) throws -> FeedClient {
        try state.withLock { state in
            guard !state.isClosed else {
                throw EventLogError.fatal(doing: "reading \(place)", found: "the log is closed")
            }
            // What reads with one that was given up begins anew at its next read.
            state.clients.removeAll { $0.isSpent }
            if let client = state.clients.first(where: { $0.claim(place) }) { return client }
            let client = try FeedClient(name: "reader \(state.clients.count)", options: options)
            _ = client.claim(place)
            state.clients.append(client)
            return client
        }
    }

    func close() async {
        let clients = state.withLock { state in
            state.isClosed = true
            defer { state.clients = [] }
            return state.clients
        }
        for client in clients { await client.close() }
    }
}
