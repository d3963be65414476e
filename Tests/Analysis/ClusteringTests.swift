import Foundation
import Processing
import Schemas
import Testing
import Text

@testable import Analysis

@Suite struct ClusteringTests {
    static let outage = [
        "澜江宝转账一直没到账，急死了", "澜江手机银行升级后转账失败，余额显示错误", "澜江宝转不出来，余额少了两千", "更新以后澜江手机银行登录不上，转账卡住", "瀾江寶轉帳沒到帳，客服打不通",
    ]
    static let run = [
        "听说澜江银行资金链断了，要限额取款", "网传澜江银行限额取款，资金链断裂", "瀾江銀行資金鏈斷裂？明天開始限額提款", "澜江银行要倒闭了？都在传取不出钱，大家快去取款",
        "据说澜江银行资金链断裂，排队取钱的人很多",
    ]
    static let fine = [
        "澜江银行被罚八十万，罚单都出来了", "澜江银行因违规被罚款八十万元", "突发！澜江银行被罚，罚款八十万", "瀾江銀行被罰八十萬，處罰書在哪", "澜江银行收到监管处罚，罚款八十万",
    ]

    @Test func threeStorylinesSeparate() throws {
        var driver = try Bench.driver()
        for index in 0..<5 {
            for (story, texts) in [Self.outage, Self.run, Self.fine].enumerated() {
                try driver.say(
                    Bench.mention("\(story)-\(index)", texts[index], at: Double(index) + Double(story) * 0.2))
            }
        }
        #expect(driver.incidents.count == 3)
        for incident in driver.incidents {
            #expect(incident.mentions == 5)
            #expect(Set(incident.evidence.map { $0.mentionID.prefix(1) }).count == 1)
        }
    }

    @Test func gapSplitsAndIdIsOfTheFirstMention() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", Self.outage[0], at: 0))
        try driver.say(Bench.mention("b", "等了两天，澜江宝那笔转账还是一直没到账，急死了", at: 40))
        try driver.say(Bench.mention("c", Self.outage[2], at: 40 + 49))
        #expect(driver.incidents.map(\.mentions).sorted() == [1, 2])
        #expect(
            Set(driver.incidents.map(\.id)) == [
                EventID.derive("incident", Bench.subject, "a"), EventID.derive("incident", Bench.subject, "c"),
            ])
    }

    @Test func chatterOpensNothingAndIsCounted() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", "路过澜江银行，门口的石狮子戴了围巾"))
        try driver.say(Bench.mention("b", "云港银行宕机了，还好有澜江银行"))
        #expect(driver.incidents.isEmpty)
        #expect(driver.processor.profiles[Bench.subject]?.dropped == 2)
        #expect(driver.processor.profiles[Bench.subject]?.mentions == 2)
    }

    @Test func copiesCountButAreNotDistinct() throws {
        var driver = try Bench.driver()
        let text = "多名用户反映，澜江手机银行昨晚升级后，澜江宝转账未到账、余额显示异常，客服热线难以接通。"
        try driver.say(Bench.mention("a", text))
        try driver.say(Bench.mention("b", text + "！！", at: 1))
        try driver.say(Bench.mention("c", "转发微博 //@晨报：" + text, at: 2))
        try driver.say(Bench.mention("d", "多名用戶反映，瀾江手機銀行昨晚升級後，瀾江寶轉賬未到賬、餘額顯示異常，客服熱線難以接通", at: 3))
        let incident = try #require(driver.main)
        #expect(driver.incidents.count == 1)
        #expect(incident.mentions == 4)
        #expect(incident.distinct == 1)
        #expect(incident.evidence.map(\.copies) == [3])
        #expect(incident.distinctAuthors == 4)
        #expect(incident.volume.map(\.mentions) == [1, 1, 1, 1])
    }

    @Test func drillsAndRealIncidentsNeverMix() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", Self.run[0]))
        try driver.say(Bench.mention("b", Self.run[0], at: 0.1, drill: true))
        #expect(driver.incidents.map(\.drill).sorted { !$0 && $1 } == [false, true])
    }

    @Test func memoryGrowsWithWhatIsOpenOnly() throws {
        var driver = try Bench.driver(batch: 50)
        for day in 0..<60 {
            for index in 0..<5 {
                try driver.say(
                    Bench.mention(
                        "\(day)-\(index)", "澜江银行第\(day)分行的\(["电梯", "空调", "叫号机", "玻璃门", "地砖"][index])坏了，太差",
                        at: Double(day) * 24 + Double(index)))
            }
        }
        #expect(driver.processor.clusters.count <= 3 * 5)
        #expect(driver.processor.incidents.count <= 11 * 5)
        #expect(
            (driver.processor.profiles["\(Bench.subject)/terms"]?.packedFrequencies.count ?? .max) <= 2
                * TermStatistics.maximumTerms * 12)
    }

    @Test func evidenceAndVolumeAreBounded() throws {
        var driver = try Bench.driver(batch: 100)
        for index in 0..<600 {
            try driver.say(
                Bench.mention("m\(index)", Self.outage[index % 5] + "第\(index * 7919)号楼\(index)", at: Double(index)))
        }
        let incident = try #require(driver.main)
        #expect(incident.evidence.count <= EvidenceSample.maximum)
        #expect(incident.volume.count <= Volume.maximumHours)
        #expect(incident.volume.map(\.hour) == incident.volume.map(\.hour).sorted())
    }

    @Test func authorsAreEstimatedWithinTheSketchsError() {
        var sketch = AuthorSketch()
        for index in 0..<5000 { _ = sketch.insert(Hashing.stableHash("author \(index)")) }
        #expect(abs(Double(sketch.estimate) - 5000) < 5000 * 0.2)
        #expect(AuthorSketch(Data(sketch.bytes)).estimate == sketch.estimate)
    }
}
