import Testing
import Text

@Suite struct HeadlineTests {
    @Test(arguments: [
        ("short enough", 20, "short enough"), ("", 10, ""), ("a", 1, "a"),
        ("Customers report failing transfers today", 25, "Customers report failing…"),
        ("Customers report failing transfers today", 30, "Customers report failing…"),
        ("Bank says all is well, but customers wait", 30, "Bank says all is well, but…"),
        ("关于转账延迟，已收到投诉。请消费者保留截图、通话记录，可通过", 28, "关于转账延迟，已收到投诉。请消费者保留截图、通话记录…"),
        ("澜江银行手机银行转账一直失败钱扣了没到账客服电话打不通", 12, "澜江银行手机银行转账一…"),
        ("Supercalifragilisticexpialidocious", 10, "Supercali…"),
        ("two\nlines  and\ttabs go on and on", 16, "two lines and…"),
    ])
    func `What something is called ends behind a whole word or clause`(
        _ text: String, _ room: Int, _ expected: String
    ) {
        #expect(SafeText.headline(text, maximumCharacters: room) == expected)
        #expect(SafeText.headline(text, maximumCharacters: room).count <= max(room, 1))
    }

    @Test func `Any text and any room`() {
        for text in ["🙂🙂🙂🙂🙂🙂", "\u{202e}abc def", "，，，，，，，，", "e\u{301}e\u{301}e\u{301} x", "\r\n\r\na b"] {
            for room in [-1, 0, 1, 2, 3, 5, Int.max] {
                #expect(SafeText.headline(text, maximumCharacters: room).count <= max(room, 0))
            }
        }
    }
}
