import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Schemas
import ServiceLifecycle
import Synchronization

/// The outside of the demo: a news feed to poll, and a receiver of webhooks that says yes. Loopback only.
final class DemoWorld: Service {
    /// What of the outside is played.
    enum Part { case feed, receiver }

    private let parts: [Part]
    private let feedPort: Int
    private let receiverPort: Int
    private let tellsMessages: Bool
    private let logger: Logger
    private let articles = Mutex<[(line: Story.Line, at: Int64)]>([])
    private let received = Mutex<Int>(0)

    /// - Parameter tellsMessages: each message that is received is logged with where it was sent to.
    init(
        parts: [Part] = [.feed, .receiver], feedPort: Int, receiverPort: Int, tellsMessages: Bool = false,
        logger: Logger
    ) {
        self.parts = parts
        self.feedPort = feedPort
        self.receiverPort = receiverPort
        self.tellsMessages = tellsMessages
        self.logger = logger
    }

    /// Webhooks received so far.
    var deliveries: Int { received.withLock { $0 } }

    func publish(_ line: Story.Line, at time: Int64) {
        articles.withLock { $0.append((line, time)) }
    }

    func run() async throws {
        var quiet = logger
        quiet.logLevel = .warning
        let applications: [any Service] = parts.map { part in
            switch part {
            case .feed:
                Application(
                    router: feedRoutes(), configuration: .init(address: .hostname("127.0.0.1", port: feedPort)),
                    logger: quiet)
            case .receiver:
                Application(
                    router: receiverRoutes(),
                    configuration: .init(address: .hostname("127.0.0.1", port: receiverPort)), logger: quiet)
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for application in applications { group.addTask { try await application.run() } }
            // The first to fail ends the demo: without the feed or the receiver the story would not be told.
            for try await _ in group {}
        }
    }

    private func feedRoutes() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("feed.xml") { request, _ -> Response in
            let body = self.feed()
            let tag = "\"\(body.utf8.count)\""
            if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified) }
            return Response(
                status: .ok, headers: [.contentType: "application/rss+xml; charset=utf-8", .eTag: tag],
                body: .init(byteBuffer: ByteBuffer(string: body)))
        }
        return router
    }

    private func receiverRoutes() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("**") { request, _ -> Response in
            let body = try await request.body.collect(upTo: 1 << 20)
            self.received.withLock { $0 += 1 }
            if self.tellsMessages {
                self.logger.info(
                    "a message was received",
                    metadata: ["to": "\(request.uri.path)", "body": "\(String(buffer: body))"])
            }
            return Response(status: .ok)
        }
        return router
    }

    /// RSS 2.0, the newest 50 articles.
    private func feed() -> String {
        let items = articles.withLock { Array($0.suffix(50)) }.reversed().map { line, at in
            """
            <item><guid isPermaLink="false">\(Self.escape(line.externalId ?? line.url ?? line.text))</guid>\
            <title>\(Self.escape(line.title ?? ""))</title><link>\(Self.escape(line.url ?? ""))</link>\
            <author>\(Self.escape(line.author ?? ""))</author><pubDate>\(Self.date(at))</pubDate>\
            <description>\(Self.escape(line.text))</description></item>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0"><channel><title>News of the demo</title><link>https://news.example/</link>\
            <description>What the press writes in the demo</description>\(items.joined())</channel></rss>
            """
    }

    private static func date(_ milliseconds: Int64) -> String {
        let format = Date.VerbatimFormatStyle(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(format)
    }

    /// Text as XML character data; what XML 1.0 cannot carry is left out.
    private static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
