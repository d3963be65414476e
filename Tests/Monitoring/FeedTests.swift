import Foundation
import Testing
import Text

@testable import Markup
@testable import Monitoring

@Suite("Feeds as they are written") struct FeedTests {
    @Test("an element with thousands of attributes is refused before it is parsed, and text with as many signs is not")
    func crowded() throws {
        let crowd = (0..<5_000).map { " a\($0)=\"x\"" }.joined()
        let refused = #expect(throws: FeedMistake.self) {
            _ = try Feed.read(Array("<rss\(crowd)><channel><item><title>t</title></item></channel></rss>".utf8))
        }
        #expect(refused?.description.contains("more than 4096 attributes") == true)
        let signs = String(repeating: "=", count: 5_000)
        let feed = try Feed.read(Array("<rss><channel><item><title>t \(signs)</title></item></channel></rss>".utf8))
        #expect(feed.entries.count == 1)
    }

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
        let written = WrittenTime(zone: .gmt)
        #expect(entry.times.first.flatMap { written.milliseconds($0) } == Fixture.start)
    }

    @Test(
        "what is no feed is refused, and said what it is",
        arguments: [
            ("<html><body/></html>", "HTML"), ("", "no element"), ("hello", "expected RSS"), ("<svg/>", "svg"),
            ("{\"a\":1}", "items"), ("<!DOCTYPE html><title>Just a moment...</title>", "Cloudflare"),
        ])
    func noFeed(document: String, reason: String) {
        let error = #expect(throws: FeedMistake.self) { try Feed.read(Array(document.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("a five megabyte document of declarations, marks and open elements costs what it is long")
    func linear() throws {
        let piece = "<a xmlns:p='q' x=1 x=2>&bogus; < <![CDATA[x]]><!-- c --></b>"
        for document in [
            "<rss><channel>" + String(repeating: piece, count: 40_000),
            "<rss><channel>" + String(repeating: "<item><p>", count: 60_000),
            "<rss><description>" + String(repeating: "&lt;b&gt;", count: 60_000)
                + String(repeating: "&lt;/i&gt;", count: 60_000) + "</description></rss>",
        ] {
            let took = try ContinuousClock().measure { _ = try Feed.read(Array(document.utf8)) }
            #expect(took < .seconds(60), "\(document.utf8.count) bytes took \(took) in a debug build")
        }
    }

    @Test(
        "a & that begins no reference is told before libxml2 looks for its end, in time with its square",
        arguments: ["AT&T", "a & b", "&", "&&amp;", "&amp", "&;", "&\(String(repeating: "a", count: 70));"])
    func openReference(text: String) throws {
        let document =
            "<?xml version='1.0'?>\n<rss><channel><!-- & -->\n<item><title>\(text)</title></item></channel></rss>"
        #expect(throws: XMLMistake(line: 3, found: "a \"&\" that begins no reference")) {
            _ = try XMLDocument(Array(document.utf8)).asWritten()
        }
        let feed = try Feed.read(Array(document.utf8))
        #expect(feed.entries.count == 1 && feed.mistake?.hasPrefix("line 3: found a \"&\"") == true)
    }

    @Test("a CDATA section is text like other text: an end that is missing is told, and its lines count")
    func sections() throws {
        let open = "<rss><channel>\n<item><title><![CDATA[a < b & c"
        #expect(throws: XMLMistake(line: 2, found: "a CDATA section without its end")) {
            _ = try XMLDocument(Array(open.utf8)).asWritten()
        }
        #expect(try Feed.read(Array(open.utf8)).entries.map(\.title) == ["a < b & c"])
        let closed = "<rss><channel><item><title>1 <![CDATA[<b>&amp;]]> 2<![CDATA[]]></title></item>\n</channel>"
        let feed = try Feed.read(Array(closed.utf8))
        #expect(feed.mistake?.hasPrefix("line 2") == true)
        #expect(feed.entries.map(\.title) == ["1 & 2"])
    }

    @Test("references, and a & where it is no markup, are read as they stand")
    func closedReference() throws {
        let document =
            "<rss><channel><?x a & b?><item><title>&#65;&amp;&#x0000000041;<![CDATA[ & ]]></title></item></channel></rss>"
        let feed = try Feed.read(Array(document.utf8))
        #expect(feed.mistake == nil && feed.entries.map(\.title) == ["A&A &"])
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
