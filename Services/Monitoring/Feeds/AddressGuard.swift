import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An address of a network, as bytes: 4 or 16 of them.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    var bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads `192.0.2.1` or `2001:db8::1`; nil for a name.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: bytes.count, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    /// May be reached from anywhere: not loopback, link-local, private, shared, reserved or multicast (IANA's
    /// special-purpose registries, RFC 6890), also not by way of an IPv6 address that holds such an IPv4 one.
    var isPublic: Bool {
        bytes.count == 4 ? Self.isPublic(four: bytes) : Self.isPublic(six: bytes)
    }

    private static func isPublic(four b: [UInt8]) -> Bool {
        switch (b[0], b[1], b[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
        case (100, 64...127, _), (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
        case (224..., _, _): false
        default: true
        }
    }

    private static func isPublic(six b: [UInt8]) -> Bool {
        if b[..<12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] { return isPublic(four: Array(b[12...])) }
        if b[..<12] == [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0] { return isPublic(four: Array(b[12...])) }
        if b[0] == 0x20, b[1] == 0x02 { return isPublic(four: Array(b[2..<6])) }  // 6to4
        guard b[0] & 0xe0 == 0x20 else { return false }  // only 2000::/3 is global unicast
        if b[0] == 0x20, b[1] == 0x01, b[2] < 2 || b[2] == 0x0d && b[3] == 0xb8 { return false }
        return true
    }
}

/// Guards against requests to the inside (server-side request forgery): looks an address up, refuses what is not
/// public unless the plan allows the host, and says which address to use, so that no second look-up can differ.
struct AddressGuard: Sendable {
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    /// `host` or `host:port`, as the plan's `allowHosts`.
    var allowHosts: Set<String>
    /// The addresses of a name; may block for seconds.
    var resolve: @Sendable (String) async throws -> [NetworkAddress]

    init(
        allowHosts: [String],
        resolve: @escaping @Sendable (String) async throws -> [NetworkAddress] = AddressGuard.lookUp
    ) {
        self.allowHosts = Set(allowHosts.map { $0.lowercased() })
        self.resolve = resolve
    }

    func address(host: String, port: Int) async throws -> NetworkAddress {
        let host = host.lowercased()
        let addresses: [NetworkAddress]
        if let literal = NetworkAddress(host) { addresses = [literal] } else { addresses = try await resolve(host) }
        guard let first = addresses.first else {
            throw Refused(description: "looking up \(host): found no address, expected one; check the source's address")
        }
        if allowHosts.contains(host) || allowHosts.contains("\(host):\(port)") { return first }
        if let inside = addresses.first(where: { !$0.isPublic }) {
            throw Refused(
                description: "calling \(host): found \(inside), not a public address; if that is meant, name "
                    + "\(host):\(port) in the plan's allowHosts")
        }
        return first
    }

    static func lookUp(_ host: String) async throws -> [NetworkAddress] {
        try await withCheckedThrowingContinuation { found in
            DispatchQueue.global(qos: .utility).async {
                var hints = addrinfo()
                hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
                var list: UnsafeMutablePointer<addrinfo>?
                let code = getaddrinfo(host, nil, &hints, &list)
                guard code == 0 else {
                    let why = gai_strerror(code).map { String(cString: $0) } ?? "error \(code)"
                    found.resume(throwing: Refused(description: "looking up \(host): \(why)"))
                    return
                }
                defer { freeaddrinfo(list) }
                var addresses: [NetworkAddress] = []
                var next = list
                while let info = next?.pointee {
                    next = info.ai_next
                    guard let address = info.ai_addr else { continue }
                    switch info.ai_family {
                    case AF_INET:
                        address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                            addresses.append(
                                NetworkAddress(bytes: withUnsafeBytes(of: four.pointee.sin_addr) { Array($0) }))
                        }
                    case AF_INET6:
                        address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                            addresses.append(
                                NetworkAddress(bytes: withUnsafeBytes(of: six.pointee.sin6_addr) { Array($0) }))
                        }
                    default: break
                    }
                }
                found.resume(returning: addresses)
            }
        }
    }
}
