import Processing
import Schemas
import SwiftProtobuf
import Testing

/// A row that counts how often it is rendered.
final class CountedRow: MarkedRow, WorkingRow {
    let key: String
    var at: Int64
    private(set) var renderings = 0
    init(_ key: String, at: Int64) {
        self.key = key
        self.at = at
    }
    /// Whether the row writes itself.
    var writes = false
    func bytes() -> [UInt8]? { writes ? [UInt8(at)] : nil }
    var partitionKey: String { "\(key)/\(at)" }
    var isDrill: Bool { false }
    func message() -> Seen {
        renderings += 1
        return Seen.with { $0.at = at }
    }
}

struct WorkingTableTests {
    private let stamp = ChangeStamp(origin: "o", now: 1)
    private let table = WorkingTable<CountedRow>(.mentionSeen) { key, value in CountedRow(key, at: value.at) }

    init() throws {
        let row = try EventCodec.encode(Seen.with { $0.at = 1 }, as: .protobuf)
        for key in ["a", "b"] { try table.restore(key: key, data: row, contentType: .protobuf) }
        table.begin()
    }

    private var values: [String: Int64] { table.rows.mapValues(\.at) }

    @Test(
        "That rows come and go is taken back",
        arguments: [
            { table in table.remove("a") },
            { table in table.insert(CountedRow("new", at: 2)) },
            { table in
                table.remove("a")
                table.insert(CountedRow("a", at: 3))
            },
        ] as [@Sendable (WorkingTable<CountedRow>) -> Void])
    func rollsBack(change: @Sendable (WorkingTable<CountedRow>) -> Void) {
        change(table)
        table.rollBack()
        #expect(values == ["a": 1, "b": 1])
        #expect(!table.keep(stamp: stamp))
        #expect(table.takeChanges().isEmpty)
    }

    @Test("However often a row changes between two commits, it is rendered once, with the newest stamp")
    func renderedOnce() throws {
        let row = try #require(table.row("b"))
        for step in Int64(2)...100 {
            table.begin()
            table.touch(row)
            row.at = step
            table.keep(stamp: ChangeStamp(origin: "\(step)", now: step))
        }
        let changes = table.takeChanges()
        #expect(changes.map(\.key) == ["b"])
        #expect(changes.map(\.stamp.origin) == ["100"])
        #expect(changes.map { ($0.message as? Seen)?.at } == [100])
        #expect(row.renderings == 1)
        #expect(table.takeChanges().isEmpty)
    }

    @Test("A removed row tells whose it was; made and removed by one event it tells nothing; made anew it is a change")
    func removed() {
        table.remove("a")
        table.insert(CountedRow("c", at: 1))
        table.remove("c")
        table.keep(stamp: stamp)
        let changes = table.takeChanges()
        #expect(changes.map(\.key) == ["a"])
        #expect(changes.map(\.partitionKey) == ["a/1"])
        #expect(changes.allSatisfy { $0.message == nil })
        table.remove("b")
        table.keep(stamp: stamp)
        table.insert(CountedRow("b", at: 7))
        table.keep(stamp: stamp)
        #expect(table.takeChanges().map { ($0.message as? Seen)?.at } == [7])
        #expect(table.snapshot().map(\.key) == ["b"])
    }

    @Test func aRowThatWritesItselfComesAsBytesWhereTheyAreAskedFor() throws {
        for writes in [true, false] {
            for asBytes in [true, false] {
                let row = try #require(table.row("a"))
                row.writes = writes
                table.begin()
                table.touch(row)
                table.keep(stamp: stamp)
                let change = try #require(table.takeChanges(asBytes: asBytes).first)
                #expect(change.bytes == (writes && asBytes ? [UInt8(row.at)] : nil))
                #expect((change.message == nil) == (writes && asBytes))
            }
        }
    }
}
