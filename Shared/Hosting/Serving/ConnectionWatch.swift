import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection that keeps the server waiting, however lively it trickles ("slowloris"): a head has to come
/// within one span of the connection's opening or of the answer before it, the body within another and at a pace, and
/// what is answered has to be taken. How long the answer takes to be made is none of its business.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let connections: ServerConnections
    private let limits: ServerLimits
    private var id: ConnectionBook.ID?
    private var deadline: Scheduled<Void>?
    private var stall: Scheduled<Void>?
    /// Requests whose answer has not ended.
    private var unanswered = 0
    /// Of the body that comes just now.
    private var received = 0

    init(connections: ServerConnections) {
        self.connections = connections
        limits = connections.limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { opened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { gone() }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        gone()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            received = 0
            move(to: .receiving)
            let now = context.eventLoop.now
            expectBody(since: now, at: now + limits.grace, context)
        case .body(let part): received = Int(clamping: Int64(received) + Int64(part.readableBytes))
        case .end:
            deadline?.cancel()
            move(to: .answering)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered = max(0, unanswered - 1)
            if unanswered == 0 {
                move(to: .waiting)
                expectHead(context)
            }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = nil
        if !context.channel.isWritable {
            let channel = context.channel
            stall = context.eventLoop.scheduleTask(in: limits.stalled) { channel.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func opened(_ context: ChannelHandlerContext) {
        guard id == nil else { return }
        id = connections.opened(context.channel)
        if id != nil { expectHead(context) }
    }

    private func gone() {
        deadline?.cancel()
        stall?.cancel()
        if let id { connections.closed(id) }
        id = nil
    }

    private func move(to phase: ConnectionBook.Phase) {
        if let id { connections.moved(id, to: phase) }
    }

    private func expectHead(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: limits.head) { channel.close(promise: nil) }
    }

    /// What has come by the deadline buys it more time, up to the whole span.
    private func expectBody(since start: NIODeadline, at time: NIODeadline, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(deadline: time) {
            let (watch, context) = bound.value
            let limits = watch.limits
            let bought = TimeAmount.milliseconds(
                min(limits.body.nanoseconds / 1_000_000, Int64(watch.received / max(1, limits.pace)) * 1_000))
            let next = start + min(limits.body, limits.grace + bought)
            guard next > time else {
                context.close(promise: nil)
                return
            }
            watch.expectBody(since: start, at: next, context)
        }
    }
}
