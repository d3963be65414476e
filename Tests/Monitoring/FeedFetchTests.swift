import Egress
import Foundation
import HTTPTypes
import Hummingbird
import Schemas
import Testing

@testable import Monitoring

@Suite("Fetching feeds") struct FeedFetchTests {
    private static func item(_ id: String, _ text: String) -> String {
        "<item><guid>\(id)</guid><description>\(text)</description></item>"
    }
    private static func feed(_ items: String...) -> [UInt8] {
        Array("<rss><channel><title>T</title>\(items.joined())</channel></rss>".utf8)
    }

    private func fetch(_ clock: HandClock = HandClock(), bytes: Int = 5 << 20, limit: Duration = .seconds(30))
        -> FeedFetch
    {
        FeedFetch(
            egress: Egress(guardian: AddressGuard(allowHosts: ["127.0.0.1"])),
            turns: HostTurns(gap: 1_000, pace: clock.pace), now: { clock.now }, maximumBytes: bytes, limit: limit)
    }

    @Test("unchanged feeds are asked for by their tags, and only new entries are taken")
    func conditional() async throws {
        let server = FeedServer()
        let fetch = fetch()
        try await server.serving([
            "/f": { request in
                if request.headers[.ifNoneMatch] == "\"1\"" { return FeedServer.status(304) }
                return FeedServer.document(
                    Self.feed(Self.item("2", "澜江银行二"), Self.item("1", "澜江银行一")),
                    [.eTag: "\"1\"", .lastModified: "Mon, 02 Mar 2026 08:00:00 GMT"])
            },
            "/g": { _ in FeedServer.document(Self.feed(Self.item("3", "三"), Self.item("2", "澜江银行二"))) },
            "/h": { _ in FeedServer.document(Self.feed(Self.item("3", "三"), Self.item("2", "澜江 银行二，更正"))) },
        ]) { base in
            let first = try await FeedCollector(address: base + "/f", fetch: fetch).collect(from: Source())
            #expect(first.drafts.map(\.draft.externalID) == ["1", "2"])
            #expect(first.row.etag == "\"1\"" && first.row.recentKeys.count == 2)
            let second = try await FeedCollector(address: base + "/f", fetch: fetch).collect(from: first.row)
            #expect(second.drafts.isEmpty && second.row == first.row)
            #expect(server.requests.last?.headers[.ifModifiedSince] == "Mon, 02 Mar 2026 08:00:00 GMT")
            let third = try await FeedCollector(address: base + "/g", fetch: fetch).collect(from: first.row)
            #expect(third.drafts.map(\.draft.externalID) == ["3"])
            #expect(third.row.recentKeys.count == 3)
            // What is edited is handed on, once.
            let fourth = try await FeedCollector(address: base + "/h", fetch: fetch).collect(from: third.row)
            #expect(fourth.drafts.map(\.draft.externalID) == ["2"])
            let fifth = try await FeedCollector(address: base + "/h", fetch: fetch).collect(from: fourth.row)
            #expect(fifth.drafts.isEmpty)
        }
    }

