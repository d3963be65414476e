import EmbeddedLog
import EventLog
import Processing
import Schemas
import SwiftProtobuf
import Testing

@Suite("Reading again", .timeLimit(.minutes(1)))
struct ReadingAgainTests {
    @Test("Offsets that were set back make nothing count twice", arguments: [0, 1, 19] as [Int64])
    func setBack(_ offset: Int64) async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<20))
        try await rig.run(rig.application(batch: 7)) { try await rig.committed() == 20 }
        let entries = try await rig.entries()
        try await rig.setOffsets([(.mentionPublished, offset), (.decisionTaken, 0)])
        #expect(try await rig.committed() == offset)
        try await rig.append(try Sample.mentions(20..<23))
        try await rig.run { try await rig.committed() == 23 }
        #expect(try await rig.counts() == ["lanjiang-bank": 23])
        #expect(try await rig.entries() == entries + (20..<23).map { "m\($0): \($0 + 1) of \($0 + 1)" })
    }

    @Test("Offsets that are ahead are gone by: somebody wants events left out")
    func setAhead() async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<10))
        try await rig.run { try await rig.committed() == 10 }
        try await rig.append(try Sample.mentions(10..<20))
        try await rig.setOffsets([(.mentionPublished, 15)])
        try await rig.run { try await rig.committed() == 20 }
        #expect(try await rig.counts() == ["lanjiang-bank": 15])
    }

    @Test("A state from another log goes by the offsets of this one")
    func mirrored() async throws {
        let (first, second) = (try await Rig(), try await Rig())
        try await first.append(try Sample.mentions(0..<10))
        try await first.run { try await first.committed() == 10 }
        let rows = try await first.records(EventKind.mentionSeen.topic)
        try await second.append(
            rows.map {
                ProducerRecord(
                    to: $0.topicPartition, key: $0.key, value: $0.value, headers: $0.headers, timestamp: $0.timestamp)
            })
        try await second.append(try Sample.mentions(0..<3))
        try await second.run { try await second.committed() == 3 }
        #expect(try await second.counts() == ["lanjiang-bank": 13])
    }

    @Test("A row that cannot be read is left out: what was known of its key stands, and the task goes on")
    func unreadableRow() async throws {
        let rig = try await Rig()
        try await rig.append(try Sample.mentions(0..<5))
        try await rig.run { try await rig.committed() == 5 }
        let row = try Sample.record(.mentionSeen, Seen.with { $0.at = .max }, key: "lanjiang-bank")
        var broken = row
        broken.value = [0xff, 0xff]
        try await rig.append([row, broken])
        try await rig.append(try Sample.mentions(5..<6))
        try await rig.run { try await rig.committed() == 6 }
        #expect(try await rig.counts() == ["lanjiang-bank": 6])
    }
}
