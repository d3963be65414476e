import EmbeddedLog
import EventLog
import Foundation
import HTTPTypes
import Hosting
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import Schemas
import ServiceLifecycle
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Live")
struct LiveTests {
    @Test("A page that comes back hears what it missed; one from another process, or too far behind, is reset")
    func resume() async throws {
        let fixture = try await ConsoleFixture()
        let feed = EventFeed(console: fixture.console)
        let before = await fixture.view.snapshot.revision
        let fresh = await feed.opening(after: nil)
        #expect(fresh.text.contains("event: hello"))
        #expect(fresh.revision == before)
        try await fixture.show((1...3).map { (.incidentAssessed, "x\($0)", Samples.incident(id: "x\($0)")) })
        let resumed = await feed.opening(after: "\(feed.epoch)-\(before + 1)")
        #expect(!resumed.text.contains("reset"))
        let missed = await feed.frames(after: resumed.revision)
        #expect(
            missed.text.matches(of: /id: \w+-(\d+)\nevent: change/).map { Int64($0.1) } == [before + 2, before + 3])
        #expect(missed.text.contains(#""incident":"x3""#))
        #expect(await feed.frames(after: missed.revision).text.isEmpty)
        for last in ["other-1", "\(feed.epoch)-x", "nonsense"] {
            #expect(await feed.opening(after: last).text.contains("event: reset"))
        }
        // A revision that is not here yet is of another history.
        #expect(await feed.frames(after: 9999).text.contains("event: reset"))
    }

    /// A decision took effect between a page and its line, and the page stayed at "waits to take effect".
    @Test("A page says what it was made from, and hears what came after")
    func madeFrom() async throws {
        let fixture = try await ConsoleFixture()
        let headers = fixture.browser("lin-yue").headers
        let page = try await fixture.app().test(.router) { client in
            String(buffer: try await client.execute(uri: "/incidents/inc1", method: .get, headers: headers).body)
        }
        let from = try #require(page.firstMatch(of: /data-from="([^"]+)"/).map { String($0.1) })
        try await fixture.show([(.incidentAssessed, "inc1", Samples.incident(grade: .i))])
        let feed = EventFeed(console: fixture.console)
        let opening = await feed.opening(after: from)
        #expect(!opening.text.contains("reset"))
        #expect(await feed.frames(after: opening.revision).text.contains(#""incident":"inc1""#))
        #expect(page.contains("data-beat=\"15\""))
        #expect(EventFeed.beat.hasPrefix("event: "), "a comment is nothing that a page can watch for")
    }

    @Test("Writing is being there: the session goes on; what a page does by itself renews nothing")
    func activity() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        fixture.clock.advance(by: 20 * 60_000)
        var headers = browser.formHeaders
        headers[.secFetchMode] = "cors"
        try await fixture.app().test(.router) { [headers] client in
            let told = try await client.execute(
                uri: "/activity", method: .post, headers: headers, body: browser.form([]))
            #expect(told.status == .noContent)
            #expect(told.headers[.setCookie]?.contains("fenghuo_session=") == true)
            let forged = try await client.execute(
                uri: "/activity", method: .post, headers: headers, body: browser.form([], seal: "0"))
            #expect(forged.status == .forbidden)
            let alone = try await client.execute(uri: "/", method: .get, headers: headers)
            #expect(alone.headers[.setCookie] == nil)
            let nobody = try await client.execute(uri: "/activity", method: .post, body: browser.form([]))
            #expect(nobody.status == .unauthorized)
        }
    }

    @Test("More changes than are remembered are a reset, not a gap")
    func gap() async throws {
        let view = LeadershipView(memory: 4)
        for offset in 0..<10 {
            await view.apply([
                LogRecord(
                    topicPartition: .init(EventKind.incidentAssessed.topic, 0), offset: Int64(offset), timestamp: 0,
                    key: Array("i".utf8), value: try EventCodec.encode(Samples.incident(), as: .protobuf), headers: [])
            ])
        }
        #expect(await view.changes(after: 5) == .tooMany(10))
        guard case .changes(let changes) = await view.changes(after: 6) else {
            Issue.record("the newest four are remembered")
            return
        }
        #expect(changes.map(\.revision) == [7, 8, 9, 10])
        #expect(await view.changes(after: 10) == .changes([]))
    }

    @Test("A record read twice counts once; one that cannot be read is passed over; a tombstone removes")
    func apply() async throws {
        let view = LeadershipView()
        func record(_ offset: Int64, _ value: [UInt8]?) -> LogRecord {
            LogRecord(
                topicPartition: .init(EventKind.incidentAssessed.topic, 0), offset: offset, timestamp: 0,
                key: Array("inc1".utf8), value: value, headers: [])
        }
        let bytes = try EventCodec.encode(Samples.incident(), as: .protobuf)
        #expect(await view.apply([record(0, bytes), record(0, bytes), record(1, [0xff, 0xff])]) == 1)
        #expect(await view.snapshot.revision == 1)
        await view.apply([record(2, nil)])
        #expect(await view.snapshot.incidents.isEmpty)
    }

    @Test("Watchers are bounded, and leave no trace")
    func watchers() async throws {
        let view = LeadershipView(maximumWatchers: 2)
        let first = try #require(await view.watch(by: "lin-yue"))
        _ = await view.watch(by: "lin-yue")
        #expect(await view.watch(by: "lin-yue") == nil)
        await view.unwatch(first.id)
        #expect(await view.watch(by: "lin-yue") != nil)
    }

    /// 257 open pages of one person once shut out everybody.
    @Test("One person's watchers never shut out another's")
    func watchersOfOne() async throws {
        let view = LeadershipView()
        var open = 0
        for _ in 0..<300 { if await view.watch(by: "lin-yue") != nil { open += 1 } }
        #expect(open == 16)
        #expect(await view.watch(by: "shen-qihang") != nil)
    }

    @Test("Over a live socket a page hears of a change")
    func socket() async throws {
        let fixture = try await ConsoleFixture()
        let headers = fixture.browser("lin-yue").headers
        let answer = try await fixture.app().test(.live) { client in
            try await withThrowingTaskGroup(of: TestResponse?.self) { group in
                group.addTask { try await client.execute(uri: "/events", method: .get, headers: headers) }
                group.addTask {
                    while await fixture.view.watcherCount == 0 { await Task.yield() }
                    try await fixture.show([(.incidentAssessed, "new1", Samples.incident(id: "new1"))])
                    // The session ends: the next change ends the stream.
                    fixture.clock.advance(by: 3_600_001)
                    while await fixture.view.watcherCount > 0 {
                        try await fixture.show([(.incidentAssessed, "new1", Samples.incident(id: "new1"))])
                        await Task.yield()
                    }
                    return nil
                }
                var found: TestResponse?
                for try await one in group { found = one ?? found }
                return found
            }
        }
        let found = try #require(answer)
        #expect(found.headers[.contentType] == "text/event-stream")
        #expect(String(buffer: found.body).hasPrefix("retry: 2000\n"))
    }

    /// Who went from page to page once had to wait for a heartbeat to be forgotten on each, and was soon too many.
    @Test("A page that was left is no open page, however many a person goes through")
    func leaving() async throws {
        var fixture = try await ConsoleFixture()
        // The next heartbeat would notice too: it does not come while this lasts.
        fixture.console.heartbeat = .seconds(86_400)
        let (view, cookie) = (fixture.view, fixture.browser("lin-yue").cookie)
        try await fixture.app().test(.live) { client in
            let port = try #require(client.port)
            let began = ContinuousClock.now
            func watchers(_ wanted: Int) async -> Bool {
                while await view.watcherCount != wanted {
                    guard began.duration(to: .now) < .seconds(180) else { return false }
                    await Task.yield()
                }
                return true
            }
            for _ in 0..<20 {
                let page = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: "localhost", port: port).get()
                try await page.writeAndFlush(
                    ByteBuffer(string: "GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: \(cookie)\r\n\r\n"))
                try #require(await watchers(1), "the page is counted")
                try await page.close()
                try #require(await watchers(0), "forgotten before the heartbeat")
            }
        }
    }

    @Test("The follower reads a log from its beginning and goes on with what is appended")
    func follows() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try await EmbeddedLog(path: path)
        try await log.createTopics(
            LeadershipView.kinds.map { TopicSpecification(name: $0.topic, partitions: 2, cleanup: .compact) })
        let producer = try await log.makeProducer()
        func append(_ id: String, _ partition: Int32) async throws {
            try await producer.append([
                ProducerRecord(
                    to: TopicPartition(EventKind.incidentAssessed.topic, partition), key: Array(id.utf8),
                    value: try EventCodec.encode(Samples.incident(id: id), as: .protobuf), timestamp: 1)
            ])
        }
        try await append("early0", 0)
        try await append("early1", 1)
        let view = LeadershipView()
        let follower = ViewFollower(
            log: log, view: view, partitions: 2, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(!follower.progress.report.isReady)
        let watch = try #require(await view.watch(by: "lin-yue"))
        let following = Task { try await follower.run() }
        while await !view.snapshot.isComplete { await Task.yield() }
        #expect(follower.progress.report.isReady)
        #expect(await Set(view.snapshot.incidents.keys) == ["early0", "early1"])
        try await append("late", 1)
        for await _ in watch.ticks where await view.snapshot.incidents["late"] != nil { break }
        #expect(await view.snapshot.incidents.count == 3)
        following.cancel()
        _ = try? await following.value
    }
}
