import Foundation
import Testing
import Text

@testable import Analysis

@Suite struct AttributionTests {
    static func folded(_ text: String) -> [UInt32] { TextFolding.standard.foldScalars(text) }

    @Test func namesWithinLongerOnesAreKnown() {
        let names = ["易贷", "易贷金融", "云港银行"].map(Self.folded)
        let places = NamePlaces(names, in: Self.folded("易贷金融跑路了，易贷去哪了"))
        #expect(places.isPart == [true, false, false])
        #expect(places.holdsAnother == [false, true, false])
        #expect(places.places.map(\.name) == [1, 0, 0])
        #expect(places.places.map(\.isWithin) == [false, true, false])
    }

    /// Whose trouble it is follows from clauses, contrast and what stands around each name.
    @Test func learnsWhoIsMeant() throws {
        let banks = ["甲银行", "乙银行", "丙银行", "丁银行", "戊银行", "己银行"]
        var examples: [Attribution.Example] = []
        for first in banks {
            for second in banks where first != second {
                let names = [first, second].map(Self.folded)
                examples.append(
                    Attribution.Example(
                        text: Self.folded("\(first)被罚款，\(second)业绩增长"), names: names, isMeant: [true, false]))
                examples.append(
                    Attribution.Example(
                        text: Self.folded("\(first)业绩增长，\(second)被罚款"), names: names, isMeant: [false, true]))
            }
        }
        let trained = Attribution.train(examples).attribution
        let names = ["庚银行", "辛银行"].map(Self.folded)
        #expect(trained.chosen(Self.folded("庚银行被罚款，辛银行业绩增长"), names: names) == [0])
        #expect(trained.chosen(Self.folded("庚银行业绩增长，辛银行被罚款"), names: names) == [1])
        #expect(trained.weights == Attribution.train(examples).attribution.weights)
    }

    /// Rows of an institution that names the parties: who reports is not who is reported.
    private static let reports: LabelledRows = {
        let banks = ["甲银行", "乙银行", "丙银行", "丁银行", "戊银行", "己银行"]
        var rows: [LabelledRow] = []
        func add(_ text: String, _ names: [String], _ meant: [String]) {
            rows.append(
                LabelledRow(
                    file: "test", line: rows.count + 1,
                    fields: [
                        "text": .string(text), "negative": .number(meant.isEmpty ? 0 : 1),
                        "entities": .array(names.map(LabelledValue.string)),
                        "neg_entities": .array(meant.map(LabelledValue.string)),
                    ]))
        }
        for first in banks {
            for second in banks where first != second {
                add("\(first)举报了\(second)", [first, second], [second])
                add("\(first)祝贺了\(second)", [first, second], [])
            }
        }
        return LabelledRows(name: "test", rows: rows)
    }()

    /// Clauses give both sentences to who is named first; the model of the institution's own knows better.
    @Test func whoseTroubleItIsComesFromTheInstitutionsOwnModel() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attribution-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try MeasuredTasks.task(named: "negative").train(Self.reports)
        try file.write(to: folder.appending(path: "negative.model").path)
        let reader = try AnalysisProcessor.Judges(Bench.plan.get()).reader
        var judge = LearntJudge(models: try JudgingModels(folder: folder.path))
        func negative(_ text: String) -> Double { judge.opinion(reader.read(Bench.mention("m", text))).negative }
        #expect(negative("云港银行举报了澜江银行") > 0.5)
        #expect(negative("澜江银行举报了云港银行") < 0.4)
        #expect(negative("云港银行祝贺了澜江银行") < 0.4)
        // Nobody else is named: the subject's own clauses count.
        #expect(negative("有人举报了澜江银行") > 0.3)
    }

    @Test func somebodyIsAlwaysMeant() {
        #expect(Attribution.chosen([-2, -1, -3]) == [1])
        #expect(Attribution.chosen([0.5, -1, 0.1]) == [0, 2])
        #expect(Attribution.chosen([]) == [])
    }

    /// A mention is judged by what it tells of its subject.
    @Test(arguments: [
        ("澜江银行被罚八十万，云港银行表示祝贺", "云港银行被罚八十万，澜江银行表示祝贺"),
        ("澜江银行系统崩溃，转账失败", "云港银行系统崩溃，转账失败，我用的是澜江银行"),
        ("澜江银行泄露客户资料", "澜江银行没有泄露客户资料"),
        ("澜江银行要倒闭了", "“澜江银行要倒闭了”系谣言"),
        ("澜江银行转账失败了", "澜江银行转账失败了怎么办？"),
        ("澜江银行诈骗客户", "澜江银行提醒客户谨防诈骗"),
        ("Lanjiang Bank was fined", "Yungang Bank was fined; Lanjiang Bank was not"),
    ])
    func subjectsOwnTroubleWeighsMore(_ own: String, _ other: String) throws {
        #expect(try Bench.judge(own).negativity > Bench.judge(other).negativity + 0.1)
    }
}
