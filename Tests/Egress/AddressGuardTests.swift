import Testing
import Text

@testable import Egress

@Suite struct AddressGuardTests {
    /// Hosts as an attacker writes them; the system's resolver reads them without a network.
    @Test(arguments: [
        "127.0.0.1", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0",
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fec0::1", "fc00::1",
        "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:7f00:1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "2001:db8::1", "3fff:fff::1",
        "5f00::1", "100::1", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1",
    ])
    func `What is not public is refused, however it is written`(_ host: String) async throws {
        let addresses = NetworkAddress.literal(host)
        #expect(!addresses.isEmpty && addresses.allSatisfy { !$0.isPublic })
        await #expect(throws: AddressRefusal.self) { try await AddressGuard().addresses(of: host, port: 443) }
        await #expect(throws: AddressRefusal.self) { try await AddressGuard().checkForProxy(host, port: 443) }
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "11.0.0.1", "169.253.0.1", "100.128.0.1", "198.20.0.1",
        "223.255.255.255", "2606:4700::1111", "2001:4860::8888", "2001:200::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
        "2002:808:808::1",
    ])
    func `What is public is called`(_ host: String) async throws {
        #expect(try await AddressGuard().addresses(of: host, port: 443).count == 1)
    }

    @Test func `One forbidden address among several refuses the host`() async throws {
        let guardian = AddressGuard(resolve: { _ in
            [[8, 8, 8, 8], [127, 0, 0, 1]].compactMap { NetworkAddress(bytes: $0) }
        })
        await #expect(throws: AddressRefusal.notPublic(host: "two.example", port: 443, address: "127.0.0.1")) {
            try await guardian.addresses(of: "two.example", port: 443)
        }
    }

    @Test func `The plan allows a host at its port only, as it is written`() async throws {
        let guardian = AddressGuard(allowHosts: ["127.0.0.1:8090", "Inside.example"]) { host in
            host == "inside.example" ? NetworkAddress.literal("10.0.0.1") : NetworkAddress.literal(host)
        }
        #expect(try await guardian.addresses(of: "127.0.0.1", port: 8090).map(\.description) == ["127.0.0.1"])
        #expect(try await guardian.addresses(of: "inside.example", port: 1).count == 1)
        for (host, port) in [("127.0.0.1", 8091), ("127.1", 8090), ("other.inside.example", 1)] {
            await #expect(throws: AddressRefusal.self) { try await guardian.addresses(of: host, port: port) }
        }
    }

    @Test func `Whoever is cancelled does not wait for the look-up`() async {
        let waiting = Task { try await NetworkAddress.lookUp("127.0.0.1") }
        waiting.cancel()
        let result = await waiting.result
        // Either answer is right; hanging is not.
        if case .failure(let error) = result { #expect(error is CancellationError) }
    }
}
