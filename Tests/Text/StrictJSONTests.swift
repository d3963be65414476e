import Foundation
import Testing

@testable import Text

@Suite struct StrictJSONTests {
    static let limits = StrictJSON.Limits(bytes: 1 << 20)

    private func read(_ text: String) throws(StrictJSON.Mistake) -> JSONNode {
        try StrictJSON.read(Array(text.utf8), limits: Self.limits)
    }

    @Test(
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)), ("-0", .integer(0)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5e3", .number(1_500)),
            ("1E-2", .number(0.01)),
            ("\"\"", .string("")),
            (#""\"\\\/\b\f\n\r\t\u0041\u94f6\ud83d\ude00""#, .string("\"\\/\u{8}\u{c}\n\r\tA银😀")),
            (#""a\nb""#, .string("a\nb")), ("[]", .array([])),
            ("[1,[2]]", .array([.integer(1), .array([.integer(2)])])),
            ("{}", .object([:])), (#"{"a":{"b":[null]}}"#, .object(["a": .object(["b": .array([.null])])])),
        ] as [(String, JSONNode)])
    func `JSON is read`(_ text: String, _ node: JSONNode) throws {
        #expect(try read(text) == node)
    }

    @Test(arguments: [
        "", " ", "nul", "truee", "tru", "True", "NaN", "Infinity", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x10",
        "1 2",
        "1e999", "-1e999", "[1,]", "[,1]", "[1", "[1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1",
        "{1:2}",
        "\"", "\"\\\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\u+123\"", "\"\\ud83d\"", "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"", "\"\\ude00\"", "\"\\u0000\"", "\"\n\"", "\"\u{0}\"", "'a'", "[1]//x", "\u{feff}1",
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"é":1,"e\#u{301}":2}"#, String(repeating: "1", count: 200),
        "{\"" + String(repeating: "a", count: 513) + "\":1}",
    ])
    func `What is no JSON, or could be read in two ways, is refused`(_ text: String) {
        #expect(throws: StrictJSON.Mistake.self) { try read(text) }
    }

    @Test func `Bytes that are no UTF-8 are refused`() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
            #expect(throws: StrictJSON.Mistake.self) { try StrictJSON.read(bytes, limits: Self.limits) }
        }
    }

    @Test func `Levels, values and bytes are bounded`() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try read(nested(32))
        for text in [
            nested(33), nested(3_500), String(repeating: "{\"a\":", count: 33), String(repeating: "[", count: 100_000),
        ] {
            #expect(throws: StrictJSON.Mistake.self) { try read(text) }
        }
        _ = try StrictJSON.read(Array("[1,2]".utf8), limits: .init(bytes: 5, values: 3))
        #expect(throws: StrictJSON.Mistake.self) { try StrictJSON.read(Array("[1,2] ".utf8), limits: .init(bytes: 5)) }
        #expect(throws: StrictJSON.Mistake.self) {
            try StrictJSON.read(Array("[1,2]".utf8), limits: .init(bytes: 5, values: 2))
        }
    }

    /// Work is in proportion to bytes: what took minutes by the standard decoder takes as long as any other text.
    @Test func `Four megabytes of anything take no time to speak of`() throws {
        let count = 4 << 20
        let limits = StrictJSON.Limits(bytes: count + 64, values: count)
        let texts = [
            "[" + String(repeating: "[],", count: count / 3) + "1]",
            "\"" + String(repeating: "\\u00e9", count: count / 6) + "\"",
            "\"" + String(repeating: "e\u{301}", count: count / 3) + "\"", String(repeating: " ", count: count) + "1",
            "[" + String(repeating: "\"a\",", count: count / 4) + "1]",
            "{" + (0..<count / 12).map { "\"\($0)\":\($0 % 10)" }.joined(separator: ",") + "}",
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            let took = try ContinuousClock().measure { _ = try StrictJSON.read(bytes, limits: limits) }
            // Generous: a debug build on a busy machine.
            #expect(took < .seconds(30), "\(text.prefix(20)) took \(took)")
        }
    }
}
