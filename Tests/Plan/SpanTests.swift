import Testing

@testable import Plan

@Suite("Durations")
struct SpanTests {
    @Test(
        "are read",
        arguments: [
            ("30s", 30), ("30m", 1_800), ("2h", 7_200), ("15d", 1_296_000), ("1h30m", 5_400), ("1d12h", 129_600),
            ("0h", 0), ("90m", 5_400),
        ])
    func read(text: String, seconds: Int) throws {
        #expect(try #require(ResponsePlan.Span(text)).seconds == seconds)
    }

    @Test(
        "are refused",
        arguments: [
            "", "h", "2", "2 h", "-2h", "2w", "2H", "30m1h", "1h1h", "1.5h", "２h", "99999999999999999999h", "4000d",
            "999999999d",
        ])
    func refuse(text: String) {
        #expect(ResponsePlan.Span(text) == nil)
    }

    @Test("are written as they are read", arguments: ["30s", "30m", "2h", "15d", "1h30m", "1d2h3m4s"])
    func write(text: String) {
        #expect(ResponsePlan.Span(text)?.description == text)
    }
}
