import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An address on the network, as its bytes: 4 of IPv4, 16 of IPv6.
struct OutgoingAddress: Hashable, Sendable {
    var bytes: [UInt8]

    /// Whether it is a public one: no loopback, link-local, private, shared, documentation, multicast or reserved range
    /// (IANA special-purpose address registries, RFC 6890), neither itself nor inside an IPv6 address.
    var isPublic: Bool {
        switch bytes.count {
        case 4: Self.isPublic(v4: bytes[...])
        case 16: Self.isPublic(v6: bytes)
        default: false
        }
    }

    private static func isPublic(v4 bytes: ArraySlice<UInt8>) -> Bool {
        let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !reserved.contains { block in address >> (32 - block.length) == block.prefix >> (32 - block.length) }
    }

    private static let reserved: [(prefix: UInt32, length: UInt32)] = [
        (0x0000_0000, 8), (0x0a00_0000, 8), (0x6440_0000, 10), (0x7f00_0000, 8), (0xa9fe_0000, 16),
        (0xac10_0000, 12), (0xc000_0000, 24), (0xc000_0200, 24), (0xc058_6300, 24), (0xc0a8_0000, 16),
        (0xc612_0000, 15), (0xc633_6400, 24), (0xcb00_7100, 24), (0xe000_0000, 4), (0xf000_0000, 4),
    ]

    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        func begins(_ prefix: UInt8...) -> Bool { bytes.starts(with: prefix) }
        if bytes[..<10].allSatisfy({ $0 == 0 }) {  // ::, ::1, IPv4-compatible and IPv4-mapped (::ffff:0:0/96)
            return bytes[10] == 0xff && bytes[11] == 0xff && isPublic(v4: bytes[12...])
        }
        if begins(0x00, 0x64, 0xff, 0x9b) {  // NAT64 embeds an IPv4 address
            return bytes[4..<12].allSatisfy { $0 == 0 } && isPublic(v4: bytes[12...])
        }
        if begins(0x20, 0x02) { return isPublic(v4: bytes[2..<6]) }  // 6to4
        if begins(0x20, 0x01), bytes[2] < 2 { return false }  // 2001::/23: Teredo, ORCHID, benchmarking
        if begins(0x20, 0x01, 0x0d, 0xb8) || begins(0x3f, 0xff) { return false }  // documentation
        return bytes[0] & 0xe0 == 0x20  // 2000::/3 is all that is public
    }

    func socketAddress(port: Int) throws -> SocketAddress {
        try SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: port)
    }

    /// As text: `127.0.0.1`, `2001:db8:0:0:0:0:0:1`.
    var text: String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }.joined(separator: ":")
    }

    /// All addresses of a host by the system's resolver, which also reads `127.1`, `0x7f000001` and `2130706433`.
    /// Blocks: call it on a thread of its own.
    static func resolve(_ host: String) throws(AddressRefusal) -> [OutgoingAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { throw .unresolved(host: host, reason: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var found: [OutgoingAddress] = []
        var next = list
        while let entry = next {
            defer { next = entry.pointee.ai_next }
            guard let address = entry.pointee.ai_addr else { continue }
            // sockaddr_in has its address at byte 4, sockaddr_in6 at byte 8, on Linux and Darwin alike.
            let raw = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
            let bytes: [UInt8]
            switch (entry.pointee.ai_family, raw.count) {
            case (AF_INET, 8...): bytes = Array(raw[4..<8])
            case (AF_INET6, 24...): bytes = Array(raw[8..<24])
            default: continue
            }
            if !found.contains(OutgoingAddress(bytes: bytes)) { found.append(OutgoingAddress(bytes: bytes)) }
        }
        return found
    }
}

/// Why a host is not called.
enum AddressRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unresolved(host: String, reason: String)
    case notPublic(host: String, address: String)

    var description: String {
        switch self {
        case .unresolved(let host, let reason): "resolving \(host): \(reason)"
        case .notPublic(let host, let address):
            "\(host) is at \(address), which is no public address; if that is meant, add it to the plan's allowHosts"
        }
    }
}
