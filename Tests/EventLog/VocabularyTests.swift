import EventLog
import Testing

@testable import EmbeddedLog

@Suite struct VocabularyTests {
    /// From Kafka's own test (org.apache.kafka.common.utils.UtilsTest.testMurmur2).
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func murmur2IsKafkas(_ text: String, _ expected: Int32) {
        #expect(Int32(bitPattern: Partitioner.murmur2(Array(text.utf8))) == expected)
        #expect(Partitioner.partition(forKey: text, count: 7) == (expected & 0x7fff_ffff) % 7)
    }

    @Test(arguments: [
        [], [RecordHeader("a", "b")], [RecordHeader("", ""), RecordHeader("空", [0, 255])],
        [
            RecordHeader("long", [UInt8](repeating: 1, count: 70_000)),
            RecordHeader("x", [UInt8](repeating: 2, count: 127)),
        ],
        (0..<300).map { RecordHeader("n\($0)", "v") },
    ]) func headersSurvivePacking(_ headers: [RecordHeader]) {
        let packed = PackedHeaders(headers)
        #expect(packed.unpacked == headers && packed.count == headers.count && packed.isEmpty == headers.isEmpty)
        #expect(packed.bytes.withUnsafeBytes { PackedHeaders(checking: $0) } == packed)
        #expect(packed.byteCount == headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.count })
        var twice = packed
        twice.append(packed)
        #expect(twice == PackedHeaders(headers + headers))
        let some = packed.filter { $0.first == UInt8(ascii: "n") }
        #expect(some == PackedHeaders(headers.filter { $0.name.first == "n" }))
    }

    @Test func theLastHeaderOfANameIsFound() {
        let packed = PackedHeaders([RecordHeader("a", "1"), RecordHeader("ab", "2"), RecordHeader("a", "3")])
        #expect(packed.value(of: "a") == Array("3".utf8) && packed.value(of: "ab") == Array("2".utf8))
        #expect(packed.value(of: "b") == nil && PackedHeaders().value(of: "a") == nil)
    }

    @Test func headersCutShortAreNoHeaders() {
        let bytes = PackedHeaders([RecordHeader("name", "value"), RecordHeader("b", "c")]).bytes
        for count in 1..<bytes.count {
            #expect(bytes.prefix(count).withUnsafeBytes { PackedHeaders(checking: $0) } == nil)
        }
        #expect((bytes + [0]).withUnsafeBytes { PackedHeaders(checking: $0) } == nil)
    }
}

@Suite struct StickyAssignmentTests {
    @Test(
        arguments: [
            // partitions, members, current, expected
            (3, [1], [:], [0: 1, 1: 1, 2: 1]),
            (3, [1, 2], [0: 1, 1: 1, 2: 1], [0: 1, 1: 1, 2: 2]),
            (3, [2, 3], [0: 1, 1: 1, 2: 2], [0: 2, 1: 3, 2: 2]),
            (4, [1, 2, 3], [0: 1, 1: 1, 2: 2, 3: 2], [0: 1, 1: 1, 2: 2, 3: 3]),
            (1, [1, 2], [0: 2], [0: 2]),
            (2, [], [0: 1], [:]),
        ] as [(Int32, [Int64], [Int32: Int64], [Int32: Int64])])
    func assignsEvenlyAndMovesLittle(
        _ partitions: Int32, _ members: [Int64], _ current: [Int32: Int64], _ expected: [Int32: Int64]
    ) {
        #expect(StickyAssignment.assign(partitions: partitions, members: members, current: current) == expected)
    }

    @Test func staysAsItIsWhenNothingChanged() {
        var current: [Int32: Int64] = [:]
        for members in [[1], [1, 2], [1, 2, 3], [2, 3], [2, 3, 4, 5]] as [[Int64]] {
            current = StickyAssignment.assign(partitions: 16, members: members, current: current)
            #expect(current.count == 16)
            let shares = members.map { member in current.values.count { $0 == member } }
            #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1)
            #expect(StickyAssignment.assign(partitions: 16, members: members, current: current) == current)
        }
    }
}

@Suite struct StandingTests {
    @Test func aPartitionNeverHandedOutIsGivenBackSilently() {
        var standing = Standing()
        standing.join(as: 1)
        #expect(standing.observe(.init(owned: [0: true, 1: false])) == .giveBack([1]))
        #expect(standing.observe(.init(owned: [0: true])) == .tell(.assigned([0])))
        #expect(standing.observe(.init(owned: [0: true])) == .wait)
    }

    @Test func revocationIsToldOnceAndMayComeBack() {
        var standing = Standing()
        standing.join(as: 1)
        #expect(standing.observe(.init(owned: [0: true])) == .tell(.assigned([0])))
        #expect(standing.observe(.init(owned: [0: false])) == .tell(.revoked([0])))
        #expect(standing.observe(.init(owned: [0: false])) == .wait)
        #expect(standing.holds([0]))
        standing.release([0])
        #expect(!standing.holds([0]))
        #expect(standing.observe(.init(owned: [0: true])) == .tell(.assigned([0])))
    }

    @Test func whatIsLostIsToldBeforeJoiningAgain() {
        var standing = Standing()
        standing.join(as: 1)
        #expect(standing.observe(.init(owned: [0: true])) == .tell(.assigned([0])))
        #expect(standing.observe(nil) == .tell(.lost([0])))
        #expect(standing.number == nil && !standing.holds([0]))
        #expect(standing.observe(nil) == .rejoin)
    }
}
