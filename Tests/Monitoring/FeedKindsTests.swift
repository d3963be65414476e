import Foundation
import Schemas
import Testing
import Text

@testable import Markup
@testable import Monitoring

@Suite("Feeds of further kinds") struct FeedKindsTests {
    private static let moment: Int64 = 1_795_746_030_000

    private func items(_ text: String, _ headers: [String: String] = [:]) throws -> [SourceTrial.Item] {
        try SourceTrial(
            feed: Array(text.utf8), headers: headers, address: "http://127.0.0.1/feed.xml",
            zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt, now: Self.moment + 1
        ).items
    }

    private static let rss =
        "<rss><channel><title>c</title><item><title>t</title><description>d</description></item></channel></rss>"

    @Test(
        "a feed begins where it begins, whatever a server says before it",
        arguments: [
            "<br />\n<b>Warning</b>: Undefined variable in <b>/x.php</b> on line <b>3</b><br />\n" + rss,
            "<html><body>Notice</body></html>\n<?xml version=\"1.0\"?>" + rss,
            "Notice: x\n<?xml version=\"1.0\"?>" + rss, "\u{feff}\u{feff}" + rss,
        ])
    func behind(text: String) throws {
        #expect(try items(text).map(\.title) == ["t"])
    }

    @Test("a page of HTML stays one")
    func page() {
        #expect(throws: FeedMistake.self) { _ = try items("<html><body><p>x</p></body></html>") }
    }

    private func atom(_ content: String) -> String {
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>u:1</id><title>t</title><summary>摘要</summary>\(content)</entry></feed>"
    }

    @Test(
        "an Atom content of a type that is no text is packed, and where it is no text then the summary counts",
        arguments: [
            ("<content type='application/octet-stream'>5q2j5paH</content>", "正文"),
            ("<content type='application/octet-stream'>5q2j\n  5paH</content>", "正文"),
            ("<content type='image/png'>iVBORw0KGgo=</content>", "摘要"),
            ("<content type='video/mp4' src='http://x.example/v'/>", "摘要"),
            ("<content type='text/html' src='http://x.example/f'/>", "摘要"),
            ("<content type='application/xml'><d xmlns='u:d'><p>深处</p></d></content>", "深处"),
            ("<content type='image/svg+xml'><svg xmlns='u:s'><text>图文</text></svg></content>", "图文"),
        ])
    func packed(content: String, text: String) throws {
        #expect(try items(atom(content)).map(\.text) == [text])
    }

    @Test(
        "JSON Feeds that are broken off, or written loosely, are read as far as they go",
        arguments: [
            #"{"items":[{"id":1.5,"content_text":"a","date_published":1795746030},{"id":2,"content_text":"b",}],}"#,
            #"{"items":[{"id":"1","content_text":"a","date_published":"2026-11-27 10:20:30"},{"id":"2","content_text":"b"},{"id":"3","cont"#,
            #"{"items":[{"id":"1","content_text":"a","date_published":"1795746030"},{"id":"2","content_text":"b"},{"id":"3","x":nonsense}]}"#,
        ])
    func json(text: String) throws {
        let found = try items(text)
        #expect(found.map(\.text) == ["a", "b"])
        #expect(found.first?.publishedAt == Timestamps.rfc3339(Self.moment))
    }

    @Test("a title keeps its words together where markup stands in it")
    func marked() throws {
        let text =
            "<rss><channel><item><title>&lt;b&gt;澜江&lt;/b&gt;银行</title><description>x</description></item></channel></rss>"
        #expect(try items(text).map(\.title) == ["澜江银行"])
    }
}
