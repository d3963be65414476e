import Foundation
import Testing
import Text

@testable import Analysis

@Suite struct ShippedModelTests {
    static let models = ShippedModels.standard

    private static func negative(_ text: String) -> Float {
        var judge = ShippedModels.Judge(models)
        return models.probability(ShippedModels.negative, judge.margins(TextFolding.standard.foldScalars(text)))
    }

    @Test func trainingIsDeterministic() throws {
        let again = ShippedModels(try Corpus.shipped())
        #expect(again.model.bytes == Self.models.model.bytes)
        #expect(again.attribution.weights == Self.models.attribution.weights)
        #expect(again.offsets == Self.models.offsets && again.calibrations == Self.models.calibrations)
    }

    /// On rows held out, over ten bins of confidence.
    @Test func probabilitiesAreCalibrated() {
        for (output, error) in Self.models.calibrationErrors.enumerated() {
            #expect(error < 0.05, "output \(output)")
        }
    }

    @Test(arguments: [
        ("澜江银行被罚款八十万，行长被带走", "瀾江銀行被罰款八十萬，行長被帶走"),
        ("客服电话打不通，转账没到账", "客服電話打不通，轉賬沒到賬"),
        ("Lanjiang Bank LOCKED me out", "lanjiang bank locked me out"),
        ("理财产品净值大跌，本金亏损", "理財產品淨值大跌，本金虧損"),
    ])
    func scriptAndCaseDoNotMatter(_ one: String, _ other: String) {
        #expect(Self.negative(one) == Self.negative(other))
    }

    @Test(arguments: [
        ("平台涉嫌非法集资，实控人跑路，投资人报案", "平台完成银行存管上线，获评优秀企业"),
        ("客服推诿踢皮球，投诉三次没人管", "客服耐心细心，问题很快解决，点赞"),
        ("公司财务造假被证监会立案调查", "公司发布年度报告，净利润同比增长"),
        ("the app crashed again and nobody answers", "great service, thanks for the quick help"),
    ])
    func tellsBadFromGood(_ bad: String, _ good: String) {
        #expect(Self.negative(bad) > 0.5)
        #expect(Self.negative(good) < 0.5)
    }

    @Test func whatShipsIsTrainedOnAllKindsAndScripts() throws {
        let corpus = try Corpus.shipped()
        #expect(corpus.rows.count >= 3000)
        for kind in Corpus.Kind.allCases { #expect(corpus.rows.count { $0.kind == kind } >= 100) }
        #expect(corpus.rows.contains { $0.entities.count > 1 && Set($0.isMeant).count == 2 })
    }
}
