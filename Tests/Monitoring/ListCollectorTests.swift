import Foundation
import HTTPTypes
import Hummingbird
import Schemas
import Testing

@testable import Egress
@testable import Monitoring
@testable import Plan

@Suite("Lists that are polled as JSON") struct ListCollectorTests {
    private static let list = ResponsePlan.Source.List(
        records: "/data/list",
        fields: ["text": "/body/html", "title": "/head", "url": "/links/0", "publishedAt": "/at", "externalId": "/no"])

    private func fetch(_ headers: [ResponsePlan.Source.Header] = []) -> FeedFetch {
        let clock = HandClock()
        return FeedFetch(
            egress: Egress(guardian: AddressGuard(allowHosts: ["127.0.0.1"])),
            turns: HostTurns(gap: 0, pace: clock.pace), now: { clock.now }
        ).saying(headers) { $0 == "FENGHUO_KEY_A" ? "Bearer secret\n" : nil }
    }

    private static func json(_ text: String) -> Response { FeedServer.document(Array(text.utf8)) }

    private static func record(_ number: Int) -> String {
        #"{"no":\#(number),"head":"第\#(number)条","body":{"html":"<p>澜江银行</p><p>停业\#(number)</p>"},"links":["/a/\#(number)"],"at":"2026-03-02 15:00:00"}"#
    }

