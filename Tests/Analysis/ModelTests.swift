import Foundation
import Testing
import Text

@testable import Analysis

@Suite struct ModelTests {
    /// Forty sentences that a small model can tell apart; their words are this test's.
    static let rows: LabelledRows = {
        let bad = ["转账失败没人管", "客服推诿太差劲", "被罚款又被约谈", "系统崩溃登不上", "投诉无门真恶心"]
        let good = ["柜员热情又细心", "到账很快真方便", "界面好看很好用", "年报增长分红高", "感谢客服很专业"]
        var rows: [LabelledRow] = []
        for number in 0..<4 {
            for (index, text) in (bad + good).enumerated() {
                let fields: [String: LabelledValue] = [
                    "text": .string("\(["甲", "乙", "丙", "丁"][number])银行\(text)"),
                    "label": .string(index < bad.count ? "negative" : "positive"),
                    "negative": .number(index < bad.count ? 1 : 0),
                ]
                rows.append(LabelledRow(file: "test", line: rows.count + 1, fields: fields))
            }
        }
        return LabelledRows(name: "test", rows: rows)
    }()

    static func task(_ name: String) throws -> any MeasuredTask { try MeasuredTasks.task(named: name) }

    @Test(arguments: ["sentiment", "negative"])
    func sameRowsGiveTheSameFileToAByte(_ name: String) throws {
        let task = try Self.task(name)
        #expect(try task.train(Self.rows).bytes == task.train(Self.rows).bytes)
    }

    @Test(arguments: ["sentiment", "negative"])
    func fileAnswersAsWhatWasTrained(_ name: String) throws {
        let task = try Self.task(name)
        let file = try ModelFile(bytes: try task.train(Self.rows).bytes)
        let trained = try task.evaluate(Self.rows, answering: .trained(Self.rows))
        let read = try task.evaluate(Self.rows, answering: .model(file))
        #expect(read.metrics == trained.metrics)
        #expect((trained.metrics["accuracy"]?.value ?? 0) > 0.95)
    }

    @Test func modelOfAnotherTaskIsRefused() throws {
        let file = try Self.task("sentiment").train(Self.rows)
        #expect(throws: ModelFileMistake.self) {
            try Self.task("complaint").evaluate(Self.rows, answering: .model(file))
        }
    }

    @Test(arguments: [
        ("", "field \"text\": found nothing"), ("{\"text\":7}", "line 1, field \"text\": found the number 7"),
        ("{\"text\":\"a\"}\n{", "line 2: found"),
        ("{\"text\":\"a\",\"label\":\"odd\"}", "field \"label\": found \"odd\""),
        ("{\"text\":\"a\"}", "field \"label\": found nothing"),
    ])
    func rowsAreRefusedByLineAndField(_ lines: String, _ expected: String) throws {
        do {
            let rows = try LabelledRows(name: "rows.jsonl", data: Data((lines.isEmpty ? "{}" : lines).utf8))
            _ = try Self.task("sentiment").evaluate(rows, answering: .shipped)
            Issue.record("took \(lines)")
        } catch {
            #expect("\(error)".contains("rows.jsonl"))
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test func emptyFileIsRefused() {
        #expect(throws: LabelledMistake.self) { try LabelledRows(name: "x", data: Data("\n \n".utf8)) }
    }

    @Test func unknownTaskNamesThoseThereAre() {
        do {
            _ = try Self.task("fortune")
            Issue.record("there is no such task")
        } catch {
            #expect("\(error)".contains("sentiment"))
        }
    }
}

@Suite struct OffsetTests {
    /// With these margins an offset of `steps` times 0.05 answers 1 for `steps` + 14 rows of 28.
    private static let margins: [[Float]] = (-14..<14).map { [-(Float($0) + 0.5) * 0.05] }

    private static func steps(_ measure: (Int) -> Double) -> Int {
        let (offsets, _) = Offsets.tuned(margins, [Int](repeating: 1, count: 28), labels: 2) { confusion in
            measure(Int((confusion.accuracy * 28).rounded()) - 14)
        }
        return Int((offsets[0] / 0.05).rounded())
    }

    @Test func aLonePeakCountsLessThanThatWhatIsAroundIsGood() {
        #expect(Self.steps { $0 == 8 ? 1 : (-6 ... -2).contains($0) ? 0.9 : 0.5 } == -4)
    }

    @Test func chanceMovesNothing() {
        #expect(Self.steps { (-6 ... -2).contains($0) ? 0.501 : 0.5 } == 0)
        #expect(Self.steps { _ in 0.5 } == 0)
    }
}

@Suite struct ModelFileTests {
    private static let file: ModelFile = {
        var file = ModelFile(task: "sentiment")
        file.put("weights", [1, 2, 3])
        file.put("head", Array("{}".utf8))
        return file
    }()

    @Test func roundTrips() throws {
        #expect(try ModelFile(bytes: Self.file.bytes) == Self.file)
    }

    enum Damage: CaseIterable { case empty, text, cut, magic, version, flipped, longer }

    @Test(arguments: Damage.allCases)
    func damageIsRefused(_ damage: Damage) {
        var bytes = Self.file.bytes
        switch damage {
        case .empty: bytes = []
        case .text: bytes = Array("{\"task\":\"sentiment\"} and so on, long enough to be taken for one".utf8)
        case .cut: bytes.removeLast()
        case .magic: bytes[0] ^= 1
        case .version: bytes[8] = 9
        case .flipped: bytes[bytes.count / 2] ^= 0x10
        case .longer: bytes.append(0)
        }
        #expect(throws: ModelFileMistake.self) { try ModelFile(bytes: bytes) }
    }

    @Test func missingPartSaysWhich() {
        do {
            _ = try Self.file.part("spans")
            Issue.record("there is no such part")
        } catch {
            #expect(error.description.contains("spans"))
        }
    }

    @Test func weightsThatAreNoNumbersAreRefused() throws {
        var writer = BinaryWriter()
        writer.integer(UInt32(1))
        writer.integer(UInt32(FeatureShape.signalCount))
        for _ in 0..<FeatureShape.signalCount { writer.float(.nan) }
        let bytes = writer.buffer
        #expect(throws: ModelFileMistake.self) { try LinearModel(bytes: bytes, shape: FeatureShape()) }
    }

    /// Against the set itself: rows are numbered in the order of buckets, and none is given for a bucket that is not known.
    @Test(arguments: [0, 1, 31, 32, 5_000])
    func rowsAreNumberedInTheOrderOfBuckets(known count: Int) {
        var random = SplitMix(seed: UInt64(count + 1))
        var set = BucketSet()
        let known = Set((0..<count).map { _ in Int.random(in: 0..<HashedNGrams.bucketCount, using: &random) })
            .union(count > 1 ? [0, 31, 32, HashedNGrams.bucketCount - 1] : [])
        for bucket in known { set.insert(bucket) }
        let rows = BucketRows(set)
        #expect(rows.count == known.count)
        for (index, bucket) in known.sorted().enumerated() { #expect(rows.row(bucket) == index + 1) }
        for bucket in stride(from: 0, to: HashedNGrams.bucketCount, by: 7) where !known.contains(bucket) {
            #expect(rows.row(bucket) == 0)
        }
    }
}
