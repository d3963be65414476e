import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request does not come in time, however lively it trickles ("slowloris"): a head within one
/// span of the connection's opening or of the answer before it, the rest of the request within another. How long the
/// answer takes is none of its business.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Limits: Hashable, Sendable {
        var head = TimeAmount.seconds(20)
        var body = TimeAmount.seconds(30)
    }

    private let limits: Limits
    private var deadline: Scheduled<Void>?
    /// Requests whose answer has not ended.
    private var unanswered = 0

    init(limits: Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expect(within: limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelActive(context: ChannelHandlerContext) {
        expect(within: limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            expect(within: limits.body, context)
        case .body: break
        case .end: deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            if unanswered == 0 { expect(within: limits.head, context) }
        }
        context.write(data, promise: promise)
    }

    private func expect(within span: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: span) { channel.close(promise: nil) }
    }
}
