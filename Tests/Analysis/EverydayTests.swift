import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Analysis

/// What people complain in every day is no news, and a little of what nobody complains in is.
@Suite struct EverydayTests {
    private static let fees = Centroid(
        PackedTerms(hashes: [2, 4, 6], weights: [3, 3, 2]), mass: 5, squaredNorm: 22)
    private static let other = Centroid(
        PackedTerms(hashes: [8, 10, 12], weights: [3, 3, 2]), mass: 5, squaredNorm: 22)

    /// Twenty days with six mentions a day, four of them about fees.
    private static func past() -> Everyday {
        var usual = Everyday()
        for index in 0..<120 {
            let hash = UInt64(index)
            _ = usual.count(index % 3 < 2 ? [2, 4, 6] : [100 + 2 * hash], mention: hash, at: 1000 + Int64(index) * 4)
        }
        return usual
    }

    @Test func aMatterIsKnownByItsWords() throws {
        let usual = Self.past()
        let (fees, other) = (
            try #require(usual.rate(of: Self.fees, at: 1480)), try #require(usual.rate(of: Self.other, at: 1480))
        )
        #expect(fees > 0.1 && fees < 0.3 && other < fees / 5)
        var volume: [HourlyVolume] = []
        for hour in Int64(1474)..<1480 {
            Volume.add(1, negative: 1, reach: 0, at: hour * Volume.hour, to: &volume) { _ in 10 }
        }
        let clock = 1479 * Volume.hour
        #expect(Growth(of: volume, clock: clock, usual: fees).score < 3)
        #expect(Growth(of: volume, clock: clock, usual: other).score > 3)
    }

    @Test func whatIsUsualOutlivesARestart() throws {
        let usual = Self.past()
        var again = Everyday()
        again.lists = ListUse(usual.lists.terms)
        again.terms = TermStatistics(usual.terms.terms, capacity: Everyday.capacity)
        #expect(again.lists == usual.lists && again.terms.learnt == usual.terms.learnt)
        #expect(again.rate(of: Self.fees, at: 1500) == usual.rate(of: Self.fees, at: 1500))
    }

    @Test func aRowOfBeforeSaysNothingOfWhatIsUsual() {
        var lists = ListUse()
        for day in 0..<20 { lists.count(["funds"], at: 1000 + Int64(day) * 24) }
        var usual = Everyday()
        usual.lists = ListUse(lists.terms)
        #expect(usual.rate(of: Self.fees, at: 1480) == nil)
        _ = usual.count([2], mention: 1, at: 1481)
        #expect(usual.rate(of: Self.fees, at: 1481) == nil)
        #expect(TermStatistics([], capacity: 8).learnt == 0)
    }

    private static let charges = ["短信费", "年费", "转账手续费", "取现手续费", "跨行手续费", "账户管理费", "挂失手续费", "快汇手续费"]
    private static let words = ["又涨了，太坑", "乱收，投诉也没人管", "扣了两次，要求退款", "说好免的还是扣了，气死", "高得离谱，受够了"]

    private static func fee(_ index: Int) -> String {
        "澜江银行的\(charges[index % 8])\(words[index % 5])，第\(index)回了"
    }

    @Test func aDayOfTheUsualComplaintsOpensNothing() throws {
        var driver = try Bench.driver()
        for index in 0..<180 { try driver.say(Bench.mention("f\(index)", Self.fee(index), at: Double(index) * 2)) }
        let incidents = driver.incidents.filter { $0.firstMentionAt > Bench.start + 24 * Bench.hour }
        #expect(incidents.allSatisfy { !$0.highestGrade.isGraver(than: .iv) })

        let end = 360.0
        for (index, text) in MonthTests.complaints.enumerated() {
            try driver.say(Bench.mention("c\(index)", text, at: end + Double(index)))
        }
        let told = try #require(driver.incidents.first { $0.evidence.contains { $0.mentionID == "c7" } })
        #expect(told.highestGrade == .iii)
    }
}