    @Test("records are found by their places, and pages are followed while they bring what is new")
    func pages() async throws {
        let server = FeedServer()
        try await server.serving([
            "/list": { request in
                let page = Int(request.uri.queryParameters["page"].map(String.init) ?? "0") ?? 0
                let records = (0..<3).map { Self.record(100 - page * 3 - $0) }.joined(separator: ",")
                return Self.json(#"{"data":{"list":[\#(records)],"next":"\#(page < 2 ? String(page + 1) : "")"}}"#)
            }
        ]) { base in
            var list = Self.list
            (list.next, list.parameter) = ("/data/next", "page")
            let zone = try #require(TimeZone(identifier: "Asia/Shanghai"))
            let collector = ListCollector(address: base + "/list", fetch: self.fetch(), list: list, zone: zone)
            let first = try await collector.collect(from: Source())
            #expect(first.drafts.map(\.draft.externalID) == (92...100).map { "\($0)" } && first.refused.isEmpty)
            let draft = try #require(first.drafts.last?.draft)
            #expect(draft.text == "澜江银行\n停业100" && draft.title == "第100条" && draft.isBacklog == false)
            #expect(draft.publishedAt == 1_772_434_800_000 && draft.url == base + "/a/100")
            var row = first.row
            row.lastSuccessAt = Fixture.start
            let again = try await collector.collect(from: row)
            #expect(again.drafts.isEmpty && server.requests.count == 4)
        }
    }

    @Test("without a mapping the list and its fields are found out, and an edit is told")
    func found() async throws {
        try await FeedServer().serving([
            "/a": { _ in Self.json(#"{"code":0,"data":[{"id":1,"content":"澜江银行一"},{"id":2,"content":"二"}]}"#) },
            "/b": { _ in Self.json(#"[{"id":1,"content":"更正"},{"id":2,"content":"二"},{"x":1}]"#) },
        ]) { base in
            let first = try await ListCollector(address: base + "/a", fetch: self.fetch(), list: .init()).collect(
                from: Source())
            #expect(first.drafts.map(\.draft.text) == ["二", "澜江银行一"])
            var row = first.row
            row.lastSuccessAt = Fixture.start
            let second = try await ListCollector(address: base + "/b", fetch: self.fetch(), list: .init()).collect(
                from: row)
            #expect(second.drafts.map(\.draft.text) == ["更正"] && second.drafts.first?.draft.isEdit == true)
            #expect(second.refused.count == 1 && second.refused.first?.contains("record 3") == true)
        }
    }

    @Test("what is no such list is said with its place, and another host is never asked for a next page")
    func wrong() async throws {
        let server = FeedServer()
        try await server.serving([
            "/a": { _ in Self.json(#"{"data":{"list":"none"}}"#) },
            "/b": { _ in Self.json(#"{"data":{"list":[\#(Self.record(1))]},"next":"http://127.0.0.2/x"}"#) },
        ]) { base in
            let error = await #expect(throws: FetchFailure.self) {
                try await ListCollector(address: base + "/a?token=abc", fetch: self.fetch(), list: Self.list)
                    .collect(from: Source())
            }
            let said = error?.description ?? ""
            #expect(said.contains("found \"none\" at /data/list") && !said.contains("abc"), "\(said)")
            var list = Self.list
            list.next = "/next"
            let harvest = try await ListCollector(address: base + "/b", fetch: self.fetch(), list: list)
                .collect(from: Source())
            #expect(harvest.drafts.count == 1 && server.requests.count == 2)
        }
    }

    @Test("headers of the plan are sent with what their variables hold, and a missing one is named")
    func headers() async throws {
        let server = FeedServer()
        try await server.serving(["/a": { _ in Self.json("[]") }]) { base in
            let known = [ResponsePlan.Source.Header(name: "Authorization", variable: "FENGHUO_KEY_A")]
            _ = try await ListCollector(address: base + "/a", fetch: self.fetch(known), list: .init()).collect(
                from: Source())
            #expect(server.requests.first?.headers[.authorization] == "Bearer secret")
            let missing = [ResponsePlan.Source.Header(name: "X-Key", variable: "FENGHUO_KEY_B")]
            let error = await #expect(throws: FetchFailure.self) {
                try await ListCollector(address: base + "/a", fetch: self.fetch(missing), list: .init())
                    .collect(from: Source())
            }
            #expect(error?.description.contains("FENGHUO_KEY_B") == true && server.requests.count == 1)
        }
    }

    @Test("the plan says a list, and a mistake in it is said with its line and key")
    func plan() throws {
        let text = try String(contentsOfFile: Fixture.planPath, encoding: .utf8)
        func reading(_ source: String) throws -> ResponsePlan.Source? {
            let changed = text.replacing("\nsources:\n", with: "\nsources:\n  - \(source)\n")
            return try ResponsePlan.read(yaml: changed, fileName: "plan.yaml").get().sources.first
        }
        let source = try reading(
            "{id: api, name: 接口, kind: json, address: 'https://news.example/list', schedule: 5m, tier: 3, records: /data/list, fields: {text: /desc, url: /url}, next: /data/next, parameter: page, headers: {Authorization: FENGHUO_KEY_API}}"
        )
        #expect(source?.list.records == "/data/list" && source?.list.fields == ["text": "/desc", "url": "/url"])
        #expect(source?.headers == [.init(name: "Authorization", variable: "FENGHUO_KEY_API")])
        for (wrong, said) in [
            ("kind: json, address: 'https://n.example/', schedule: 5m, tier: 3, records: data", "records"),
            ("kind: json, address: 'https://n.example/', schedule: 5m, tier: 3, fields: {txt: /a}", "fields.txt"),
            ("kind: json, address: 'https://n.example/', schedule: 5m, tier: 3, parameter: p", "parameter"),
            ("kind: json, address: 'https://n.example/', tier: 3", "schedule"),
            ("kind: rss, address: 'https://n.example/', schedule: 5m, tier: 3, records: /a", "records"),
            (
                "kind: json, address: 'https://n.example/', schedule: 5m, tier: 3, headers: {Host: FENGHUO_X}",
                "headers.Host"
            ),
        ] {
            let error = #expect(throws: (any Error).self) { _ = try reading("{id: api, name: a, \(wrong)}") }
            #expect("\(error.map { "\($0)" } ?? "")".contains(said), "\(said): \(String(describing: error))")
        }
    }
}
