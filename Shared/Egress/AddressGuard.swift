/// Why a host is not called.
public enum AddressRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unresolved(host: String, reason: String)
    case notPublic(host: String, port: Int, address: String)

    public var description: String {
        switch self {
        case .unresolved(let host, let reason): "looking up \(host): \(reason)"
        case .notPublic(let host, let port, let address):
            "calling \(host): found \(address), which is no public address; if that is meant, name \(host):\(port) in "
                + "the plan's allowHosts"
        }
    }
}

/// Guards against calls to the inside (server-side request forgery): looks a host up, refuses what is not public unless
/// it is allowed, and says which addresses to use, so that no second look-up can differ.
public struct AddressGuard: Sendable {
    /// Whether a host at a port may be called although its address is not public; the host is in lower case.
    public var isAllowed: @Sendable (_ host: String, _ port: Int) -> Bool
    /// The addresses of a host.
    public var resolve: @Sendable (String) async throws -> [NetworkAddress]

    public init(
        isAllowed: @escaping @Sendable (_ host: String, _ port: Int) -> Bool = { _, _ in false },
        resolve: @escaping @Sendable (String) async throws -> [NetworkAddress] = NetworkAddress.lookUp
    ) {
        self.isAllowed = isAllowed
        self.resolve = resolve
    }

    /// - Parameter allowHosts: `host` or `host:port`, as the plan's.
    public init(
        allowHosts: [String],
        resolve: @escaping @Sendable (String) async throws -> [NetworkAddress] = NetworkAddress.lookUp
    ) {
        let allowed = Set(allowHosts.map { $0.lowercased() })
        self.init(
            isAllowed: { allowed.contains($0) || allowed.contains("\($0):\($1)") || allowed.contains("[\($0)]:\($1)") },
            resolve: resolve)
    }

    /// The addresses of a host that may be called, at least one.
    /// - Throws: `AddressRefusal` when it has none, or any of them is not public.
    public func addresses(of host: String, port: Int) async throws -> [NetworkAddress] {
        let found = try await resolve(host)
        guard !found.isEmpty else { throw AddressRefusal.unresolved(host: host, reason: "it has no address") }
        try check(found, of: host, port: port)
        return found
    }

    /// What can be said of a host that a proxy looks up: it is refused when it is, or is known here to be, inside.
    public func checkForProxy(_ host: String, port: Int) async throws {
        let literal = NetworkAddress.literal(host)
        try check(literal, of: host, port: port)
        guard literal.isEmpty else { return }
        do {
            try check(try await resolve(host), of: host, port: port)
        } catch AddressRefusal.unresolved {}  // names of the outside are often known to the proxy alone
    }

    private func check(_ addresses: [NetworkAddress], of host: String, port: Int) throws {
        guard !isAllowed(host.lowercased(), port) else { return }
        if let inside = addresses.first(where: { !$0.isPublic }) {
            throw AddressRefusal.notPublic(host: host, port: port, address: inside.description)
        }
    }
}
