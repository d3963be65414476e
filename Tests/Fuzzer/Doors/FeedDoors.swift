#if FUZZ
    import Foundation
    import Plan
    import Text

    @testable import Egress
    @testable import Markup
    @testable import Monitoring

    /// What feeds send: documents in many encodings, HTML in them, dates, headers.
    enum FeedDoors {
        static let all = [documents, html, dates, packed, addresses, fetchHeaders]

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
            "feed", .markup, seeds: [rss, atom, rdf, "<rss>", json, broken], words: words
        ) {
            let address = try WebAddress("https://a.example/feeds/all.xml")
            let zone = try House.plan().institution.timeZone
            return { input in
                for charset in [nil, "gbk", "utf-16be", "big5"] as [String?] {
                    let bytes = TextEncoding.utf8(input, httpCharset: charset)
                    guard String(validating: bytes, as: UTF8.self) != nil else {
                        throw Finding("what was read as \(charset ?? "nothing said") is no UTF-8")
                    }
                    guard let feed = try? Feed.read(bytes), charset == nil else { continue }
                    let items = FeedReading(address: address, zone: zone, now: House.now).items(of: feed, most: 20)
                    if items.count > 20 { throw Finding("\(items.count) items were taken, 20 asked for") }
                }
            }
        }

        private static let json =
            #"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"content_html":"<p>x","url":"/1","date_published":"2026-03-02"}]}"#
        private static let broken =
            "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel><item><title>a & b < c</title><link href=x y><p>&eacute;<br></item><item><![CDATA[x]]></channel>"

        /// Bodies packed in every way that is unpacked.
        private static let packed = Door(
            "packed", .text, seeds: ["\u{1f}\u{8b}\u{8}\u{0}", "x\u{9c}K\u{4}\u{0}"], words: []
        ) {
            { input in
                for encoding in ["gzip", "deflate", "br", "zstd"] {
                    let body = try? Inflating.unpacked(input, encodings: [encoding], limit: 100_000)
                    if let body, body.count > 100_000 + 65_536 { throw Finding("\(body.count) bytes of \(encoding)") }
                }
            }
        }

        private static let addresses = Door(
            "loose-address", .text,
            seeds: [
                "https:/a.example/x y", "//a.example\\b", "www.a.example", "a.example:80/x", "weixin://x", "../x?a=b&c",
                "N/A",
            ],
            words: ["http:", "https://", ":99999", "[::1]", "@", "%", "..", "//", "\u{a0}"]
        ) {
            let base = try WebAddress("https://a.example/b/c?d")
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                for found in [LooseAddress.absolute(text), LooseAddress.absolute(text, base: base)].compactMap({ $0 }) {
                    if CanonicalURL(found) == nil { throw Finding("\(found.debugDescription) is no address") }
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
                "2026-03-02T01:00:00+08:00", "Sun, 06 Nov 1994 08:49:37 GMT", "2026-03-02 01:00:00Z", "1795746030",
                "2026年3月2日 下午3:04", "3分钟前", "昨天 10:20", "令和8年3月2日(月) 午後1時5分", "民國115年3月2日", "2026-W10-1",
                "2026-061", "3/2/2026 1:00 PM", "lun. 2 mars 2026 à 10h20", "46353.43", "二〇二六年三月二日", "5 hours ago",
            ],
            words: [
                "年", "月", "日", "时", "上午", "前", "ago", "w", "yesterday", "+08:00", "asia/shanghai", "99999999999", "cst",
                "十", "Mon, ", "Feb", "GMT", "UT", "+1400", "-0000", "Z", "T", ":60", "24:00", "0000", "9999", "12 May",
            ]
        ) {
            let zone = try House.plan().institution.timeZone
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                let written = WrittenTime(zone: zone, now: House.now)
                let found = [
                    written.milliseconds(text), written.milliseconds(excel: text), Times.milliseconds(text),
                ].compactMap { $0 }
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
