import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The world around the fleet, in the test's own process: it receives webhooks and serves a news feed.
final class Outside: Sendable {
    struct Webhook: Sendable {
        /// `/press`, `/people/lin-yue`.
        var path: String
        var id: String
        var signature: String
        var body: String
    }

    let port: Int
    private let feed: String
    private let webhooks = Mutex<[Webhook]>([])
    private let turnedAway = Mutex<Set<String>>([])
    private let running = Mutex<Task<Void, any Error>?>(nil)

    /// - Parameter feed: RSS 2.0, served at `/feed.xml`.
    init(port: Int, feed: String) {
        self.port = port
        self.feed = feed
    }

    var received: [Webhook] { webhooks.withLock { $0 } }
    /// Ids that were answered 503 the first time.
    var refusedOnce: Set<String> { turnedAway.withLock { $0 } }

    func start() {
        let router = Router()
        router.get("feed.xml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/rss+xml; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: self.feed)))
        }
        router.post("**") { request, _ in try await self.take(request) }
        var logger = Logger(label: "outside")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        running.withLock { $0 = Task { try await application.runService(gracefulShutdownSignals: []) } }
    }

    func stop() { running.withLock { $0 }?.cancel() }

    /// The website is away when first asked, so that each of its messages comes at least twice.
    private func take(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        func header(_ name: String) -> String { HTTPField.Name(name).flatMap { request.headers[$0] } ?? "" }
        let id = header("webhook-id")
        if request.uri.path == "/website", turnedAway.withLock({ $0.insert(id).inserted }) {
            var headers = HTTPFields()
            headers[.retryAfter] = "1"
            return Response(status: .serviceUnavailable, headers: headers)
        }
        webhooks.withLock {
            $0.append(
                Webhook(
                    path: request.uri.path, id: id, signature: header("webhook-signature"), body: String(buffer: body)))
        }
        return Response(status: .ok)
    }
}
