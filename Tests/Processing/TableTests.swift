import Processing
import Schemas
import SwiftProtobuf
import Testing

struct TableTests {
    private let stamp = ChangeStamp(origin: "o", now: 1)
    private let table = Table<Seen>(.mentionSeen, partitionKey: { key, row in "\(key)/\(row.at)" })

    init() throws {
        let row = try EventCodec.encode(Seen.with { $0.at = 1 }, as: .protobuf)
        for key in ["a", "b"] { try table.restore(key: key, data: row, contentType: .protobuf) }
        table.begin()
    }

    private var values: [String: Int64] { table.rows.mapValues(\.at) }

    @Test(
        "Every way to change a row can be taken back",
        arguments: [
            { table in table["a"] = nil },
            { table in table["a"]?.at = 9 },
            { table in table["new"] = Seen.with { $0.at = 2 } },
            { table in table.update("a") { $0.at = 9 } },
            { table in table.update("a", inverse: { $0.at -= 5 }, { $0.at += 5 }) },
            { table in
                table.update("a", inverse: { $0.at -= 5 }, { $0.at += 5 })
                table.update("a", inverse: { $0.at /= 3 }, { $0.at *= 3 })
                table["a"] = nil
                table["a"] = Seen()
            },
            { table in
                table.update("a") { $0.at = 7 }
                table.update("a", inverse: { $0.at -= 5 }, { $0.at += 5 })
            },
        ] as [@Sendable (Table<Seen>) -> Void])
    func rollsBack(change: @Sendable (Table<Seen>) -> Void) {
        change(table)
        table.rollBack()
        #expect(values == ["a": 1, "b": 1])
        #expect(!table.keep(stamp: stamp))
        #expect(table.takeChanges().isEmpty)
    }

    @Test("While a row changes the others can be read and changed")
    func otherRows() {
        table.update("a") { row in
            table.update("b") { $0.at += 10 }
            row.at += table["b"]?.at ?? 0
        }
        #expect(values == ["a": 12, "b": 11])
    }

    @Test("A removed row tells whose it was; made and removed by one event it tells nothing")
    func removed() {
        table["a"] = nil
        table["c"] = Seen()
        table["c"] = nil
        #expect(table.keep(stamp: stamp))
        let changes = table.takeChanges()
        #expect(changes.map(\.key) == ["a"])
        #expect(changes.map(\.partitionKey) == ["a/1"])
        #expect(changes.allSatisfy { $0.message == nil })
    }

    @Test("A row changed twice in a commit is one change, the newer")
    func newest() {
        table.update("b") { $0.at = 2 }
        table.keep(stamp: stamp)
        table.update("b", inverse: { $0.at = 2 }, { $0.at = 3 })
        table.keep(stamp: ChangeStamp(origin: "p", now: 2))
        let changes = table.takeChanges()
        #expect(changes.map(\.stamp.origin) == ["p"])
        #expect(changes.map { ($0.message as? Seen)?.at } == [3])
        #expect(table.snapshot().map(\.key) == ["a", "b"])
    }
}
