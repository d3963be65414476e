import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Hosting

/// Over real sockets: those who say nothing never keep those who ask from an answer.
@Suite struct BoundedServerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func serving(
        _ limits: ServerLimits, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("here") { _, _ in "here" }
        router.post("body") { request, _ in "\(try await request.body.collect(upTo: 1_000).readableBytes)" }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = BoundedServer.application(
            "test", router: router, host: "127.0.0.1", port: 0, limits: limits, logger: Self.quiet
        ) { port.yield($0.localAddress?.port ?? 0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    private func connect(_ port: Int, saying text: String = "") async throws -> any Channel {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port).get()
        // It may be cut while it speaks.
        if !text.isEmpty { try? await channel.writeAndFlush(ByteBuffer(string: text)) }
        return channel
    }

    @Test(arguments: ["", "GET /here HTTP/1.1\r\nX: ", "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"])
    func `Three hundred that do not come to an end leave the next an answer`(_ text: String) async throws {
        try await serving(ServerLimits(connections: 64, perAddress: 32)) { port in
            var open: [any Channel] = []
            for _ in 0..<300 { open.append(try await connect(port, saying: text)) }
            let answer = await HealthQuestion.alive.ask(host: "127.0.0.1", port: port)
            // There is no /healthz here: that is an answer, and all that is asked for.
            #expect(!answer.isGood && !answer.detail.contains("asking"), "\(answer.detail)")
            #expect(open.count { $0.isActive } <= 96)
            for channel in open { channel.close(promise: nil) }
        }
    }
}
