import CRdkafka
import Foundation

/// Where a broker listens.
struct BrokerAddress: Hashable, Sendable {
    var host: String
    var port: Int32

    /// What is said of all brokers that are there.
    static func read(_ metadata: rd_kafka_metadata) -> [Int32: BrokerAddress] {
        var found: [Int32: BrokerAddress] = [:]
        for broker in UnsafeBufferPointer(start: metadata.brokers, count: Int(metadata.broker_cnt)) {
            guard let host = broker.host else { continue }
            found[broker.id] = BrokerAddress(host: String(cString: host), port: broker.port)
        }
        return found
    }

    /// Whether somebody takes a connection there; it is closed at once. Blocks.
    func isOpen(within limit: Duration) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return false }
        defer { freeaddrinfo(found) }
        let deadline = ContinuousClock.now + limit
        var next = found
        while let place = next?.pointee, ContinuousClock.now < deadline {
            if Self.takes(place, until: deadline) { return true }
            next = place.ai_next
        }
        return false
    }

    private static func takes(_ place: addrinfo, until deadline: ContinuousClock.Instant) -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(place.ai_family, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if connect(descriptor, place.ai_addr, place.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, (deadline - .now).timeout) > 0 else { return false }
        var (failure, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0
    }
}
