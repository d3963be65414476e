import Testing

@testable import Egress

@Suite struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    static let date: Int64 = 784_111_777_000

    @Test(
        arguments: [
            ("120", 120), (" 7\t", 7), ("0", 0), ("86400", 86_400), ("86401", 86_400),
            ("99999999999999999999999", 86_400),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 60), ("Sunday, 06-Nov-94 08:49:37 GMT", 60),
            ("Sun Nov  6 08:49:37 1994", 60), ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:60 GMT", 86_400),
            ("Sat, 01 Jan 0000 00:00:00 GMT", 0), ("Thu, 29 Feb 1996 00:00:00 GMT", 86_400),
        ] as [(String, Int64)])
    func `Seconds and the three dates of HTTP are read, and clamped`(_ header: String, _ seconds: Int64) {
        #expect(RetryAfter.seconds(header, now: Self.date - 60_000) == seconds)
    }

    /// The second of these ended the process.
    @Test(
        arguments: [
            nil, "T\u{301}", "T" + "\u{301}", "", " ", "-1", "+5", "1.5", "soon", "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Feb 1994 08:49:37 GMT", "Thu, 29 Feb 1900 00:00:00 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Now 1994 08:49:37 GMT", "Sun. 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMTx",
            ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,", "Wednesday,,,,,,,,,,,,,,,,,,,,,,,",
            "٣", "１２０", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "120\u{0}",
        ] as [String?])
    func `Anything else is nothing`(_ header: String?) {
        #expect(RetryAfter.seconds(header, now: Self.date) == nil)
    }

    @Test func `No clock is out of reach`() {
        for now in [Int64.min, -1, 0, Int64.max] {
            let wait = RetryAfter.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: now) ?? -1
            #expect((0...RetryAfter.longest).contains(wait))
        }
    }

    /// Every prefix, and every byte of every form replaced: nothing may trap.
    @Test func `A date may be broken anywhere`() {
        let forms = [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Wednesday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ]
        for form in forms.map({ Array($0.utf8) }) {
            for place in form.indices {
                for byte in [UInt8](0...255) {
                    var broken = form
                    broken[place] = byte
                    _ = HTTPDate.milliseconds(broken[...])
                    _ = RetryAfter.seconds(String(decoding: broken[...place], as: UTF8.self), now: 0)
                }
            }
        }
    }
}