    @Test("redirects are followed, permanent ones told, loops and long chains refused")
    func redirects() async throws {
        let fetch = fetch()
        func to(_ place: String, _ code: Int = 302) -> FeedServer.Answer {
            { _ in FeedServer.status(code, [.location: place]) }
        }
        try await FeedServer().serving([
            "/f": { _ in FeedServer.document(Self.feed(Self.item("1", "一"))) },
            "/moved": to("f", 301), "/found": to("/f"), "/loop": to("/loop2"), "/loop2": to("/loop"),
            "/1": to("/2"), "/2": to("/3"), "/3": to("/4"), "/4": to("/5"), "/5": to("/6"), "/6": to("/f"),
            "/inside": to("http://10.0.0.1/"), "/file": to("file:///etc/passwd"),
            // These ended all five groups, again at each start.
            "/port": to("http://93.184.216.34:99999/"), "/port0": to("//127.0.0.1:0/"),
            "/user": to("http://a@127.0.0.1/"),
        ]) { base in
            let moved = try await fetch.fetch(base + "/moved", etag: "", lastModified: "")
            #expect(moved.movedTo == base + "/f")
            let found = try await fetch.fetch(base + "/found", etag: "", lastModified: "")
            #expect(found.movedTo == nil)
            for (path, reason) in [
                ("/loop", "loop"), ("/1", "redirects"), ("/inside", "10.0.0.1"), ("/file", "http"),
                ("/port", "65535"), ("/port0", "65535"), ("/user", "password"),
            ] {
                let error = await #expect(throws: (any Error).self) {
                    try await fetch.fetch(base + path, etag: "", lastModified: "")
                }
                #expect("\(String(describing: error))".contains(reason), "\(path)")
            }
        }
    }

    @Test("a feed in GBK by the HTTP header, gzip, too large, a bomb, and Retry-After")
    func bodies() async throws {
        let clock = HandClock()
        let fetch = fetch(clock, bytes: 200_000)
        let gbk =
            Array("<rss><channel><item><guid>1</guid><title>".utf8) + [0xd2, 0xf8, 0xd0, 0xd0]
            + Array("</title></item></channel></rss>".utf8)
        let small = Self.feed(Self.item("1", "plain"))
        let packed = try gzip(small)
        let bomb = try gzip([UInt8](repeating: 0x20, count: 20 << 20))
        try await FeedServer().serving([
            "/gbk": { _ in FeedServer.document(gbk, [.contentType: "text/xml; charset=\"GBK\""]) },
            "/gzip": { _ in FeedServer.document(packed, [.contentEncoding: "gzip"]) },
            "/large": { _ in FeedServer.document([UInt8](repeating: 0x20, count: 200_001)) },
            "/bomb": { _ in FeedServer.document(bomb, [.contentEncoding: "gzip"]) },
            "/busy": { _ in FeedServer.status(503, [.retryAfter: "120"]) },
            "/later": { _ in FeedServer.status(429, [.retryAfter: "Mon, 02 Mar 2026 09:00:00 GMT"]) },
            "/poison": { _ in FeedServer.status(503, [.retryAfter: "T\u{301}"]) },
        ]) { base in
            let chinese = try await FeedCollector(address: base + "/gbk", fetch: fetch).collect(from: Source())
            #expect(chinese.drafts.first?.draft.text == "银行")
            let plain = try await FeedCollector(address: base + "/gzip", fetch: fetch).collect(from: Source())
            #expect(plain.drafts.first?.draft.text == "plain")
            for path in ["/large", "/bomb"] {
                await #expect(throws: FetchFailure.self) {
                    try await fetch.fetch(base + path, etag: "", lastModified: "")
                }
            }
            let busy = await #expect(throws: FetchFailure.self) {
                try await fetch.fetch(base + "/busy", etag: "", lastModified: "")
            }
            #expect(busy?.retryAfter == 120_000)
            let later = await #expect(throws: FetchFailure.self) {
                try await fetch.fetch(base + "/later", etag: "", lastModified: "")
            }
            #expect((3_590_000...3_600_000).contains(later?.retryAfter ?? 0))
            let poison = await #expect(throws: FetchFailure.self) {
                try await fetch.fetch(base + "/poison", etag: "", lastModified: "")
            }
            #expect(poison != nil && poison?.retryAfter == nil)
        }
    }

    @Test("loopback is refused where the plan does not allow it")
    func inside() async throws {
        let fetch = FeedFetch(
            egress: Egress(), turns: HostTurns(gap: 0, pace: HandClock().pace), now: { 0 })
        await #expect(throws: FetchFailure.self) {
            try await fetch.fetch("http://127.0.0.1:9/", etag: "", lastModified: "")
        }
        await #expect(throws: FetchFailure.self) {
            try await fetch.fetch("http://localhost:9/", etag: "", lastModified: "")
        }
    }

    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let file = try Fixture.folder().appending(path: "f")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-9", file.path]
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: file.appendingPathExtension("gz")))
    }
}
