import Testing
import Text

@Suite struct CanonicalURLTests {
    @Test(arguments: [
        ("HTTPS://News.Example.COM", "https://news.example.com/"),
        ("http://a.example:80/x/", "http://a.example/x"), ("https://a.example:443", "https://a.example/"),
        ("https://a.example:8443/x", "https://a.example:8443/x"), ("http://a.example:", "http://a.example/"),
        ("http://a.example./x", "http://a.example/x"), ("http://user:pw@a.example/x", "http://a.example/x"),
        ("http://a.example/x#top", "http://a.example/x"), ("http://a.example/x?#top", "http://a.example/x"),
        ("http://a.example/x?b=2&a=1&a=0", "http://a.example/x?a=0&a=1&b=2"),
        ("http://a.example/x?utm_source=w&id=7&UTM_Medium=m", "http://a.example/x?id=7"),
        ("http://a.example/?spm=1.2&from=timeline&share_token=x&fbclid=1&gclid=2", "http://a.example/"),
        ("http://a.example/x?fromage=1&q", "http://a.example/x?fromage=1&q"),
        ("http://a.example?q=1", "http://a.example/?q=1"),
        ("http://a.example/a/./b/../c//d", "http://a.example/a/c//d"), ("http://a.example/../..", "http://a.example/"),
        ("http://a.example/%7euser/%e6%be%9c", "http://a.example/~user/%E6%BE%9C"),
        ("http://a.example/澜?q=江", "http://a.example/%E6%BE%9C?q=%E6%B1%9F"),
        ("http://a.example/100%", "http://a.example/100%25"),
        ("http://a.example/x?a=b%26c=d", "http://a.example/x?a=b%26c=d"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("  http://a.example/x \n", "http://a.example/x"), ("http://澜江.Example/", "http://澜江.example/"),
        ("http://a.example/x?u=http://b.example/?c", "http://a.example/x?u=http://b.example/?c"),
    ])
    func `canonical`(text: String, expected: String) {
        #expect(CanonicalURL(text)?.string == expected)
        #expect(CanonicalURL(expected)?.string == expected)
    }

    @Test(arguments: [
        "", "a.example/x", "//a.example", "javascript:alert(1)", "JavaScript://a.example/%0aalert(1)",
        "ftp://a.example/",
        "file:///etc/passwd", "data:text/html,x", "http:/a.example", "http://", "http:///x", "http://?q", "http://a b/",
        "http://a.example/x y", "http://a.example/\u{0}", "http://a.example:x/", "http://a.example:99999/",
        "http://[::1/", "http://[]/", "http://[::1]x/", "http://a..b/", "http://.a/", "http://./", "http://m..",
        "http://m../x", "http://a\\b/",
        "http://<script>/", "http://" + String(repeating: "a", count: 300) + "/",
        "http://a.example/" + String(repeating: "a", count: 9000),
    ])
    func `refused`(text: String) {
        #expect(CanonicalURL(text) == nil)
    }

    @Test func `the host is given for politeness`() {
        #expect(CanonicalURL("http://News.example:8080/x")?.host == "news.example")
    }

    @Test(arguments: UInt64(1)...40)
    func `garbage is refused or has a fixed spelling`(seed: UInt64) {
        var random = SplitMix(seed)
        let tail = random.bytesAsText(count: 60).filter { $0 != " " && !$0.isNewline }
        for text in [random.bytesAsText(count: 100), "http://a.example/" + tail, "https://" + tail, "http://a?" + tail]
        {
            guard let url = CanonicalURL(text) else { continue }
            #expect(CanonicalURL(url.string) == url)
        }
    }
}
