public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Lets only answers through that HTTP knows: status 100 to 599 (RFC 9110, 15; "values outside the range are invalid"),
/// one head, then its body and end. async-http-client 1.37 takes a status below 100 for one that announces another, and
/// traps at the body that follows.
final class ResponseGate: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// What the other end said and HTTP does not know.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    private var isOpen = false
    private var isShut = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isShut else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard (100...599).contains(head.status.code), !isOpen else {
                return shut(context, "found status \(head.status.code), expected one answer with 100 to 599")
            }
            isOpen = head.status.code >= 200 || head.status == .switchingProtocols
        case .body:
            guard isOpen else { return shut(context, "found a body before the head of an answer") }
        case .end:
            guard isOpen else { return shut(context, "found an end before the head of an answer") }
            isOpen = false
        }
        context.fireChannelRead(data)
    }

    private func shut(_ context: ChannelHandlerContext, _ mistake: String) {
        isShut = true
        context.fireErrorCaught(Mistake(description: mistake))
        context.close(promise: nil)
    }
}

extension HTTPClient.Configuration {
    /// Refuses answers that HTTP does not know, on every connection of the client.
    public mutating func refuseImpossibleAnswers() {
        http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
                try pipeline.addHandler(ResponseGate(), position: .after(decoder))
            }
        }
    }
}
