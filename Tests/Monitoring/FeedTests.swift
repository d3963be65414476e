import Foundation
import Testing

@testable import Monitoring

@Suite("Feeds as they are written") struct FeedTests {
    private static let rss = """
        <?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
         xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title>
        <item><title>A &amp; B</title><link>/1</link><guid isPermaLink="false">g1</guid><dc:creator>甲</dc:creator>
        <pubDate>Mon, 02 Mar 2026 16:00:00 +0800</pubDate>
        <description><![CDATA[<p>one</p><script>alert(1)</script><p>two&nbsp;&lt;3</p>]]></description></item>
        </channel></rss>
        """
    private static let atom = """
        <feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title type="text">A &amp; B</title>
        <link rel="self" href="/x"/><link href="/1"/><id>g1</id><author><name>甲</name></author>
        <updated>2026-03-02T09:00:00Z</updated><published>2026-03-02T16:00:00+08:00</published>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two &lt;3</p></div></content>
        </entry></feed>
        """
    private static let rdf = """
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="c"><title>T</title></channel>
        <item rdf:about="g1"><title>A &amp; B</title><link>/1</link><dc:creator>甲</dc:creator>
        <dc:date>2026-03-02T08:00:00Z</dc:date><description>one&lt;br&gt;two &amp;lt;3</description></item></rdf:RDF>
        """

    @Test("RSS 2.0, Atom and RDF say the same", arguments: [rss, atom, rdf])
    func formats(document: String) throws {
        let feed = try Feed.read(Array(document.utf8))
        let entry = try #require(feed.entries.first)
        #expect(feed.entries.count == 1 && feed.title == "T")
        #expect(entry.title == "A & B" && entry.link == "/1" && entry.author == "甲")
        #expect(entry.text.split(separator: "\n").map { $0.trimming(" ") } == ["one", "two <3"])
        #expect(entry.publishedAt == Fixture.start)
    }

