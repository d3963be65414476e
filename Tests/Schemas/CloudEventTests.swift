import Schemas
import SwiftProtobuf
import Testing

@Suite("CloudEvents in binary mode")
struct CloudEventTests {
    let attributes = EventAttributes(
        id: "1", type: "fenghuo.mention.published.v1", source: "/fenghuo/monitoring", time: 1_700_000_000_123,
        subject: "m", partitionKey: "澜江", contentType: .json,
        traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", isDrill: true)

    @Test("Attributes survive the headers")
    func roundTrip() throws {
        let headers = Dictionary(uniqueKeysWithValues: attributes.headers.map { ($0.name, $0.value) })
        #expect(try EventAttributes { headers[$0] } == attributes)
        #expect(headers["ce_time"] == "2023-11-14T22:13:20.123Z")
    }

    @Test("A missing or unknown header is named", arguments: ["ce_specversion", "ce_id", "ce_type", "ce_source"])
    func missing(name: String) {
        let headers = Dictionary(uniqueKeysWithValues: attributes.headers.map { ($0.name, $0.value) })
        #expect(throws: EventDecodingError.missingHeader(name)) {
            try EventAttributes { $0 == name ? nil : headers[$0] }
        }
    }

    @Test("Both content types are read", arguments: ContentType.allCases)
    func codecs(contentType: ContentType) throws {
        var mention = Mention()
        mention.id = "m"
        mention.text = "澜江银行 <script>\u{202e}"
        mention.tier = .national
        mention.publishedAt = 1_700_000_000_123
        let bytes = try EventCodec.encode(mention, as: contentType)
        #expect(try EventCodec.decode(Mention.self, from: bytes, contentType: contentType) == mention)
        #expect(throws: EventDecodingError.self) {
            try EventCodec.decode(Mention.self, from: [0xff, 0x00, 0x7b], contentType: contentType)
        }
    }

    @Test(
        "Times are read and written",
        arguments: [
            ("2026-01-31T08:00:00Z", 1_769_846_400_000), ("2026-01-31T16:00:00+08:00", 1_769_846_400_000),
            ("1969-12-31T23:59:59.5Z", -500), ("2024-02-29t00:00:00.123456z", 1_709_164_800_123),
        ] as [(String, Int64)])
    func times(text: String, milliseconds: Int64) {
        #expect(Timestamps.milliseconds(rfc3339: text) == milliseconds)
        #expect(Timestamps.milliseconds(rfc3339: Timestamps.rfc3339(milliseconds)) == milliseconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026-01-31", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z",
            "2026-01-31T08:00:00", "2026-01-31T08:00:00Zz", "2026-01-31T08:00:00.Z", "yesterday",
            "２026-01-31T08:00:00Z",
        ])
    func noTimes(text: String) {
        #expect(Timestamps.milliseconds(rfc3339: text) == nil)
    }

    @Test("Ids tell parts apart")
    func ids() {
        #expect(EventID.derive("ab", "c") != EventID.derive("a", "bc"))
        #expect(EventID.derive("ab", "c").count == 32)
    }
}
