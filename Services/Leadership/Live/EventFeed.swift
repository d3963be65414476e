import HTTPTypes
import Hummingbird
import NIOCore
import Plan
import ServiceLifecycle
import Synchronization

/// Tells open pages what changed, by server-sent events (WHATWG HTML, section 9.2). An event's id is the view's epoch
/// and revision, so that a page that comes back hears what it missed, or is told to read everything anew.
struct EventFeed: Sendable {
    let console: Console
    var epoch: String { console.epoch }
    let heartbeat: Duration

    init(console: Console, heartbeat: Duration? = nil) {
        self.console = console
        self.heartbeat = heartbeat ?? console.heartbeat
    }

    /// What is written where there is nothing to say. An event, not a comment: a page watches for it, and says so when
    /// the line is dead.
    static let beat = "event: beat\ndata: {}\n\n"

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("events") { request, context in
            guard let visitor = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
            guard let watch = await console.view.watch(by: visitor.person.id) else {
                throw console.refusal(.busy, "too many pages are open; close some, or try later", request)
            }
            let last = request.headers[.lastEventID] ?? request.uri.queryParameters.get("after")
            let until: Int64 = if case .session(let session) = visitor.proof { session.endsAt } else { .max }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: .init { [channel = context.channel] writer in
                    // Somebody who goes from page to page leaves one stream behind each time: its place is free at
                    // once, not at the next heartbeat.
                    let leaving = ReaderLeaving { watch.tick.finish() }
                    let added: EventLoopFuture<Void> = channel.pipeline.addHandler(leaving, position: .first)
                    added.whenFailure { _ in watch.tick.finish() }
                    defer { channel.pipeline.removeHandler(leaving, promise: nil) }
                    do {
                        try await stream(
                            watch.ticks, watch.tick, from: last, until: until, isOver: isOver(visitor),
                            cut: { channel.close(promise: nil) }
                        ) {
                            try await writer.write(ByteBuffer(string: $0))
                        }
                    } catch {
                        await console.view.unwatch(watch.id)
                        throw error
                    }
                    await console.view.unwatch(watch.id)
                    try await writer.finish(nil)
                })
        }
    }

    /// Whether the person signed out, or what they came with was revoked, since now.
    private func isOver(_ visitor: Visitor) -> @Sendable () async -> Bool {
        let began = console.sessionClock()
        return { [view = console.view] in
            if case .session(let session) = visitor.proof, await view.isEnded(session: session.digest) { return true }
            return await view.isRevoked(visitor.person.id, since: began)
        }
    }

    /// Writes until the ticks end, the session ends, or the reader goes. A reader that does not take what is written
    /// within two heartbeats is cut: what it missed it can ask for when it comes back.
    func stream(
        _ ticks: AsyncStream<Void>, _ tick: AsyncStream<Void>.Continuation, from last: String?, until: Int64,
        isOver: @escaping @Sendable () async -> Bool = { false }, cut: @escaping @Sendable () -> Void,
        write: (String) async throws -> Void
    ) async throws {
        let unfinished = UnfinishedWrite()
        let beat = Task { [heartbeat] in
            while !Task.isCancelled {
                try await Task.sleep(for: heartbeat)
                if unfinished.ageOneBeat() > 1 { cut() }
                tick.yield()
            }
        }
        defer { beat.cancel() }
        func send(_ text: String) async throws {
            unfinished.begin()
            try await write(text)
            unfinished.end()
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                let (opening, start) = await opening(after: last)
                var revision = start
                try await send(opening)
                tick.yield()
                for await _ in ticks {
                    guard console.sessionClock() < until, await !isOver() else { return }
                    let (frames, next) = await frames(after: revision)
                    revision = next
                    try await send(frames.isEmpty ? Self.beat : frames)
                }
            } onGracefulShutdown: {
                tick.finish()
            }
        } onCancel: {
            tick.finish()
        }
    }

    /// What a page hears first, and the revision it goes on from.
    func opening(after last: String?) async -> (text: String, revision: Int64) {
        let now = await console.view.snapshot.revision
        guard let last, !last.isEmpty else {
            return ("retry: 2000\nid: \(epoch)-\(now)\nevent: hello\ndata: {}\n\n", now)
        }
        let parts = last.split(separator: "-")
        guard parts.count == 2, parts[0] == epoch, let revision = Int64(parts[1]) else {
            return ("retry: 2000\n\n" + reset(now), now)
        }
        return ("retry: 2000\n\n", revision)
    }

    func frames(after revision: Int64) async -> (text: String, revision: Int64) {
        switch await console.view.changes(after: revision) {
        case .tooMany(let now): return (reset(now), now)
        case .changes(let changes):
            // A page that is far behind reads everything once, not every change.
            if changes.count > 64, let last = changes.last { return (reset(last.revision), last.revision) }
            return (changes.map(frame).joined(), changes.last?.revision ?? revision)
        }
    }

    private func reset(_ revision: Int64) -> String { "id: \(epoch)-\(revision)\nevent: reset\ndata: {}\n\n" }

    private func frame(_ change: ViewChange) -> String {
        // Ids come from the log: nothing in them may end the line or the string.
        let incident = change.incident.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
        return "id: \(epoch)-\(change.revision)\nevent: change\ndata: {\"revision\":\(change.revision),\"what\":\""
            + "\(change.what)\",\"incident\":\"\(incident)\"}\n\n"
    }
}

/// Tells when the other side of a connection has closed it. An answer that goes on without end keeps the server from
/// noticing until it writes.
private final class ReaderLeaving: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let left: @Sendable () -> Void

    init(left: @escaping @Sendable () -> Void) { self.left = left }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { left() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        left()
        context.fireChannelInactive()
    }
}

/// A write that its reader has not taken yet, and for how many heartbeats.
private final class UnfinishedWrite: Sendable {
    private let beats = Mutex<Int?>(nil)

    func begin() { beats.withLock { $0 = 0 } }
    func end() { beats.withLock { $0 = nil } }

    /// - Returns: the beats that a write has waited, 0 where none waits.
    func ageOneBeat() -> Int {
        beats.withLock { beats in
            guard let waited = beats else { return 0 }
            beats = waited + 1
            return waited + 1
        }
    }
}
