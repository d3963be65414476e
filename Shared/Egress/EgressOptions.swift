import Foundation
public import Text

/// How a house reaches the outside: by which proxy, trusting whom, under which name.
public struct EgressOptions: Sendable {
    /// A proxy of HTTP, asked for a tunnel (`CONNECT`) to the host and port. Never shown with its password.
    public struct Proxy: Hashable, Sendable, CustomStringConvertible {
        public var host: String
        public var port: Int
        public var user: String?
        public var password: String?
        public var description: String { "\(host):\(port)" }

        /// Reads `http://[user:password@]host:port`; percent-encoding in name and password is undone.
        /// - Throws: `WebAddress.Mistake`, which never holds the password.
        public init(_ text: String) throws(WebAddress.Mistake) {
            var plain = text
            if !text.contains("://") { plain = "http://" + text }
            var account: Substring?
            if let start = plain.range(of: "://")?.upperBound, let at = plain[start...].lastIndex(of: "@") {
                account = plain[start..<at]
                plain.removeSubrange(start...at)
            }
            let address = try WebAddress(plain)
            guard address.scheme == .http else {
                throw WebAddress.Mistake(
                    found: "a proxy that is spoken to by https", expected: "one of http://host:port")
            }
            host = address.host
            port = address.port
            guard let parts = account?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) else {
                return
            }
            user = String(parts[0]).removingPercentEncoding ?? String(parts[0])
            password = parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? String(parts[1]) : ""
        }
    }

    /// For https addresses, and for http ones.
    public var secureProxy: Proxy?
    public var plainProxy: Proxy?
    public var noProxy: NoProxy
    /// A PEM file of authorities that are trusted besides the system's.
    public var authorities: String?
    public var userAgent: String

    public init(
        secureProxy: Proxy? = nil, plainProxy: Proxy? = nil, noProxy: NoProxy = NoProxy(""),
        authorities: String? = nil, userAgent: String = "Fenghuo/1"
    ) {
        self.secureProxy = secureProxy
        self.plainProxy = plainProxy
        self.noProxy = noProxy
        self.authorities = authorities
        self.userAgent = userAgent
    }

    /// The proxy an address is called by; nil: directly. This machine itself is never asked for by way of another.
    public func proxy(for address: WebAddress) -> Proxy? {
        guard let proxy = address.scheme == .https ? secureProxy : plainProxy, !Self.isHere(address.host) else {
            return nil
        }
        return noProxy.holds(host: address.host, port: address.port) ? nil : proxy
    }

    private static func isHere(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        guard let bytes = NetworkAddress.literal(host).first?.bytes else { return false }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    }
}

/// What `NO_PROXY` says: hosts, domains (`bank.example` and `.bank.example` take in all below), addresses, blocks
/// (`10.0.0.0/8`), each with `:port` where only that one is meant, or `*` for all.
public struct NoProxy: Sendable {
    private enum Rule: Sendable {
        case all
        case domain(String)
        case block(SpecialRange)
    }
    private var rules: [(rule: Rule, port: Int?)] = []

    /// Entries that are none of these are names that nobody has.
    public init(_ text: String) {
        for entry in text.split(whereSeparator: { $0 == "," || $0 == " " }).prefix(256) {
            var name = entry.lowercased()[...]
            var port: Int?
            if let colon = name.lastIndex(of: ":"), let number = UInt16(name[name.index(after: colon)...]),
                name.hasPrefix("[") || name.firstIndex(of: ":") == colon
            {
                port = Int(number)
                name = name[..<colon]
            }
            if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
            let parts = name.split(separator: "/", maxSplits: 1)
            if name == "*" {
                rules.append((.all, port))
            } else if let first = parts.first, let address = NetworkAddress.literal(String(first)).first {
                let bits = parts.count > 1 ? Int(parts[1]) : address.bytes.count * 8
                if let bits, (0...address.bytes.count * 8).contains(bits) {
                    rules.append((.block(SpecialRange(address.bytes, bits)), port))
                }
            } else {
                let bare = name.hasPrefix("*.") ? name.dropFirst(2) : name.hasPrefix(".") ? name.dropFirst() : name
                if !bare.isEmpty { rules.append((.domain(String(bare)), port)) }
            }
        }
    }

    func holds(host: String, port: Int) -> Bool {
        let address = NetworkAddress.literal(host).first
        return rules.contains { rule, ownPort in
            guard ownPort == nil || ownPort == port else { return false }
            switch rule {
            case .all: return true
            case .domain(let domain): return host == domain || host.hasSuffix("." + domain)
            case .block(let block):
                guard let address, address.bytes.count == block.prefix.count else { return false }
                return block.holds(address.bytes)
            }
        }
    }
}
