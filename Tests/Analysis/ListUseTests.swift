import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Analysis

/// What is grave and rare is told from two people on; what is met every day is not.
@Suite struct ListUseTests {
    @Test func usualRatesFadeAndOutliveARestart() throws {
        var use = ListUse()
        #expect(use.rate(of: "funds", without: 0, at: 1000) == nil)
        for day in 0..<20 { use.count(["funds"], at: 1000 + Int64(day) * 24) }
        let rate = try #require(use.rate(of: "funds", without: 0, at: 1480))
        let none = try #require(use.rate(of: "misconduct", without: 0, at: 1480))
        #expect(rate > 10 * none)
        #expect(try #require(use.rate(of: "funds", without: 0, at: 1480 + 24 * 60)) < rate / 3)
        let again = ListUse(use.terms)
        #expect(
            again == use && again.rate(of: "funds", without: 1, at: 1500) == use.rate(of: "funds", without: 1, at: 1500)
        )
    }

    /// Two weeks in which cards are frozen every day, and nobody is arrested.
    private static func past(_ driver: inout ProcessorDriver<AnalysisProcessor>) throws {
        let words = ["餐馆", "学校", "工地", "超市", "医院", "车站", "菜场", "仓库"]
        for day in 0..<16 {
            for (index, word) in words.enumerated() {
                try driver.say(
                    Bench.mention(
                        "q\(day)-\(index)", "澜江银行\(word)旁的网点第\(day)天照常营业", at: Double(day) * 24 + Double(index)))
            }
            try driver.say(
                Bench.mention("f\(day)", "澜江银行把\(words[day % 8])老板的卡冻结了，第\(day)天", at: Double(day) * 24 + 9))
        }
    }

    @Test func twoWhoNameWhatIsGraveAndRareAreEnough() throws {
        var driver = try Bench.driver()
        try Self.past(&driver)
        let end = 16.0 * 24
        try driver.say(Bench.mention("a", "澜江银行一名副行长受贿被带走，正在接受调查", at: end))
        try driver.say(Bench.mention("b", "听邻居讲澜江银行副行长受贿的事，人已经被带走", at: end + 2))
        let incident = try #require(driver.incidents.first { $0.evidence.contains { $0.mentionID == "b" } })
        #expect(incident.grade == .iii)
        let growth = try #require(incident.assessment.indicators.first { $0.name == "growth" })
        #expect(growth.value == 2 && growth.rule.hasPrefix("grading.sensitiveTerms["))
        let why = try #require(incident.assessment.indicators.first { $0.name == "grade" })
        #expect(why.reason.split(separator: "\n").count == (try Bench.plan.get()).institution.languages.count)
    }

    @Test(arguments: [Int64.min, .max, -1]) func aRowOfAnyHourIsRead(_ hour: Int64) {
        var whole = Term()
        (whole.hash, whole.weight) = (UInt64(bitPattern: hour), .nan)
        var use = ListUse([whole])
        use.count(["deposit"], at: 495_000)
        #expect(use.hour >= 495_000)
    }

    @Test func whatIsMetEveryDayIsNot() throws {
        var driver = try Bench.driver()
        try Self.past(&driver)
        let end = 16.0 * 24
        try driver.say(Bench.mention("a", "澜江银行把我的储蓄卡冻结了，取不出钱", at: end))
        try driver.say(Bench.mention("b", "澜江银行冻结储蓄卡不通知，钱取不出", at: end + 2))
        #expect(driver.incidents.allSatisfy { $0.grade != .iii })
    }

    @Test func whatIsRefutedSaysSo() throws {
        var driver = try Bench.driver()
        for (index, text) in [
            "听说澜江银行资金链断裂，要限额取款了", "网传澜江银行资金链断裂，明天限额取款", "群里都在传澜江银行资金链断裂要限额取款",
        ].enumerated() {
            try driver.say(Bench.mention("r\(index)", text, at: Double(index) / 4))
        }
        #expect(driver.main?.assessment.confidenceReasons.contains { $0.contains("辟谣") } == false)
        let before = try #require(driver.main)
        try driver.say(
            Bench.mention(
                "d", "金融办辟谣：网传澜江银行资金链断裂、限额取款系谣言", at: 2, source: "regulator-feed", tier: .official))
        let after = try #require(driver.main)
        #expect(after.mentions == before.mentions + 1 && after.negative == before.negative)
        #expect(after.assessment.confidenceReasons.contains("已有官方信源辟谣"))
        #expect(after.assessment.credibility < before.assessment.credibility)
    }
}
