import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NIOPosix
import Schemas
import Testing

@testable import Leadership

@Suite("Slow clients")
struct SlowClientTests {
    private static let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/"))
    private static let limits = RequestDeadline.Limits(head: .seconds(20), body: .seconds(30))

    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(RequestDeadline(limits: Self.limits))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test("A head that does not come in time ends the connection")
    func head() throws {
        let channel = try connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("A body that trickles ends the connection, however lively")
    func body() throws {
        let channel = try connection()
        try channel.writeInbound(Self.head)
        for _ in 0..<29 {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("An answer may take its time; after it the next head has its own")
    func answer() throws {
        let channel = try connection()
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("A reader of live events that takes nothing is cut, and leaves no trace")
    func reader() async throws {
        let fixture = try await ConsoleFixture()
        let feed = EventFeed(console: fixture.console, heartbeat: .milliseconds(1))
        let watch = try #require(await fixture.view.watch())
        // The socket is full: the write waits until the connection is cut.
        let (cut, isCut) = AsyncStream<Void>.makeStream()
        struct Closed: Error {}
        await #expect(throws: Closed.self) {
            try await feed.stream(
                watch.ticks, watch.tick, from: nil, until: .max,
                cut: {
                    isCut.yield()
                    isCut.finish()
                }
            ) { _ in
                for await _ in cut {}
                throw Closed()
            }
        }
    }
}
