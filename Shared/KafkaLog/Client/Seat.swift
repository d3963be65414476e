import EventLog
import Synchronization

/// What may come to be of no more use, and is then made anew.
protocol Spendable: Sendable {
    var isSpent: Bool { get }
    /// Lets go of it in the background.
    func closeSoon()
    /// Lets go of it; waits for a bounded time.
    func close() async
}

extension Client: Spendable {}

/// Holds one of these, and another once that is spent.
final class Seat<Occupant: Spendable>: Sendable {
    private struct State {
        var occupant: Occupant
        var isClosed = false
    }
    private let state: Mutex<State>
    private let make: @Sendable () throws -> Occupant
    private let contact: ClusterContact

    init(options: KafkaOptions, make: @escaping @Sendable () throws -> Occupant) throws {
        state = Mutex(State(occupant: try make()))
        self.make = make
        contact = options.contact
    }

    deinit { state.withLock { $0.occupant }.closeSoon() }

    /// The one who sits there now.
    /// - Throws: `EventLogError.fatal` when the log is closed, or too many were spent.
    func occupant(doing: String) throws -> Occupant {
        try state.withLock { state in
            guard state.occupant.isSpent, !state.isClosed else { return state.occupant }
            guard !contact.hasTooManyStrays else {
                throw EventLogError.fatal(
                    doing: doing, found: "more than \(ClusterContact.maximumStrays) calls of librdkafka do not return")
            }
            let spent = state.occupant
            state.occupant = try make()
            spent.closeSoon()
            return state.occupant
        }
    }

    func close() async {
        let last = state.withLock { state in
            state.isClosed = true
            return state.occupant
        }
        await last.close()
    }

    func closeSoon() {
        state.withLock { state in
            state.isClosed = true
            return state.occupant
        }.closeSoon()
    }
}

extension Seat<Client> {
    /// A bounded call on whoever sits there; see `Client.call`.
    func call<T: Sendable>(
        _ doing: String, within bound: Duration? = nil, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        try await occupant(doing: doing).call(doing, within: bound, body)
    }

    /// The same, with librdkafka's own error.
    func callRaw<T: Sendable>(
        _ doing: String, within bound: Duration? = nil, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        try await occupant(doing: doing).callRaw(within: bound, body)
    }
}
