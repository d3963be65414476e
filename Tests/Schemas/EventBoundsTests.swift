import SwiftProtobuf
import Testing

@testable import Schemas

@Suite("Numbers an event may carry")
struct EventBoundsTests {
    static let far: [Int64] = [.min, .min + 1, -253_402_300_800_000, 253_402_300_800_000, .max - 1, .max]

    @Test("A time beyond the year 9999, or as far before 1970, is refused by the field's name", arguments: far)
    func times(_ time: Int64) throws {
        let mention = Mention.with {
            $0.id = "m"
            $0.publishedAt = time
        }
        let bytes = try EventCodec.encode(mention, as: .protobuf)
        let refusal = #expect(throws: EventDecodingError.self) {
            try EventCodec.decode(Mention.self, from: bytes, contentType: .protobuf)
        }
        #expect("\(try #require(refusal))".contains("(publishedAt)"))
        #expect("\(try #require(refusal))".contains("\(time)"))
    }

    @Test("The bounds themselves are taken, and a count below 0 within them")
    func within() throws {
        for time in [0, EventBounds.largest] {
            try EventBounds.check(Source.with { $0.lastSuccessAt = time })
        }
        try EventBounds.check(Source.with { $0.lagMilliseconds = -5 })
    }

    @Test("What is nested, listed or mapped is looked at too")
    func nested() {
        let cases = [
            Case.with { $0.incident.volume = [.with { $0.reach = .max }] },
            Case.with { $0.directives = [.with { $0.notes = [.with { $0.at = .min }] }] },
            Case.with { $0.clocks = [.with { $0.warned = [.nan] }] },
            Case.with { $0.resources = [.with { $0.cost = .infinity }] },
            Case.with { $0.statements = [.with { $0.version = .max }] },
            Case.with { $0.directives = [.with { $0.reminders = -1 }] },
        ]
        for row in cases { #expect(throws: EventDecodingError.self) { try EventBounds.check(row) } }
    }

    @Test("Sums stay within, and times are written whatever they are")
    func sums() {
        #expect(EventBounds.sum(.max, .max) == EventBounds.largest)
        #expect(EventBounds.sum(.min, -1) == -EventBounds.largest)
        #expect(EventBounds.sum(1, 2) == 3)
        #expect(EventBounds.time(.min) == 0)
        #expect(Timestamps.rfc3339(.min) == "0000-01-01T00:00:00.000Z")
        #expect(Timestamps.rfc3339(.max) == "9999-12-31T23:59:59.999Z")
    }
}
