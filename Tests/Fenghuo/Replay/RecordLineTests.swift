import EventLog
import Testing

@testable import Fenghuo

/// Records as lines of JSON.
@Suite struct RecordLineTests {
    private func line(_ record: LogRecord) -> [UInt8] {
        var line: [UInt8] = []
        RecordLine.append(record, topic: record.topicPartition.topic, to: &line)
        return line
    }

    private func parse(_ text: some Collection<UInt8>) throws -> RecordLine.Parsed {
        try Array(text).withUnsafeBufferPointer { bytes throws(JSONScanner.Mistake) in try RecordLine.parse(bytes) }
    }

    private func record(_ number: Int) -> LogRecord {
        let made = ReplayRig.record(number)
        return LogRecord(
            topicPartition: made.topicPartition, offset: Int64(number), timestamp: made.timestamp, key: made.key,
            value: made.value, headers: made.headers)
    }

    @Test(arguments: 0..<64) func `A line gives its record again, byte for byte`(number: Int) throws {
        let (record, line) = (record(number), line(record(number)))
        #expect(line.last == 10 && line.dropLast().allSatisfy { $0 != 10 })
        #expect(try parse(line.dropLast()).record == record)
    }

    @Test(
        arguments: [
            ("{\"a\":[1,2.5e-3,true,null,\"x\\u00e9\"]}", true), ("[]", true), ("-0", true), ("\"x\"", true),
            ("null", false), ("", false), (" 1", false), ("1 ", false), ("01", false), ("{\"a\":1,}", false),
            ("[1,\n2]", false), ("\"\u{1}\"", false), ("\"\\x\"", false), ("\"\\u12g4\"", false), ("tru", false),
            ("1 2", false), ("{\"a\" 1}", false), ("[[", false), ("1.", false), ("\"open", false),
        ])
    func `Only what is strict JSON on one line stands as it is`(text: String, stands: Bool) {
        #expect(JSONScanner.isOneLine(Array(text.utf8)) == stands)
    }

    @Test func `Bytes that are no UTF-8 and nesting without end are base64`() {
        #expect(!JSONScanner.isOneLine([0x22, 0xff, 0x22]))
        #expect(!JSONScanner.isOneLine([UInt8](repeating: UInt8(ascii: "["), count: 100_000)))
    }

    @Test func `Base64 is that of RFC 4648 and has one form`() {
        for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            var made: [UInt8] = []
            Array(text.utf8).withUnsafeBytes { Base64.append($0, to: &made) }
            #expect(String(decoding: made, as: UTF8.self) == encoded)
            #expect(made.withUnsafeBufferPointer { Base64.decode($0) } == Array(text.utf8))
        }
        for wrong in ["Zg=", "Zh==", "Zm9=", "====", "Z===", "Zm9v\n", "Zm-v", "=Zg="] {
            #expect(Array(wrong.utf8).withUnsafeBufferPointer { Base64.decode($0) } == nil, "\(wrong)")
        }
    }

    @Test(
        arguments: [
            "", "{}", "[]", "{\"topic\":1}", "{\"topic\":\"a\",\"topic\":\"a\"}", "{\"what\":1}",
            "{\"topic\":\"a\",\"partition\":-1,\"offset\":0,\"timestamp\":1,\"key\":null,\"headers\":[],\"value\":1}",
            "{\"topic\":\"a\",\"partition\":99999999999,\"offset\":0,\"timestamp\":1,\"key\":null,\"headers\":[],\"value\":1}",
            "{\"topic\":\"a\",\"partition\":0,\"offset\":0.5,\"timestamp\":1,\"key\":null,\"headers\":[],\"value\":1}",
            "{\"topic\":\"a\",\"partition\":0,\"offset\":0,\"timestamp\":1,\"key\":\"\\ud800\",\"headers\":[],\"value\":1}",
            "{\"topic\":\"a\",\"partition\":0,\"offset\":0,\"timestamp\":1,\"key\":null,\"headers\":[{}],\"value\":1}",
            "{\"topic\":\"a\",\"partition\":0,\"offset\":0,\"timestamp\":1,\"key\":null,\"headers\":[],\"value\":1} x",
            "{\"topic\":\"a\",\"partition\":0,\"offset\":0,\"timestamp\":1,\"key\":null,\"headers\":[],\"value\":1,\"valueBase64\":\"\"}",
        ])
    func `A line that is otherwise is refused`(text: String) {
        #expect(throws: JSONScanner.Mistake.self) { try parse(text.utf8) }
    }

    @Test func `A line cut anywhere is refused, never a trap`() {
        let whole = line(record(6)).dropLast()
        for count in 0..<whole.count { #expect(throws: JSONScanner.Mistake.self) { try parse(whole.prefix(count)) } }
    }
}
