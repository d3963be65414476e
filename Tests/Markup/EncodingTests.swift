import Testing

@testable import Markup

@Suite("Encodings as they are, whatever is said of them") struct EncodingTests {
    private static let gbk: [UInt8] = [
        0xc0, 0xbd, 0xbd, 0xad, 0xd2, 0xf8, 0xd0, 0xd0, 0xb5, 0xc4, 0xcd, 0xf8, 0xb5, 0xe3,
    ]

    private func read(_ bytes: [UInt8], _ charset: String? = nil) -> String {
        String(decoding: TextEncoding.utf8(bytes, httpCharset: charset), as: UTF8.self)
    }

    @Test(
        "a header is borne out by the bytes, or passed over",
        arguments: [
            (gbk, "gbk"), (gbk, "utf-8"), (gbk, nil), (gbk, "utf8mb4"), (gbk, "x-unknown"), (gbk, "GB2312"),
            (Array("澜江银行的网点".utf8), "gb2312"), (Array("澜江银行的网点".utf8), "iso-8859-1"),
            (Array("澜江银行的网点".utf8), nil), ([0xef, 0xbb, 0xbf] + Array("澜江银行的网点".utf8), "gbk"),
        ] as [([UInt8], String?)])
    func chinese(bytes: [UInt8], charset: String?) {
        #expect(read(bytes, charset) == "澜江银行的网点")
    }

    @Test("other encodings, and letters cut in half")
    func others() {
        #expect(read([0xbb, 0xc8, 0xa6, 0xe6], "big5") == "銀行")
        #expect(read([0x63, 0x61, 0x66, 0xe9], "iso-8859-1") == "café")
        #expect(read([0xff, 0xfe, 0x9c, 0x6f], "gbk") == "澜")
        #expect(read([0xfe, 0xff, 0x6f, 0x9c]) == "澜")
        #expect(read([0x3c, 0x00, 0x3c, 0x00, 0x9c, 0x6f]) == "<<澜")
        #expect(read(Array("澜江银行半个".utf8) + [0xe5, 0x2c], "utf-8") == "澜江银行半个\u{fffd},")
        #expect(read(Array("a".utf8) + [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80] + Array("澜江".utf8)) == "a😀澜江")
    }

    @Test("GBK that is said to be Big5, Big5 that is said to be GBK, and seven bits that say it themselves")
    func confused() {
        let big5: [UInt8] = [
            0xbb, 0xc8, 0xa6, 0xe6, 0xaa, 0xba, 0xaa, 0x41, 0xb0, 0xc8, 0xa4, 0xa3, 0xa8, 0xce, 0xa7, 0xda, 0xad, 0x6e,
            0xa7, 0xeb,
            0xb6, 0x44,
        ]
        #expect(read(big5, "big5") == "銀行的服務不佳我要投訴")
        #expect(read(big5, "gbk") == "銀行的服務不佳我要投訴")
        let long = Self.gbk + [0xb2, 0xbb, 0xba, 0xc3]
        #expect(read(long, "big5") == "澜江银行的网点不好")
        #expect(read(Array("a~{@=~}b~~".utf8), "hz-gb-2312") == "a澜b~")
        #expect(read([0xff, 0xfe, 0, 0, 0x9c, 0x6f, 0, 0]) == "澜")
    }

    @Test("UTF-8 that was taken for Western letters is undone, and Western letters are left alone")
    func twice() {
        let twice = String(
            decoding: "澜江银行被投诉".utf8.flatMap { Array(String(Character(Unicode.Scalar($0))).utf8) }, as: UTF8.self)
        #expect(read(Array(twice.utf8)) == "澜江银行被投诉")
        for plain in ["café à l’étranger – 3 €", "Ã la carte", "澜江 café", "naïve Ångström"] {
            #expect(read(Array(plain.utf8)) == plain)
        }
    }

    @Test("the XML declaration counts where HTTP says nothing, behind white space too")
    func declared() {
        let head = Array("\n<?xml version=\"1.0\" encoding='GB2312'?><rss>".utf8)
        #expect(read(head + Self.gbk).hasSuffix("澜江银行的网点"))
        let long = [UInt8](repeating: 0xd2, count: 200_001)
        #expect(TextEncoding.utf8(long, httpCharset: "gbk").count >= 100_000)
    }

    @Test(
        "HTML becomes text",
        arguments: [
            ("a<br/>b", "a\nb"), ("<p>a</p><p>b</p>", "a\nb"), ("1 < 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
            ("<style>x{}</style>a<!-- c > d -->b", "ab"), ("<a title='>'>x</a>", "x"), ("a<script>", "a"),
            ("&bogus; &#x6f9c;", "&bogus; 澜"), ("<b", ""), ("<noscript><p>只在这里</p></noscript>", "只在这里"),
            ("<p>前</p><iframe src=\"x\"/><p>后</p>", "前\n后"), ("<iframe src=x></iframe>后文", "后文"),
            ("<script>if (a<b && c>d) { x('</p>') }</script>正文", "正文"), ("《<澜江银行>》", "《<澜江银行>》"),
            ("<div><div><p>没有结束<li>一<li>二", "没有结束\n一\n二"), ("for&ecirc;t &iquest;&#128;", "forêt ¿€"),
            ("<b>澜江</b>银行", "澜江银行"), ("<font color=red>甲</font>乙", "甲乙"),
            ("<html><head><title>页</title></head><body>正文</body></html>", "正文"), ("<head>没有结束", "没有结束"),
            ("<a href=\"http://x>点</a>后文", "点后文"), ("<![CDATA[装了两层]]>后", "装了两层后"), ("<body>甲</body>乙", "甲乙"),
            ("<p>a</p\n><p>b", "a\nb"), ("plain\r\ntext", "plain text"), ("<img src=\"a.png\" alt=\"x>y\">后", "后"),
        ])
    func html(html: String, text: String) {
        #expect(HTMLText.plain(html) == text)
    }

    @Test("tags nested without end cost what they are long")
    func deep() {
        let html = String(repeating: "<b>", count: 100_000) + "x" + String(repeating: "</i>", count: 100_000)
        #expect(HTMLText.plain(html) == "x")
    }
}
