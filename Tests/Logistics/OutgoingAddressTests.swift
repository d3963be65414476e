import Plan
import Testing

@testable import Logistics

@Suite struct OutgoingAddressTests {
    /// Hosts as an attacker writes them; the system's resolver reads them without a network.
    @Test(arguments: [
        "127.0.0.1", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0",
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1",
    ])
    func whatIsNotPublicIsRefused(host: String) async throws {
        let check = OutgoingAddressCheck.live(try Fixture.plan())
        await #expect(throws: AddressRefusal.self) { try await check.addresses(of: host, port: 443) }
        #expect(try OutgoingAddress.resolve(host).allSatisfy { !$0.isPublic })
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "11.0.0.1", "169.253.0.1", "2606:4700::1111",
        "2001:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808",
    ])
    func whatIsPublicIsAllowed(host: String) async throws {
        let check = OutgoingAddressCheck.live(try Fixture.plan())
        #expect(try await check.addresses(of: host, port: 443).count == 1)
    }

    @Test func oneForbiddenAddressAmongSeveralRefusesTheHost() async {
        let check = OutgoingAddressCheck(
            isAllowed: { _, _ in false },
            resolve: { _ in [OutgoingAddress(bytes: [8, 8, 8, 8]), OutgoingAddress(bytes: [127, 0, 0, 1])] })
        await #expect(throws: AddressRefusal.notPublic(host: "two.example", address: "127.0.0.1")) {
            try await check.addresses(of: "two.example", port: 443)
        }
    }

    @Test func thePlanAllowsAHostAtItsPortOnly() async throws {
        let check = OutgoingAddressCheck.live(try Fixture.plan())
        #expect(try await check.addresses(of: "127.0.0.1", port: 8090).map(\.text) == ["127.0.0.1"])
        await #expect(throws: AddressRefusal.self) { try await check.addresses(of: "127.0.0.1", port: 8091) }
        await #expect(throws: AddressRefusal.self) { try await check.addresses(of: "127.1", port: 8090) }
    }

    @Test(arguments: [
        "ftp://hooks.example/", "hooks.example", "https://", "https://user:secret@hooks.example/", "file:///etc/passwd",
        "https://hooks.example:99999/", "https://hooks%2eexample/", "https://hooks_example/", "https://银行.example/",
        "https://hooks.example@127.0.0.1/",
    ])
    func anAddressThatIsNoPlainWebAddressIsRefused(address: String) {
        #expect(throws: WebhookSender.Target.Malformed.self) { try WebhookSender.Target(address) }
    }

    @Test(arguments: [
        ("https://hooks.example/a?b=c", "hooks.example", 443), ("http://HOOKS.example:8090", "HOOKS.example", 8090),
        ("http://[::1]:80/x", "::1", 80), ("http://2130706433/", "2130706433", 80),
    ])
    func hostAndPortAreRead(address: String, host: String, port: Int) throws {
        let target = try WebhookSender.Target(address)
        #expect(target.host == host && target.port == port)
    }
}
