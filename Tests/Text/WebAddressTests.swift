import Testing

@testable import Text

@Suite struct WebAddressTests {
    @Test(arguments: [
        ("https://hooks.example/a?b=c", "hooks.example", 443, "https://hooks.example/a?b=c"),
        ("HTTP://HOOKS.Example:8090", "hooks.example", 8090, "http://hooks.example:8090/"),
        ("http://[::1]:80/x", "::1", 80, "http://[::1]/x"),
        ("http://2130706433/", "2130706433", 80, "http://2130706433/"),
        ("https://a.example.:443/#part", "a.example", 443, "https://a.example/"),
        ("http://a_b.example:/", "a_b.example", 80, "http://a_b.example/"),
        (
            "http://a.example/新闻?q=银行&x=%zz", "a.example", 80,
            "http://a.example/%E6%96%B0%E9%97%BB?q=%E9%93%B6%E8%A1%8C&x=%25zz"
        ),
        ("https://a.example?x", "a.example", 443, "https://a.example/?x"),
        ("https://a.example/@name", "a.example", 443, "https://a.example/@name"),
        ("http://a.example:65535/", "a.example", 65_535, "http://a.example:65535/"),
    ])
    func `Host, port and target are read`(_ text: String, _ host: String, _ port: Int, _ string: String) throws {
        let address = try WebAddress(text)
        #expect(address.host == host && address.port == port && address.string == string)
        #expect(try WebAddress(address.string) == address)
    }

    @Test(arguments: [
        "", "hooks.example", "ftp://hooks.example/", "https://", "https:///x", "http:/a.example", "file:///etc/passwd",
        "javascript:alert(1)", "https://user:secret@hooks.example/", "https://hooks.example@127.0.0.1/",
        "http://93.184.216.34:99999/", "http://a.example:0/", "http://a.example:65536/", "http://a.example:-1/",
        "http://a.example:+80/", "http://a.example:8 0/", "http://a.example:18446744073709551617/",
        "http://a.example:٨٠/", "https://hooks%2eexample/", "https://银行.example/", "http://a..example/",
        "http://.example/", "http://a.example\\@b.example/", "http://a.example/\r\nX: y", "http://a.example/\u{0}",
        "http://[::1/", "http://[::1]x/", "http://[]/", "http://[fe80::1%25eth0]/", "http://[:::]/",
        "http://[1.2.3.4]/",
        "http://" + String(repeating: "a", count: 64) + ".example/",
        "http://a.example/" + String(repeating: "a", count: 8192), "http://e\u{301}.example/", " http://a.example/",
    ])
    func `What is no plain address of the web is refused`(_ text: String) {
        let mistake = #expect(throws: WebAddress.Mistake.self) { try WebAddress(text) }
        #expect(mistake?.description.contains("secret") == false)
    }

    @Test(arguments: [
        ("/x", "http://a.example:81/x"), ("x", "http://a.example:81/b/x"), ("../x", "http://a.example:81/x"),
        ("../../../x", "http://a.example:81/x"), ("./x/.", "http://a.example:81/b/x/"), ("..", "http://a.example:81/"),
        ("?y", "http://a.example:81/b/c?y"), ("", "http://a.example:81/b/c?q"), ("#f", "http://a.example:81/b/c?q"),
        ("//other.example/z", "http://other.example/z"), ("https://other.example", "https://other.example/"),
        ("x?y/../z", "http://a.example:81/b/x?y/../z"), ("/新闻", "http://a.example:81/%E6%96%B0%E9%97%BB"),
    ])
    func `A reference is resolved`(_ reference: String, _ string: String) throws {
        #expect(try WebAddress("http://a.example:81/b/c?q").resolving(reference).string == string)
    }

    @Test(arguments: [
        "http://93.184.216.34:99999/", "file:///etc/passwd", "data:text/plain,x", "//a.example:99999/", "//", "a:b",
        "//user@a.example/", "\\\\a.example", "/a b",
    ])
    func `A reference that leads nowhere is refused`(_ reference: String) throws {
        let base = try WebAddress("http://a.example/")
        #expect(throws: WebAddress.Mistake.self) { try base.resolving(reference) }
    }

    @Test func `A message shows no query`() throws {
        #expect("\(try WebAddress("https://a.example/robot?key=secret"))" == "https://a.example/robot?…")
    }
}
