import NIOPosix
import Plan

/// Guards against server-side request forgery: what is called is the very address that was checked.
struct OutgoingAddressCheck: Sendable {
    /// `host`, `port`: whether the plan allows it although it is not public.
    var isAllowed: @Sendable (String, Int) -> Bool
    var resolve: @Sendable (String) async throws -> [OutgoingAddress]

    /// Asks the system's resolver, on a thread that may block.
    static func live(_ plan: ResponsePlan) -> OutgoingAddressCheck {
        OutgoingAddressCheck(
            isAllowed: { plan.allows(host: $0, port: $1) },
            resolve: { host in
                try await NIOThreadPool.singleton.runIfActive { try OutgoingAddress.resolve(host) }
            })
    }

    /// The addresses of a host that may be called.
    /// - Throws: `AddressRefusal` when it has none, or any of them is not public.
    func addresses(of host: String, port: Int) async throws -> [OutgoingAddress] {
        let found = try await resolve(host)
        guard !found.isEmpty else { throw AddressRefusal.unresolved(host: host, reason: "it has no address") }
        if isAllowed(host, port) { return found }
        if let forbidden = found.first(where: { !$0.isPublic }) {
            throw AddressRefusal.notPublic(host: host, address: forbidden.text)
        }
        return found
    }
}
