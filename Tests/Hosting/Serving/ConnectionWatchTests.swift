import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Hosting

@Suite struct ConnectionWatchTests {
    private static let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/"))

    private func connection() throws -> (EmbeddedChannel, ServerConnections) {
        let connections = ServerConnections(
            limits: ServerLimits(connections: 2, perAddress: 2), name: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return (try open(connections), connections)
    }

    private func open(_ connections: ServerConnections) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(ConnectionWatch(connections: connections))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test func `A head that does not come in time ends the connection`() throws {
        let (channel, connections) = try connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        #expect(channel.isActive && connections.count == 1)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive && connections.count == 0)
    }

    @Test func `A body that trickles ends the connection, however lively`() throws {
        let (channel, _) = try connection()
        try channel.writeInbound(Self.head)
        for _ in 0..<4 {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func `A body that comes at the pace has its whole span, and no more`() throws {
        let (channel, _) = try connection()
        try channel.writeInbound(Self.head)
        for _ in 0..<29 {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0x78, count: 2_048)))
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func `An answer may take its time; after it the next head has its own`() throws {
        let (channel, _) = try connection()
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

    @Test func `A reader that takes nothing ends the connection`() throws {
        let (channel, _) = try connection()
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(31))
        #expect(!channel.isActive)
    }

    @Test func `One connection too many cuts the one that said nothing`() throws {
        let (first, connections) = try connection()
        let second = try open(connections)
        let third = try open(connections)
        first.embeddedEventLoop.run()
        #expect(!first.isActive && second.isActive && third.isActive)
        #expect(connections.count == 2)
    }

    @Test func `A network of IPv6 counts as one address`() throws {
        func network(_ text: String) throws -> String {
            ServerConnections.network(of: try SocketAddress(ipAddress: text, port: 1))
        }
        #expect(try network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2"))
        #expect(try network("2001:db8:0:1::1") != network("2001:db8:0:2::1"))
        #expect(try network("192.0.2.1") == "192.0.2.1")
        #expect(ServerConnections.network(of: nil).isEmpty)
    }
}
