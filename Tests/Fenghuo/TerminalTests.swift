import EventLog
import Foundation
import Schemas
import Testing

@testable import Fenghuo

@Suite struct TerminalTests {
    @Test(
        arguments: [
            ([["A", "B"], ["long", "x"]], "A     B\nlong  x"), ([["澜江", "x"], ["abcd", "y"]], "澜江  x\nabcd  y"),
            ([["a"], ["b", "c"]], "a\nb  c"), ([["", "x"], ["ab", "y"]], "    x\nab  y"), ([], ""),
        ])
    func `Columns are as wide as their widest cell, wide characters count twice`(rows: [[String]], shown: String) {
        #expect(table(rows) == shown)
    }

    @Test(
        arguments: [
            ("plain 澜江", "plain 澜江"), ("\u{1b}[31mred", "\u{fffd}[31mred"), ("a\nb", "a\u{fffd}b"),
            ("\u{202e}abc", "\u{fffd}abc"), ("a\u{2028}b", "a\u{fffd}b"), ("zero\u{200b}width", "zero\u{fffd}width"),
        ])
    func `Text from outside cannot give the terminal orders`(text: String, shown: String) {
        #expect(Terminal.harmless(text) == shown)
    }

    @Test(
        arguments: [
            ("incidents", "fenghuo.incidents.v1"), ("fenghuo.incidents.v1", "fenghuo.incidents.v1"),
            ("dead-letters", "fenghuo.dead-letters.v1"), ("monitoring-intake", "fenghuo.monitoring-intake.v1"),
        ])
    func `Topics may be named in short`(text: String, name: String) throws {
        #expect(try topicName(text) == name)
    }

    @Test func `A topic that is none is refused with those there are`() {
        #expect {
            try topicName("incident")
        } throws: { "\($0)".contains("incident") && "\($0)".contains("incidents, ") }
    }

    /// One record of each form a value may have.
    @Test func `An event is one line of JSON, whatever it holds`() throws {
        var mention = Mention()
        mention.id = "m\"1"
        mention.text = "两行\n\u{1b}[31m\u{2028}"
        let headers = [RecordHeader("ce_type", EventKind.mentionPublished.type)]
        for content in ContentType.allCases {
            let line = EventLine(
                LogRecord(
                    topicPartition: TopicPartition("fenghuo.mentions.v1", 1), offset: 7, timestamp: 1_767_225_600_123,
                    key: Array("m\"1".utf8), value: try EventCodec.encode(mention, as: content),
                    headers: headers + [RecordHeader("content-type", content.rawValue)])
            ).json
            #expect(!line.contains("\n"))
            let shown = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(shown["topic"] as? String == "fenghuo.mentions.v1" && shown["offset"] as? Int == 7)
            #expect(shown["key"] as? String == "m\"1" && shown["timestamp"] as? String == "2026-01-01T00:00:00.123Z")
            #expect((shown["data"] as? [String: Any])?["text"] as? String == mention.text)
        }
    }

    @Test func `A tombstone's data is null, and bytes nobody knows are shown as base64`() throws {
        func shown(_ value: [UInt8]?) throws -> Any? {
            let line = EventLine(
                LogRecord(
                    topicPartition: TopicPartition("t", 0), offset: 0, timestamp: 0, key: nil, value: value, headers: []
                ))
            let object = try JSONSerialization.jsonObject(with: Data(line.json.utf8)) as? [String: Any]
            return object?["data"]
        }
        #expect(try shown(nil) is NSNull)
        #expect(try shown([0, 1, 255]) as? String == "AAH/")
    }
}
