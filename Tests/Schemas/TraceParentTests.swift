import Schemas
import Testing

@Suite("traceparent")
struct TraceParentTests {
    static let whole = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("What the specification allows is read")
    func read() throws {
        let parent = try #require(TraceParent(Self.whole))
        #expect(parent.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(parent.spanID == "00f067aa0ba902b7")
        #expect(parent.isSampled)
        #expect(parent.description == Self.whole)
        #expect(TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02")?.isSampled == false)
        // A later version, which may say more.
        #expect(TraceParent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-09-more")?.description == Self.whole)
    }

    @Test(
        "What it does not allow is none",
        arguments: [
            "", "00", whole.uppercased(), whole + "-more", whole + "0", "ff" + whole.dropFirst(2),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "００-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0b-01",
            String(repeating: "\u{301}", count: 60), String(repeating: "-", count: 1 << 16),
        ])
    func refused(_ text: String) { #expect(TraceParent(text) == nil) }

    @Test("One that begins can be read, and each is another")
    func begun() {
        let all = (0..<100).map { _ in TraceParent.begin() }
        #expect(Set(all).count == 100)
        for parent in all { #expect(TraceParent(parent.description) == parent) }
    }

    @Test("An event with a traceparent that is none is read, without it")
    func event() throws {
        let headers = [
            "ce_specversion": "1.0", "ce_id": "1", "ce_type": "t", "ce_source": "/s", "traceparent": "00-a-b-01",
        ]
        #expect(try EventAttributes { headers[$0] }.traceParent == nil)
        let traced = headers.merging(["traceparent": Self.whole]) { $1 }
        #expect(try EventAttributes { traced[$0] }.traceParent == Self.whole)
    }
}
