#if FUZZ
    import Foundation
    import Hosting
    import Hummingbird
    import Logging
    import NIOCore
    import NIOPosix
    import Synchronization
    import Text

    @testable import Egress
    @testable import Leadership

    /// Bytes over a socket on loopback, as they come and not as a parser of ours first sees them: what any server answers to
    /// our client, what any client says to our servers.
    enum WireDoors {
        static let all = [answers, requests]

        private static let answers = Door(
            "wire-answer", .text,
            seeds: [
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/xml\r\n\r\n<a/>",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n<a/>\r\n0\r\nEtag: \"a\"\r\n\r\n",
                "HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 503 X\r\nRetry-After: 120\r\nConnection: keep-alive\r\n\r\nbusy",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n\u{1f}", "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nEtag: W/\"a\"\r\nContent-Length: 7\r\n\r\n",
            ],
            words: [
                "HTTP/1.1 ", "\r\n\r\n", "Content-Length: ", "Transfer-Encoding: chunked", "100", "101", "199", "204",
                "000",
                "999", "Connection: upgrade", "Content-Encoding: ", "gzip", "deflate", "br", "zstd", "0\r\n\r\n",
                "ffffffffffffffff\r\n", "99999999999999999999", "Location: ",
            ], usual: 2_000, longest: 16 * 1024
        ) {
            let said = Mutex<[UInt8]>([])
            let listening = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: 64)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Saying(said.withLock { $0 }))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let address = try WebAddress("http://127.0.0.1:\(listening.localAddress?.port ?? 0)/")
            let egress = Egress(guardian: AddressGuard(allowHosts: ["127.0.0.1"]) { NetworkAddress.literal($0) })
            return { input in
                said.withLock { $0 = input }
                for method in [OutgoingCall.Method.get, .post] {
                    let answer = try? await egress.send(
                        OutgoingCall(
                            method, address, body: [1],
                            limits: .init(whole: .seconds(2), redirects: 2, readsErrors: true)))
                    if let answer, !(200...599).contains(answer.status), answer.status != 101 {
                        throw Finding("an answer of status \(answer.status) was taken")
                    }
                }
            }
        }

        private static let requests = Door(
            "wire-request", .text,
            seeds: [
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /api/v1/decisions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nContent-Length: 2\r\n\r\n{}",
                "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n",
                "GET /static/console.css HTTP/1.1\r\nHost: a\r\nRange: bytes=0-\r\nIf-None-Match: *\r\n\r\n",
                "GET /?page=1 HTTP/1.1\r\nHost: a\r\nCookie: a=b; c\r\nConnection: close\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a/b HTTP/1.1\r\nHost: c\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /tasks HTTP/1.1\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            ],
            words: [
                " HTTP/1.1\r\n", "\r\n\r\n", "Content-Length: ", "Transfer-Encoding: chunked", "Expect: 100-continue",
                "Host: ", "Connection: ", "Cookie: ", "HEAD ", "TRACE ", "%00", "%", "?", "//", "../",
                "99999999999999999999",
            ], usual: 2_000, longest: 16 * 1024
        ) {
            let visit = try await PageDoors.Visit(Random(seed: 1), House.plan())
            let (ports, port) = AsyncStream<Int>.makeStream()
            let application = BoundedServer.application(
                "fuzzed", router: visit.console.router(), host: "127.0.0.1", port: 0,
                limits: ServerLimits(connections: 64, perAddress: 64),
                logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() },
                onServerRunning: { port.yield($0.localAddress?.port ?? 0) })
            // Ends with the process.
            _ = Task { try await application.run() }
            guard let here = await ports.first(where: { _ in true }) else { throw Finding("no server") }
            return { input in
                let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .connect(host: "127.0.0.1", port: here) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                                wrappingChannelSynchronously: channel,
                                configuration: .init(isOutboundHalfClosureEnabled: true))
                        }
                    }
                try? await channel.executeThenClose { inbound, outbound in
                    try await outbound.write(ByteBuffer(bytes: input))
                    outbound.finish()
                    for try await _ in inbound {}
                }
            }
        }

        /// Says these bytes to whoever asks, and closes.
        private final class Saying: ChannelInboundHandler {
            typealias InboundIn = ByteBuffer
            private let said: [UInt8]
            private var isDone = false
            init(_ said: [UInt8]) { self.said = said }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                guard !isDone else { return }
                isDone = true
                let end = context.loopBound
                context.writeAndFlush(NIOAny(ByteBuffer(bytes: said))).whenComplete { _ in
                    end.value.close(promise: nil)
                }
            }
        }
    }
#endif
