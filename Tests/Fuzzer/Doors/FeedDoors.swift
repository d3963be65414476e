#if FUZZ
    import Foundation

    @testable import Egress
    @testable import Monitoring

    /// What feeds send: documents in many encodings, HTML in them, dates, headers.
    enum FeedDoors {
        static let all = [documents, html, dates, fetchHeaders]

        private static let rss = """
            <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T &amp; t</title>
            <item><guid>1</guid><link>https://a.example/1</link><title>澜江银行</title><description><![CDATA[<p>转不出<br>钱 &nbsp; &#x8f6c;</p>]]></description><content:encoded>&lt;b&gt;x&lt;/b&gt;</content:encoded><dc:creator>甲</dc:creator><pubDate>Mon, 02 Mar 2026 09:00:00 +0800</pubDate></item></channel></rss>
            """
        private static let atom = """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><title type="html">&lt;i&gt;T&lt;/i&gt;</title><entry><id>urn:1</id><link rel="alternate" href="/1"/><title>x</title><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>y</p></div></summary><author><name>n</name></author><updated>2026-03-02T01:00:00Z</updated></entry></feed>
            """
        private static let rdf = """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="u"><title>t</title><link>https://a.example</link><dc:date>2026-03-02</dc:date></item></rdf:RDF>
            """
        private static let words = [
            "<item>", "</item>", "<title>", "<pubDate>", "encoding=\"gbk\"", "encoding=\"utf-16\"", "xmlns=\"\"",
            "xml:base=\"\"",
            "http://www.w3.org/2005/Atom", "type=\"xhtml\"", "<script>", "</script>", "<style>", "&nbsp;", "&hellip;",
        ]

        private static let documents = Door(
            "feed", .markup, seeds: [rss, atom, rdf, "<rss>"], words: words
        ) {
            { input in
                for charset in [nil, "gbk", "utf-16be", "big5"] as [String?] {
                    guard let bytes = try? TextEncoding.utf8(input, httpCharset: charset) else { continue }
                    let feed = try? Feed.read(bytes)
                    guard charset == nil else { continue }
                    for entry in feed?.entries.prefix(20) ?? [] { _ = HTMLText.plain(entry.text) }
                }
            }
        }

        private static let html = Door(
            "html", .markup,
            seeds: [
                "<p>转不出<br/>钱</p><script>a<b</script><!-- c -->&amp;&#65;&#x41;&copy;<a href='x>y'>z</a>", "<", "&",
            ],
            words: words
        ) {
            { input in _ = HTMLText.plain(String(decoding: input, as: UTF8.self)) }
        }

        private static let dates = Door(
            "dates", .text,
            seeds: [
                "Mon, 02 Mar 2026 09:00:00 +0800", "2 Mar 26 09:00 EST", "2026-03-02T01:00:00.123456789Z", "2026-03-02",
                "2026-03-02T01:00:00+08:00", "Sun, 06 Nov 1994 08:49:37 GMT", "2026-03-02 01:00:00Z",
            ],
            words: ["Mon, ", "Feb", "GMT", "UT", "+1400", "-0000", "Z", "T", ":60", "24:00", "0000", "9999", "12 May"]
        ) {
            { input in
                let text = String(decoding: input, as: UTF8.self)
                let found = [FeedDates.milliseconds(text), FeedDates.rfc822(text), Times.milliseconds(text)].compactMap
                { $0 }
                for time in found where !(Times.within.contains(time)) {
                    throw Finding("\(text.debugDescription) was read as \(time), outside of the years 0 to 9999")
                }
            }
        }

        /// Of answers: `Retry-After`, `Content-Type`; what a redirect may lead to.
        private static let fetchHeaders = Door(
            "feed-headers", .text,
            seeds: [
                "120", "Sun, 06 Nov 1994 08:49:37 GMT", "text/xml; charset=\"gbk\"",
                "application/rss+xml;charset=utf-8",
                "http://93.184.216.34:99999/", "https://[::1]:443/x", "//a.example/", "T\u{301}", "127.0.0.1",
                "::ffff:10.0.0.1",
            ],
            words: ["charset=", ";", "\"", "http://", "https://", ":99999", "[", "]", "@", "%", "..", "0x7f.1", "::"]
        ) {
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                _ = HTTPDate.milliseconds(input[...])
                _ = TextEncoding.charset(ofContentType: text)
                _ = LanguageGuess.canonical(text)
                _ = LanguageGuess.guess(text)
                for address in NetworkAddress.literal(text) { _ = (address.isPublic, address.description) }
                _ = try? EgressOptions.Proxy(text)
                _ = NoProxy(text).holds(host: "a.example", port: 443)
            }
        }
    }
#endif
