import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension NetworkAddress {
    /// Reads a literal as the system's resolver does: `192.0.2.1` and `2001:db8::1`, but also `127.1`, `0x7f.1`,
    /// `0177.0.0.1` and `2130706433`. Empty for a name. Asks nobody.
    static func literal(_ host: String) -> [NetworkAddress] {
        (try? lookUpNow(host, flags: AI_NUMERICHOST)) ?? []
    }

    /// The addresses of a host by the system's resolver, each once. On a thread of its own, as it may block for long;
    /// whoever waits may be cancelled meanwhile.
    /// - Throws: `AddressRefusal.unresolved`; `CancellationError`.
    public static func lookUp(_ host: String) async throws -> [NetworkAddress] {
        let waiter = Waiter()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard waiter.wait(continuation) else { return }
                DispatchQueue.global(qos: .utility).async {
                    waiter.finish(Result { try lookUpNow(host, flags: 0) })
                }
            }
        } onCancel: {
            waiter.finish(.failure(CancellationError()))
        }
    }

    private static func lookUpNow(_ host: String, flags: Int32) throws -> [NetworkAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        hints.ai_flags = flags
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            let reason = gai_strerror(code).map { String(cString: $0) } ?? "error \(code)"
            throw AddressRefusal.unresolved(host: host, reason: reason)
        }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let address = entry.pointee.ai_addr else { continue }
            // sockaddr_in has its address at byte 4, sockaddr_in6 at byte 8, on Linux and Darwin alike.
            let raw = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
            let bytes: [UInt8]
            switch (entry.pointee.ai_family, raw.count) {
            case (AF_INET, 8...): bytes = Array(raw[4..<8])
            case (AF_INET6, 24...): bytes = Array(raw[8..<24])
            default: continue
            }
            if let address = NetworkAddress(bytes: bytes), !found.contains(address) { found.append(address) }
        }
        return found
    }
}

/// One who waits for one answer: the first counts, whichever comes before.
private final class Waiter: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<[NetworkAddress], any Error>)
        case finished(Result<[NetworkAddress], any Error>)
    }
    private let state = Mutex(State.idle)

    /// - Returns: false when the answer was there before.
    func wait(_ continuation: CheckedContinuation<[NetworkAddress], any Error>) -> Bool {
        let early = state.withLock { state -> Result<[NetworkAddress], any Error>? in
            if case .finished(let result) = state { return result }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
        return early == nil
    }

    func finish(_ result: Result<[NetworkAddress], any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<[NetworkAddress], any Error>? in
            guard case .finished = state else {
                defer { state = .finished(result) }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            return nil
        }
        waiting?.resume(with: result)
    }
}
