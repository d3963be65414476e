import NIOCore
import NIOPosix
import Synchronization
import Testing
import Text

@testable import Egress

/// What a server answers is bytes: any of them end as an answer or as an error that says what was found.
@Suite struct RawAnswerTests {
    /// Says these bytes to whoever asks, and closes.
    private final class Saying: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let said: String
        private var isDone = false
        init(_ said: String) { self.said = said }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !isDone else { return }
            isDone = true
            let end = context.loopBound
            context.writeAndFlush(NIOAny(ByteBuffer(string: said))).whenComplete { _ in end.value.close(promise: nil) }
        }
    }

    private func answer(
        to method: OutgoingCall.Method, saying said: String, byProxy: Bool = false
    ) async throws -> OutgoingAnswer {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Saying(said)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { server.close(promise: nil) }
        let port = try #require(server.localAddress?.port)
        var egress = Egress(guardian: AddressGuard(allowHosts: ["127.0.0.1"]) { NetworkAddress.literal($0) })
        if byProxy {
            egress.options.plainProxy = try .init("http://127.0.0.1:\(port)")
            egress.guardian.resolve = { throw AddressRefusal.unresolved(host: $0, reason: "unknown here") }
        }
        let call = OutgoingCall(
            method, try WebAddress("http://\(byProxy ? "news.example" : "127.0.0.1"):\(port)/"), body: Array("{}".utf8),
            limits: .init(whole: .seconds(10), readsErrors: true))
        return try await egress.send(call)
    }

    @Test(arguments: ["000", "001", "050", "099", "600", "999"])
    func `A status that is none is a failed call`(_ status: String) async throws {
        for method in [OutgoingCall.Method.get, .post] {
            for body in [
                "Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\nok",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ] {
                let failure = await #expect(throws: EgressFailure.self) {
                    _ = try await answer(to: method, saying: "HTTP/1.1 \(status) X\r\n\(body)")
                }
                #expect("\(failure.map { "\($0)" } ?? "")".contains("found status \(Int(status) ?? 0)"))
            }
        }
    }

    @Test(arguments: [
        "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 C\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxx",
        "HTTP/1.1 102 X\r\n\r\nHTTP/1.1 000 X\r\n\r\n", "HTTP/1.1 199 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n", "HTTP/0.9 200 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "HTTP/1.1 1000 X\r\n\r\n", "HTTP/1.1 -1 X\r\n\r\n", "",
        "\0\0\0",
        "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\(String(repeating: "a: b\r\n", count: 20_000))\r\n",
    ])
    func `Whatever is answered ends as an answer or as an error`(_ said: String) async throws {
        for method in [OutgoingCall.Method.get, .post] {
            do {
                let found = try await answer(to: method, saying: said)
                #expect((200...599).contains(found.status) || found.status == 101)
            } catch is EgressFailure {}
        }
    }

    @Test(arguments: [
        "HTTP/1.1 000 X\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 407 X\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 101 X\r\n\r\n", "",
    ])
    func `Whatever a proxy answers ends the call`(_ said: String) async throws {
        for method in [OutgoingCall.Method.get, .post] {
            await #expect(throws: EgressFailure.self) {
                _ = try await answer(to: method, saying: said, byProxy: true)
            }
        }
    }
}
