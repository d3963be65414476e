import Logging
import Metrics
import NIOCore
import Synchronization

/// The connections of one server: counts them, and cuts those that make room.
final class ServerConnections: Sendable {
    private struct State {
        var book: ConnectionBook
        var channels: [ConnectionBook.ID: any Channel] = [:]
        var last: ConnectionBook.ID = 0
        /// Cut or refused since it was last said.
        var untold = 0
        var toldAt: NIODeadline?
    }

    let limits: ServerLimits
    private let state: Mutex<State>
    private let name: String
    private let logger: Logger

    /// - Parameter name: the server's, for logs and metrics.
    init(limits: ServerLimits, name: String, logger: Logger) {
        self.limits = limits
        self.name = name
        self.logger = logger
        state = Mutex(State(book: ConnectionBook(total: limits.connections, perAddress: limits.perAddress)))
    }

    var count: Int { state.withLock { $0.book.count } }

    /// - Returns: what the connection is known by; nil when it was refused, and closed.
    func opened(_ channel: any Channel) -> ConnectionBook.ID? {
        let address = Self.network(of: channel.remoteAddress)
        let (id, opening, leaving) = state.withLock { state in
            state.last &+= 1
            let opening = state.book.opened(state.last, from: address)
            var leaving: (any Channel)?
            if case .replacing(let other) = opening { leaving = state.channels.removeValue(forKey: other) }
            if opening != .refused { state.channels[state.last] = channel }
            return (state.last, opening, leaving)
        }
        leaving?.close(promise: nil)
        guard opening != .admitted else { return id }
        tell(opening == .refused ? "refused" : "idle", address)
        guard opening == .refused else { return id }
        channel.close(promise: nil)
        return nil
    }

    func moved(_ id: ConnectionBook.ID, to phase: ConnectionBook.Phase) {
        state.withLock { $0.book.moved(id, to: phase) }
    }

    func closed(_ id: ConnectionBook.ID) {
        state.withLock { state in
            state.book.closed(id)
            state.channels[id] = nil
        }
    }

    /// Counted each time; said once a minute.
    private func tell(_ reason: String, _ address: String) {
        Counter(
            label: "fenghuo_connections_cut_total", dimensions: [("server", name), ("reason", reason)]
        ).increment()
        let now = NIODeadline.now()
        let count = state.withLock { state -> Int? in
            state.untold += 1
            if let told = state.toldAt, now - told < .minutes(1) { return nil }
            defer { state.untold = 0 }
            state.toldAt = now
            return state.untold
        }
        guard let count else { return }
        logger.warning(
            "a server is at its limit of connections; those that ask nothing are cut",
            metadata: [
                "server": "\(name)", "cut": "\(count)", "newest": "\(address)", "limit": "\(limits.connections)",
                "limitPerAddress": "\(limits.perAddress)",
            ])
    }

    /// An IPv4 address; of an IPv6 one the network of 64 bits, all of which one household has.
    static func network(of address: SocketAddress?) -> String {
        guard let address else { return "" }
        guard case .v6 = address, let text = address.ipAddress, !text.contains(".") else {
            return address.ipAddress ?? ""
        }
        return address.withSockAddr { pointer, size in
            // sockaddr_in6 has its address at byte 8.
            let raw = UnsafeRawBufferPointer(start: pointer, count: size)
            guard raw.count >= 24 else { return text }
            return raw[8..<16].map { String($0, radix: 16) }.joined(separator: ":") + "/64"
        }
    }
}
