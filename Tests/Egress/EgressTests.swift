import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Text

@testable import Egress

/// Over real sockets on loopback, which the guard allows here where a test says so.
@Suite struct EgressTests {
    private final class Outside: Sendable {
        struct Call: Sendable {
            var target: String
            var headers: HTTPFields
        }
        let calls = Mutex<[Call]>([])

        /// Serves while `body` runs: `/to?…` redirects there, `/big` gives 1 MB, `/slow` never ends, all else is "here".
        static func serve(_ body: @escaping @Sendable (Outside, Int) async throws -> Void) async throws {
            let outside = Outside()
            let router = Router()
            router.on("**", method: .get) { request, _ -> Response in
                outside.calls.withLock { $0.append(Call(target: request.uri.string, headers: request.headers)) }
                switch request.uri.path {
                case "/to": return Response(status: .found, headers: [.location: request.uri.query ?? ""])
                case "/gate" where request.headers[.cookie]?.contains("pass=1") != true:
                    return Response(
                        status: .found,
                        headers: [.location: "/gate", .setCookie: "pass=1; Path=/; HttpOnly"])
                case "/moved": return Response(status: .movedPermanently, headers: [.location: "here"])
                case "/big":
                    return Response(
                        status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x78, count: 1 << 20)))
                case "/slow":
                    return Response(
                        status: .ok,
                        body: .init { writer in
                            while true {
                                try await writer.write(ByteBuffer(string: "x"))
                                try await Task.sleep(for: .milliseconds(20))
                            }
                        })
                default: return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "here")))
                }
            }
            let (ports, port) = AsyncStream<Int>.makeStream()
            let application = Application(
                router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
                logger: Logger(label: "outside") { _ in SwiftLogNoOpLogHandler() })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                for await port in ports {
                    try await body(outside, port)
                    break
                }
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
            }
        }
    }

    private static let allowing = Egress(
        guardian: AddressGuard(allowHosts: ["127.0.0.1", "name.example"]) { host in
            host == "name.example" ? NetworkAddress.literal("127.0.0.1") : NetworkAddress.literal(host)
        })

    private func get(
        _ address: String, _ egress: Egress = allowing, limits: OutgoingCall.Limits = .init(redirects: 3)
    ) async throws -> OutgoingAnswer {
        try await egress.send(OutgoingCall(.get, try WebAddress(address), limits: limits))
    }

    @Test func `The address that was judged is the one that is called`() async throws {
        try await Outside.serve { outside, port in
            let answer = try await get("http://NAME.example:\(port)/a?b=c")
            #expect(answer.status == 200 && answer.body == Array("here".utf8))
            let call = try #require(outside.calls.withLock { $0.first })
            #expect(call.target == "/a?b=c" && call.headers[.userAgent] == "Fenghuo/1")
        }
    }

    @Test func `Each redirect is judged anew`() async throws {
        try await Outside.serve { outside, port in
            let found = try await get("http://127.0.0.1:\(port)/to?/x")
            let moved = try await get("http://127.0.0.1:\(port)/moved")
            #expect(found.address.path == "/x" && moved.movedTo?.path == "/here")
            for (target, kind) in [
                ("http://10.0.0.1/", EgressFailure.Kind.refused), ("http://2130706434/", .refused),
                ("http://0x7f.1:1/", .refused), ("http://93.184.216.34:99999/", .failed),
                ("gopher://127.0.0.1/", .failed), ("/to?/to", .failed),
            ] {
                let error = await #expect(throws: EgressFailure.self) {
                    try await get("http://127.0.0.1:\(port)/to?\(target)")
                }
                #expect(error?.kind == kind, "\(target): \(String(describing: error))")
            }
        }
    }

    @Test func `A cookie that is set on the way is carried on that way, to that host, and no further`() async throws {
        try await Outside.serve { outside, port in
            let answer = try await get("http://127.0.0.1:\(port)/gate")
            #expect(answer.status == 200 && answer.body == Array("here".utf8))
            _ = try await get("http://127.0.0.1:\(port)/x")
            let call = OutgoingCall(
                .get, try WebAddress("http://127.0.0.1:\(port)/to?http://name.example:\(port)/y"),
                headers: [("authorization", "Bearer x"), ("accept", "text/xml")], limits: .init(redirects: 3))
            _ = try await Self.allowing.send(call)
            let calls = outside.calls.withLock { $0 }
            #expect(calls.map { $0.headers[.cookie] } == [nil, "pass=1", nil, nil, nil])
            #expect(calls.map { $0.headers[.authorization] } == [nil, nil, nil, "Bearer x", nil])
            #expect(calls.last?.headers[.accept] == "text/xml")
        }
    }

    @Test func `Time and size are bounded`() async throws {
        try await Outside.serve { _, port in
            let base = "http://127.0.0.1:\(port)"
            let big = try await get(base + "/big", limits: .init(bytes: 1 << 20))
            #expect(big.body.count == 1 << 20)
            let tooBig = await #expect(throws: EgressFailure.self) {
                try await get(base + "/big", limits: .init(bytes: 1 << 20 - 1))
            }
            #expect(tooBig?.description.contains("more than") == true)
            let tooSlow = await #expect(throws: EgressFailure.self) {
                try await get(base + "/slow", limits: .init(whole: .milliseconds(300)))
            }
            #expect(tooSlow?.description.contains("no end") == true)
            let unread = try await get(base + "/slow", limits: .init(bytes: 0))
            #expect(unread.status == 200)
        }
    }

    @Test func `A proxy is asked for a tunnel to the host, unless NO_PROXY names it`() async throws {
        try await Tunnel.serve { tunnel, port in
            var egress = Egress()
            egress.options.plainProxy = try .init("http://bank:pa%3Ass@127.0.0.1:\(port)")
            // The proxy looks names up; that this one is unknown here is no reason.
            egress.guardian.resolve = { throw AddressRefusal.unresolved(host: $0, reason: "unknown here") }
            let answer = try await get("http://news.example/feed?x=1", egress)
            #expect(answer.status == 200 && answer.body == Array("here".utf8))
            let said = tunnel.said.withLock { $0 }
            #expect(said.hasPrefix("CONNECT news.example:80 "))
            #expect(said.contains("Basic " + Data("bank:pa:ss".utf8).base64EncodedString()))
            #expect(said.contains("GET /feed?x=1 "))
            for inside in ["10.0.0.1", "0xa.1", "[fd00::1]"] {
                let error = await #expect(throws: EgressFailure.self) { try await get("http://\(inside)/", egress) }
                #expect(error?.kind == .refused)
            }
            egress.options.noProxy = NoProxy("news.example")
            let error = await #expect(throws: EgressFailure.self) { try await get("http://news.example/", egress) }
            #expect(error?.description.contains("unknown here") == true)
        }
    }

    @Test(arguments: [
        ("*", "a.example", true), ("a.example", "a.example", true), ("a.example", "b.a.example", true),
        (".a.example", "b.a.example", true), ("*.a.example", "a.example", true), ("a.example", "ba.example", false),
        ("A.Example:443", "a.example", true), ("a.example:80", "a.example", false), ("10.0.0.0/8", "10.1.2.3", true),
        ("10.0.0.0/8", "11.1.2.3", false), ("10.0.0.0/8", "a.example", false), ("10.1.2.3", "10.1.2.3", true),
        ("::1", "::1", true), ("[::1]:443", "::1", true), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe12::1", false),
        (" , x, a.example ", "a.example", true), ("10.0.0.0/33,/,:,[]", "10.0.0.1", false), ("", "a.example", false),
    ])
    func `NO_PROXY names hosts, domains and blocks`(_ text: String, _ host: String, _ isHeld: Bool) {
        #expect(NoProxy(text).holds(host: host, port: 443) == isHeld)
    }

    @Test(arguments: ["https://proxy:1", "ftp://proxy", "proxy:99999", "http://", "http://u:secret@pro xy/", ""])
    func `A proxy that cannot be one is refused, without its password`(_ text: String) {
        let mistake = #expect(throws: WebAddress.Mistake.self) { try EgressOptions.Proxy(text) }
        #expect(mistake?.description.contains("secret") == false)
    }

    @Test(arguments: ["127.0.0.1", "127.1", "localhost", "feed.localhost", "[::1]"])
    func `This machine is never asked for by way of a proxy`(_ host: String) throws {
        let proxy = try EgressOptions.Proxy("proxy.example:3128")
        let options = EgressOptions(secureProxy: proxy, plainProxy: proxy)
        #expect(try options.proxy(for: WebAddress("http://\(host):8099/feed.xml")) == nil)
        #expect(try options.proxy(for: WebAddress("http://127.0.0.1.example/")) == proxy)
    }

    @Test func `A proxy is never shown with its password`() throws {
        let proxy = try EgressOptions.Proxy("bank:secret@proxy.example:3128")
        #expect("\(proxy)" == "proxy.example:3128" && proxy.user == "bank" && proxy.password == "secret")
    }
}

/// A proxy that opens every tunnel, and answers in the host's place.
private final class Tunnel: Sendable {
    let said = Mutex("")

    static func serve(_ body: @escaping @Sendable (Tunnel, Int) async throws -> Void) async throws {
        let tunnel = Tunnel()
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await server.executeThenClose { peers in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await peer in peers {
                        try? await peer.executeThenClose { inbound, outbound in
                            for try await part in inbound {
                                let text = String(buffer: part)
                                tunnel.said.withLock { $0 += text }
                                let answer =
                                    text.hasPrefix("CONNECT ")
                                    ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere"
                                try await outbound.write(ByteBuffer(string: answer))
                            }
                        }
                    }
                }
                try await body(tunnel, server.channel.localAddress?.port ?? 0)
                group.cancelAll()
            }
        }
    }
}