    @Test(
        "what is no well-formed feed is refused, and said why",
        arguments: [
            ("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss/>", "entity"),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><rss>&lol2;</rss>",
                "entity"
            ),
            ("<html><body/></html>", "html"), ("<rss><channel>", "</channel>"), ("<rss></chan>", "</chan>"),
            ("<rss>&unknown;</rss>", "&unknown;"), ("<rss>a & b</rss>", "&"), ("", "no element"), ("hello", "text"),
            ("<rss a=\"1\" a=\"2\"/>", "twice"), ("<rss a=1/>", "quotes"), ("<rss/><rss/>", "second"),
            ("<rss>" + String(repeating: "<a>", count: 200), "deep"), ("<rss><![CDATA[x</rss>", "CDATA"),
        ])
    func broken(document: String, reason: String) {
        let error = #expect(throws: FeedMistake.self) { try Feed.read(Array(document.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    /// Five megabytes whose elements each declare a namespace once cost 36 s: each copied what held outside.
    @Test("namespaces cost what they are long, and are bounded at one place")
    func namespaces() throws {
        let outer = (0..<60).map { " xmlns:n\($0)=\"u\($0)\"" }.joined()
        let deep = (0..<3).map { level in
            "<a" + (0..<60).map { " xmlns:m\(level)x\($0)=\"u\"" }.joined() + ">"
        }.joined()
        let item = "<b xmlns:p=\"q\"/>"
        let document =
            "<rss\(outer)>\(deep)" + String(repeating: item, count: 100_000) + "</a></a></a></rss>"
        let took = try ContinuousClock().measure { _ = try Feed.read(Array(document.utf8)) }
        #expect(took < .seconds(60), "\(document.utf8.count) bytes took \(took) in a debug build")
        var reader = XMLReader(Array("<n:r xmlns:n='1'><n:a xmlns:n='2'/><n:b/><c xmlns='3'><d/></c><e/></n:r>".utf8))
        var names: [String] = []
        while let event = try reader.next() {
            if case .start(let name, _) = event { names.append("\(name.space):\(name.local)") }
        }
        #expect(names == ["1:r", "2:a", "1:b", "3:c", "3:d", ":e"])
        for (what, document) in [
            ("namespaces", "<rss\(outer)>" + String(repeating: "<a\(outer)>", count: 5)),
            ("bytes", "<rss xmlns=\"" + String(repeating: "u", count: 2_000) + "\"/>"),
            ("twice", "<rss xmlns:a='1' xmlns:a='2'/>"),
        ] {
            let error = #expect(throws: FeedMistake.self) { try Feed.read(Array(document.utf8)) }
            #expect(error?.description.contains(what) == true, "\(String(describing: error))")
        }
    }

    @Test(
        "encodings: byte order mark, then HTTP, then the XML declaration",
        arguments: [
            ([0xb0, 0xc4, 0xbd, 0xad], "gbk", "澳江"), ([0xbb, 0xc8, 0xa6, 0xe6], "big5", "銀行"),
            ([0xe9], "iso-8859-1", "é"), ([0xe6, 0xbe, 0x9c], "UTF-8", "澜"), ([0xff, 0xfe, 0x9c, 0x6f], "gbk", "澜"),
            ([0xfe, 0xff, 0x6f, 0x9c], nil, "澜"), ([0xe6, 0xbe, 0x9c], nil, "澜"), ([0x41, 0xff], nil, "A\u{fffd}"),
        ] as [([UInt8], String?, String)])
    func encodings(bytes: [UInt8], charset: String?, text: String) throws {
        #expect(String(decoding: try TextEncoding.utf8(bytes, httpCharset: charset), as: UTF8.self) == text)
    }

    @Test("a document's own declaration counts where HTTP says nothing, and unknown encodings are named")
    func declared() throws {
        let document = Array("<?xml version=\"1.0\" encoding='GB2312'?><rss>".utf8) + [0xd2, 0xf8, 0xd0, 0xd0]
        #expect(String(decoding: try TextEncoding.utf8(document, httpCharset: nil), as: UTF8.self).hasSuffix("银行"))
        #expect(throws: TextEncoding.Unknown.self) { try TextEncoding.utf8([0x41], httpCharset: "ebcdic-x") }
        let long = [UInt8](repeating: 0xd2, count: 200_001)
        #expect(try TextEncoding.utf8(long, httpCharset: "gbk").count >= 100_000)
    }

    @Test(
        "times of feeds",
        arguments: [
            ("Mon, 02 Mar 2026 08:00:00 GMT", Fixture.start), ("2 Mar 26 08:00 UT", Fixture.start),
            ("Mon, 2 Mar 2026 03:00:00 EST", Fixture.start), ("2026-03-02T08:00:00Z", Fixture.start),
            ("2026-03-02", Fixture.start - 8 * 3_600_000), ("yesterday", nil), ("Mon, 32 Mar 2026 08:00:00 GMT", nil),
            ("Mon, 02 Mar 2026 08:00:00 LMT", nil),
        ] as [(String, Int64?)])
    func times(text: String, expected: Int64?) {
        #expect(FeedDates.milliseconds(text) == expected)
    }

    @Test(
        "HTML becomes text",
        arguments: [
            ("a<br/>b", "a\nb"), ("<p>a</p><p>b</p>", "a\nb"), ("1 < 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
            ("<style>x{}</style>a<!-- c > d -->b", "ab"), ("<a title='>'>x</a>", "x"), ("a<script>", "a"),
            ("&bogus; &#x6f9c;", "&bogus; 澜"), ("<b", ""),
        ])
    func html(html: String, text: String) {
        #expect(HTMLText.plain(html) == text)
    }

    @Test("backoff doubles to an hour, and waits as long as the server asks")
    func backoff() {
        let pace = HandClock().pace
        #expect(pace.backoff(failures: 1, interval: 60_000, retryAfter: nil) == 120_000)
        #expect(pace.backoff(failures: 3, interval: 60_000, retryAfter: nil) == 480_000)
        #expect(pace.backoff(failures: 40, interval: 60_000, retryAfter: nil) == 3_600_000)
        #expect(pace.backoff(failures: 1, interval: 60_000, retryAfter: 7_200_000) == 7_200_000)
    }
}
