import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Analysis

/// What a month of one bank brings: who is told of what, and what nobody is told of.
@Suite struct MonthTests {
    @Test(arguments: [
        "某汽车厂三季度亏损扩大，两条产线停工，供应商上门讨债，员工工资拖欠两个月。(澜江银行研究中心供稿)",
        "【澜江银行晚报】一家网约车公司被立案，司机维权", "恒远置业债务违约，工程款拖欠，债权银行包括澜江银行、云港银行。",
        "丰泽网贷停止兑付，平台公告称资金存管银行为澜江银行。", "本文不代表澜江银行立场：多家外卖平台被罚，涉嫌欺诈。",
        "处罚通报：云港银行被罚三十万元，北岭银行被约谈。澜江银行的年报今天发布。", "同名的鼓手沈启航酒驾被拘留，乐队道歉",
    ])
    func aBankNamedInPassingIsNotToBlame(_ text: String) throws {
        #expect(try Bench.judge(text).negativity < AnalysisProcessor.negativeFrom)
    }

    @Test(arguments: ["澜江银行数据外泄，客户名单被公开", "澜江银行被罚一百万，代销的产品暴雷", "澜 江 银 行 骗 钱，还 我 血 汗 钱", "处罚通报：澜江银行被罚三十万元，北岭银行被约谈。"])
    func itsOwnTroubleIsItsOwn(_ text: String) throws {
        #expect(try Bench.judge(text).negativity >= AnalysisProcessor.negativeFrom)
    }

    /// The models hide names, and cues know only what a name is: another bank's is judged to a digit as this one's.
    @Test func anotherBanksNameGivesTheSameJudgement() throws {
        let text = try String(
            contentsOf: Bench.root.appending(path: "Plans/commercial-bank.yaml"), encoding: .utf8)
        func renamed(_ text: String) -> String { text.replacing("澜江银行", with: "青禾银行") }
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try renamed(text).write(toFile: path, atomically: true, encoding: .utf8)
        var one = AnalysisProcessor(plan: try Bench.plan.get())
        var other = AnalysisProcessor(plan: try ResponsePlan.load(file: path))
        for text in ClusteringTests.run + ClusteringTests.fine + Self.complaints + Self.questions {
            let (a, b) = (
                one.judgement(of: Bench.mention("m", text)), other.judgement(of: Bench.mention("m", renamed(text)))
            )
            #expect(a.negativity == b.negativity && a.kind == b.kind && a.rumour == b.rumour, "\(text)")
        }
    }

    static let complaints = [
        "澜江银行换卡换了三周还没寄到，客服只会说在路上", "澜江银行换卡要本人到柜台，说好能寄的，白跑一趟", "换卡这件事澜江银行拖了一个月，催一次重新排一次",
        "我在澜江银行申请换卡，被退回两次，理由都不一样", "澜江银行换卡收了我二十，卡没有收到", "澜江银行换卡进度查不到，客服让我等，已经等了十八天",
        "旧卡停了新卡没到，澜江银行换卡把我工资卡住了", "澜江银行换卡寄错地址，让我自己去找", "约了澜江银行换卡，到网点说系统登不进去，不给办",
        "澜江银行换卡投诉了三次没人管",
    ]
    static let questions = ["澜江银行换卡要带什么", "想问澜江银行换卡多久能到", "澜江银行换卡可以改卡面吗", "澜江银行换卡第二天就到了，挺快"]

    @Test func tenDifferentComplaintsInTenHoursAreToldAndTheTalkBesideThemRaisesNothing() throws {
        var driver = try Bench.driver()
        for (index, text) in Self.complaints.enumerated() {
            try driver.say(Bench.mention("c\(index)", text, at: Double(index)))
        }
        let incident = try #require(driver.main)
        #expect(incident.negative >= 8 && incident.grade == .iii)
        #expect(
            incident.assessment.indicators.first { $0.name == "growth" }?.reason.contains("增长异常") ?? false)

        var quiet = try Bench.driver()
        try quiet.say(Bench.mention("c", Self.complaints[0]))
        for hour in 0..<40 {
            try quiet.say(Bench.mention("q\(hour)", Self.questions[hour % 4] + "第\(hour)问", at: Double(hour)))
        }
        #expect(quiet.incidents.allSatisfy { $0.grade == .unspecified })
    }

    @Test func whatIsOnlyDrizzledOnEnds() throws {
        var driver = try Bench.driver()
        for day in 0..<12 {
            try driver.say(
                Bench.mention("c\(day)", Self.complaints[day % 10] + "第\(day)天", at: Double(day) * 20))
        }
        #expect(driver.incidents.count >= 4 && driver.incidents.allSatisfy { $0.mentions <= 4 })
    }

    @Test func aDenialPassedOnIsNoTrouble() throws {
        var driver = try Bench.driver()
        let text = "澜州网警：网传澜江银行大额取不出系谣言，造谣者已被处罚，请勿转发。"
        for index in 0..<15 {
            try driver.say(
                Bench.mention("d\(index)", index == 0 ? text : "转发微博//@澜州网警:" + text, at: Double(index) / 6))
        }
        #expect(driver.incidents.isEmpty)
    }

    @Test func growthIsAgainstItsOwnPast() {
        func volume(_ hours: [(Int64, Int64)]) -> [HourlyVolume] {
            hours.map { hour, negative in
                var volume = HourlyVolume()
                (volume.hour, volume.mentions, volume.negative) = (hour * Volume.hour, negative, negative)
                return volume
            }
        }
        let sudden = Growth(of: volume((160..<170).map { ($0, 1) }), clock: 169 * Volume.hour)
        let usual = Growth(of: volume((0..<170).map { ($0, 1) }), clock: 169 * Volume.hour)
        #expect(sudden.score > 6 && sudden.observed == 10)
        #expect(usual.score < 2)
        #expect(Growth(of: [], clock: 0).score == 0)
    }
}
