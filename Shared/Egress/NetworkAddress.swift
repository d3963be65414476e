/// An address of a network, as bytes: 4 of IPv4, 16 of IPv6.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// Nil unless there are 4 or 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// `127.0.0.1`, `2001:db8:0:0:0:0:0:1`.
    public var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: bytes.count, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    /// May be reached from anywhere: no loopback, link-local, private, shared, documentation, benchmarking, multicast or
    /// reserved range, neither itself nor the IPv4 address that an IPv6 one holds.
    public var isPublic: Bool {
        if bytes.count == 4 { return !SpecialRange.v4.contains { $0.holds(bytes) } }
        if let inner = embedded { return inner.isPublic }
        // 2000::/3 is all that is global unicast (RFC 4291, 2.4).
        return bytes[0] & 0xe0 == 0x20 && !SpecialRange.v6.contains { $0.holds(bytes) }
    }

    /// The IPv4 address that this IPv6 one leads to: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056), ISATAP
    /// (RFC 5214).
    var embedded: NetworkAddress? {
        guard bytes.count == 16 else { return nil }
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) { return Self(bytes: Array(bytes[12...])) }
        if bytes.starts(with: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return Self(bytes: Array(bytes[12...]))
        }
        if bytes.starts(with: [0x20, 0x02]) { return Self(bytes: Array(bytes[2..<6])) }
        if bytes[8] & 0xfd == 0, bytes[9...11].elementsEqual([0, 0x5e, 0xfe]) {
            return Self(bytes: Array(bytes[12...]))
        }
        return nil
    }
}

/// A block of addresses that is not for everybody (IANA's special-purpose address registries, RFC 6890 and after).
struct SpecialRange: Sendable {
    var prefix: [UInt8]
    /// In bits.
    var length: Int

    init(_ prefix: [UInt8], _ length: Int) {
        self.prefix = prefix
        self.length = length
    }

    func holds(_ address: [UInt8]) -> Bool {
        guard length <= address.count * 8, prefix.count * 8 >= length else { return false }
        let whole = length / 8
        guard address.prefix(whole).elementsEqual(prefix.prefix(whole)) else { return false }
        guard length % 8 > 0 else { return true }
        let mask = UInt8.max << (8 - length % 8)
        return address[whole] & mask == prefix[whole] & mask
    }

    static let v4: [SpecialRange] = [
        .init([0], 8),  // this network
        .init([10], 8), .init([172, 16], 12), .init([192, 168], 16),  // private (RFC 1918)
        .init([100, 64], 10),  // shared, carrier-grade NAT (RFC 6598)
        .init([127], 8),  // loopback
        .init([169, 254], 16),  // link-local, and the metadata services of clouds
        .init([192, 0, 0], 24),  // protocol assignments
        .init([192, 0, 2], 24), .init([198, 51, 100], 24), .init([203, 0, 113], 24),  // documentation
        .init([192, 88, 99], 24),  // 6to4 relays, deprecated
        .init([198, 18], 15),  // benchmarking
        .init([224], 4), .init([240], 4),  // multicast, reserved, broadcast
    ]

    /// Within 2000::/3; all else is refused as it is.
    static let v6: [SpecialRange] = [
        .init([0x20, 0x01, 0x00], 23),  // Teredo, ORCHID, benchmarking and other protocol assignments
        .init([0x20, 0x01, 0x0d, 0xb8], 32), .init([0x3f, 0xff, 0x00], 20),  // documentation
    ]
}
