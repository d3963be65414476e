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

    /// Ten complaints in ten hours, held against subjects of whom this is said once an hour anyway, something else is, or
    /// nothing is known.
    @Test func theSameComplaintsAreACaseOnlyWhereTheyAreUnusual() throws {
        var driver = try Bench.driver()
        for (index, text) in MonthTests.complaints.enumerated() {
            try driver.say(Bench.mention("c\(index)", text, at: Double(index)))
        }
        let processor = driver.processor
        let main = try #require(driver.main)
        let row = try #require(processor.incidents.row(main.id))
        let cluster = try #require(row.cluster)
        #expect(row.facts.negativeAuthors >= 8)
        row.facts.highestGrade = .iv
        let clock = row.facts.lastNegativeAt
        func measured(_ usual: Everyday) -> Measured {
            processor.assessor.measure(row, cluster, silent: 0, usual: usual, clock: clock)
        }
        func saying(_ terms: [UInt64]) -> Everyday {
            var usual = Everyday()
            for index in 0..<480 {
                _ = usual.count(terms, mention: UInt64(index), at: clock / Volume.hour - 480 + Int64(index))
            }
            return usual
        }
        let usual = measured(saying(cluster.centroid.heaviest(few: 3)))
        #expect(!usual.grade.isGraver(than: .iv) && !usual.growth.isSurge)
        for other in [saying([3, 5]), Everyday()] {
            let measured = measured(other)
            #expect(measured.grade == .iii && measured.growth.isSurge)
        }
    }
}
