import Testing
import Text

@Suite struct SafeTextTests {
    @Test(arguments: [
        ("澜江银行", 10, "澜江银行"), ("澜江银行", 2, "澜江"), ("abc", 0, ""), ("abc", -1, ""), ("abc", Int.max, "abc"),
        ("a\u{0}b\u{1b}[31mc\u{7f}\u{9f}", 99, "ab[31mc"), ("pay\u{202e}fdp.exe\u{2066}", 99, "payfdp.exe"),
        ("a\u{200b}b\u{feff}c\u{2060}", 99, "abc"), ("a\r\nb\rc\u{2028}d\te", 99, "a\nb\nc\nd\te"),
        ("👨‍👩‍👧!", 1, "👨‍👩‍👧"), ("❤️", 9, "❤️"), ("\u{e0041}x", 9, "x"),
        ("é", 1, "é"), ("e\u{301}x", 1, "e\u{301}"),
    ])
    func `clean`(text: String, maximum: Int, expected: String) {
        #expect(SafeText.clean(text, maximumCharacters: maximum) == expected)
    }

    @Test(arguments: [
        (" a \n\t b  ", 9, "a b"), ("a b c", 4, "a b"), ("澜江\n银行", 3, "澜江"), ("", 5, ""), ("a", 0, ""),
        ("a b", Int.max, "a b"), ("a b c", 2, "a"), ("澜江 银行", 4, "澜江 银"), ("澜江 银行", 3, "澜江"), (" a", 9, "a"),
        ("a ", 9, "a"), ("a  b", 9, "a b"), ("澜\u{302a}江x", 2, "澜\u{302a}江"), ("“澜江”，银行。", 9, "“澜江”，银行。"),
    ])
    func `one line`(text: String, maximum: Int, expected: String) {
        #expect(SafeText.line(text, maximumCharacters: maximum) == expected)
    }

    @Test(arguments: [0xfdd0, 0xfffe, 0xffff, 0x1fffe, 0x10ffff] as [UInt32])
    func `noncharacters are dropped`(value: UInt32) throws {
        let text = "a" + String(try #require(Unicode.Scalar(value))) + "b"
        #expect(SafeText.clean(text, maximumCharacters: 9) == "ab")
    }

    @Test func `stacks of marks are cut`() {
        let stack = "a" + String(repeating: "\u{301}", count: 100_000) + "b"
        #expect(SafeText.clean(stack, maximumCharacters: 5).unicodeScalars.count == 2 + SafeText.maximumMarks)
        let joiners = "a" + String(repeating: "\u{200d}", count: 100_000)
        #expect(SafeText.clean(joiners, maximumCharacters: 5).unicodeScalars.count == 1 + SafeText.maximumMarks)
    }

    @Test(arguments: UInt64(1)...20)
    func `garbage is bounded and stays as it is the second time`(seed: UInt64) {
        var random = SplitMix(seed)
        let text = random.bytesAsText(count: 2000) + random.marks(count: 500) + random.scalars(count: 500)
        let clean = SafeText.clean(text, maximumCharacters: 100)
        #expect(clean.count <= 100)
        #expect(SafeText.clean(clean, maximumCharacters: 100) == clean)
        #expect(SafeText.line(text, maximumCharacters: 50).count <= 50)
    }
}
