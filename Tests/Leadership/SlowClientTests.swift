import Testing

@testable import Leadership

@Suite("Slow clients")
struct SlowClientTests {
    @Test("A reader of live events that takes nothing is cut, and leaves no trace")
    func reader() async throws {
        let fixture = try await ConsoleFixture()
        let feed = EventFeed(console: fixture.console, heartbeat: .milliseconds(1))
        let watch = try #require(await fixture.view.watch(by: "lin-yue"))
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
