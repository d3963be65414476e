import EventLog
import Schemas
import SwiftProtobuf
import Testing

@testable import Processing

/// What the records of one commit share is not what differs between them.
@Suite struct ChangeWriterTests {
    private func change(
        _ key: String, at now: Int64, partitionKey: String = "bank", trace: String? = nil, isDrill: Bool = false
    ) -> TableChange {
        TableChange(
            kind: .mentionSeen, key: key, message: Seen.with { $0.at = now }, partitionKey: partitionKey,
            isDrill: isDrill,
            stamp: ChangeStamp(
                .record(topic: "t", partition: 3, offset: now), now: now, traceParent: trace))
    }

    @Test(arguments: [ContentType.protobuf, .json])
    func `records are as if written one by one`(contentType: ContentType) throws {
        let changes = [
            change("a", at: 5), change("b", at: 5), change("c", at: 6, partitionKey: "other"),
            change("d", at: 7, trace: "00-1-2-01"), change("e", at: 7, isDrill: true), change("", at: 0),
        ]
        var writer = ChangeWriter(.mentionSeen, source: "/fenghuo/x", partition: 2, contentType: contentType)
        for change in changes {
            let attributes = EventAttributes(
                id: EventID.derive(EventKind.mentionSeen.topic, change.key, "t/3/\(change.stamp.now)"),
                type: EventKind.mentionSeen.type, source: "/fenghuo/x", time: change.stamp.now, subject: change.key,
                partitionKey: change.partitionKey, contentType: contentType, traceParent: change.stamp.traceParent,
                isDrill: change.isDrill)
            let record = try writer.record(of: change)
            #expect(record.headers == attributes.headers.map { RecordHeader($0.name, $0.value) })
            #expect(record.key == Array(change.key.utf8) && record.timestamp == change.stamp.now)
            #expect(record.topicPartition == TopicPartition(EventKind.mentionSeen.topic, 2))
            let message = try #require(change.message as? Seen)
            #expect(try record.value == EventCodec.encode(message, as: contentType))
        }
    }

    @Test func `a removed row has no value, one that wrote itself its bytes`() throws {
        var writer = ChangeWriter(.mentionSeen, source: "/x", partition: 0, contentType: .protobuf)
        var removed = change("a", at: 1)
        removed.message = nil
        #expect(try writer.record(of: removed).value == nil)
        var bytes = removed
        bytes.bytes = [1, 2]
        #expect(try writer.record(of: bytes).value == [1, 2])
    }

    /// Keys that begin alike, short ones, and ones whose order is not that of their bytes.
    @Test(arguments: [
        ["b", "a", "abcdefgh2", "abcdefgh1", "abcdefgh", "abcdefg", ""],
        ["z", "abcdefgh\u{e9}", "abcdefghz", "e\u{301}", "f", "\u{e9}", "\u{1f600}", "\u{ff5e}"],
    ])
    func `changes come in the order of keys`(keys: [String]) {
        let table = WorkingTable<CountedRow>(.mentionSeen) { key, value in CountedRow(key, at: value.at) }
        for key in keys { table.insert(CountedRow(key, at: 1)) }
        table.keep(stamp: .restored)
        table.remove(keys[0])
        table.keep(stamp: .restored)
        #expect(table.takeChanges().map(\.key) == Set(keys).sorted())
    }

    /// One made anew under the same key takes the place of the other, whatever was noted on that one.
    @Test func `a row that was replaced is not written`() {
        let table = WorkingTable<CountedRow>(.mentionSeen) { key, value in CountedRow(key, at: value.at) }
        let (old, new) = (CountedRow("k", at: 1), CountedRow("k", at: 2))
        table.insert(old)
        table.keep(stamp: .restored)
        table.insert(new)
        table.keep(stamp: .restored)
        #expect(table.takeChanges().map { ($0.message as? Seen)?.at } == [2])
        table.touch(old)
        table.keep(stamp: .restored)
        #expect(table.takeChanges().isEmpty)
    }
}
