import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization

/// A server of feeds on the loopback, for one test.
final class FeedServer: Sendable {
    typealias Answer = @Sendable (Request) -> Response
    private let seen = Mutex<[(path: String, headers: HTTPFields)]>([])

    var requests: [(path: String, headers: HTTPFields)] { seen.withLock { $0 } }

    /// Runs `body` with the server's address, `http://127.0.0.1:port`.
    func serving(_ answers: [String: Answer], _ body: @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        for (path, answer) in answers {
            router.get(RouterPath(path)) { request, _ in
                self.seen.withLock { $0.append((path, request.headers)) }
                return answer(request)
            }
        }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body("http://127.0.0.1:\(port)")
                break
            }
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    static func document(_ bytes: [UInt8], _ headers: HTTPFields = [:]) -> Response {
        Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func status(_ code: Int, _ headers: HTTPFields = [:]) -> Response {
        Response(status: .init(code: code), headers: headers)
    }
}
