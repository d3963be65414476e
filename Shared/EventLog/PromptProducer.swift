import Synchronization

/// A producer that answers within a time, for whoever keeps somebody waiting.
///
/// What was not taken by then may still be: who appends it anew does so with the same ids.
public struct PromptProducer: Producer {
    private let producer: any Producer
    private let limit: Duration

    public init(_ producer: any Producer, within limit: Duration) {
        self.producer = producer
        self.limit = limit
    }

    /// - Throws: `EventLogError.retriable` when the log has not answered in time.
    public func append(_ records: [ProducerRecord]) async throws {
        let race = Race()
        // Not a child: a log that does not answer does not let go of its caller either.
        Task { [producer] in
            do {
                try await producer.append(records)
                race.end(.success(()))
            } catch {
                race.end(.failure(error))
            }
        }
        let alarm = Task { [limit] in
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            race.end(
                .failure(
                    EventLogError.retriable(
                        doing: "appending \(records.count) records", found: "no answer from the log within \(limit)")))
        }
        defer { alarm.cancel() }
        try await race.outcome()
    }

    public func close() async { await producer.close() }
}

/// The first of two ends counts.
private final class Race: Sendable {
    private enum State {
        case running
        case waited(CheckedContinuation<Void, any Error>)
        case ended(Result<Void, any Error>)
    }
    private let state = Mutex(State.running)

    func end(_ result: Result<Void, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            switch state {
            case .running:
                state = .ended(result)
                return nil
            case .waited(let continuation):
                state = .ended(result)
                return continuation
            case .ended: return nil
            }
        }
        waiting?.resume(with: result)
    }

    func outcome() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let ended = state.withLock { state -> Result<Void, any Error>? in
                if case .ended(let result) = state { return result }
                state = .waited(continuation)
                return nil
            }
            if let ended { continuation.resume(with: ended) }
        }
    }
}
