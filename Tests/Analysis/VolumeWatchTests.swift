import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Analysis

/// Bursts, lulls, first stories and coverage: what an incident says beside its own mentions.
@Suite struct VolumeWatchTests {
    /// Two weeks of some talk every third hour, from several sources.
    private func usual(_ driver: inout ProcessorDriver<AnalysisProcessor>, days: Int = 14) throws {
        for hour in stride(from: 0, to: days * 24, by: 3) {
            try driver.say(
                Bench.mention("u\(hour)", "路过澜江银行，今天人不多，第\(hour)位", at: Double(hour), source: "source-\(hour % 5)"))
        }
    }

    private func storm(
        _ driver: inout ProcessorDriver<AnalysisProcessor>, at hour: Double, sources: Int, count: Int = 12
    ) throws {
        for index in 0..<count {
            try driver.say(
                Bench.mention(
                    "s\(hour)-\(index)", ClusteringTests.run[index % 5] + "第\(index)次听说", at: hour + Double(index) / 30,
                    source: "source-\(index % sources)"))
        }
    }

    @Test func aDrillTeachesNothingAboutWhatIsUsual() throws {
        var (without, with) = (try Bench.driver(batch: 10), try Bench.driver(batch: 10))
        for hour in 0..<48 {
            let at = Double(hour)
            let real = Bench.mention("u\(hour)", "路过澜江银行，今天人不多，第\(hour)位", at: at, source: "source-1")
            try without.say(real)
            try with.say(real)
            for index in 0..<9 {
                var drilled = Bench.mention(
                    "d\(hour)-\(index)", ClusteringTests.run[index % 5], at: at, source: "source-\(index)")
                drilled.drill = true
                try with.say(drilled)
            }
        }
        try without.commit()
        try with.commit()
        // Which mentions were taken in last includes drilled ones, so that they count once too; it says nothing
        // of what is usual.
        func usual(_ driver: ProcessorDriver<AnalysisProcessor>) -> [String: SubjectProfile] {
            driver.processor.profiles.rows.mapValues { row in
                var row = row
                row.recentMentions = Data()
                return row
            }
        }
        #expect(with.processor.incidents.rows.values.contains { $0.drill })
        #expect(usual(with) == usual(without))
    }

    @Test func moreThanUsualIsABurstAndSaysSo() throws {
        var driver = try Bench.driver(batch: 10)
        try usual(&driver)
        try storm(&driver, at: 14 * 24, sources: 3)
        try driver.commit()
        let incident = try #require(driver.main)
        #expect(incident.burst.score >= (try Bench.plan.get().grading.bursts.score))
        #expect(incident.burst.observed > 3 * incident.burst.expected)
        #expect(incident.burst.share > 0.8 && incident.burst.sources >= 3)
        #expect(incident.volume.last?.expected ?? 0 > 0)
        let spread = try #require(incident.assessment.indicators.first { $0.name == "spread" })
        #expect(spread.reason.contains("平时"))
        #expect(driver.processor.profiles[Bench.subject]?.hourlyBaseline.count == 168)
    }

    @Test func oneSourceThatRepeatsItselfIsNoBurst() throws {
        var alone = try Bench.driver(batch: 10)
        for hour in stride(from: 0, to: 14 * 24, by: 3) {
            try alone.say(Bench.mention("u\(hour)", "路过澜江银行，第\(hour)位", at: Double(hour), source: "source-0"))
        }
        try storm(&alone, at: 14 * 24, sources: 1)
        #expect(alone.main?.hasBurst == false)
    }

    @Test func firstWeekGivesNoAlarm() throws {
        var driver = try Bench.driver()
        try storm(&driver, at: 0, sources: 4, count: 30)
        #expect(driver.main?.hasBurst == false)
    }

    @Test func silenceWhereTalkIsUsualIsALull() throws {
        var driver = try Bench.driver(batch: 50)
        for hour in 0..<(9 * 24) {
            for index in 0..<3 {
                try driver.say(
                    Bench.mention("u\(hour)-\(index)", "路过澜江银行，第\(hour)位", at: Double(hour) + Double(index) / 5))
            }
        }
        #expect(driver.processor.profiles[Bench.subject]?.hasLull == false)
        let last = driver.now
        for minutes in stride(from: Int64(1), through: 24 * 60, by: 10) {
            try driver.tick(at: (last / 60_000 + minutes) * 60_000)
        }
        let lull = try #require(driver.processor.profiles[Bench.subject]?.lull)
        #expect(lull.observed < lull.expected && lull.score >= 3)
    }

    @Test func whatIsLikeNothingBeforeIsAFirstStory() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", ClusteringTests.outage[0]))
        try driver.say(Bench.mention("b", "澜江银行泄露客户个人信息，太恶心了", at: 1))
        #expect(driver.incidents.map(\.firstStory) == [true, true])
    }

    @Test func silentSourceLowersConfidenceUntilItIsHeardAgain() throws {
        var driver = try Bench.driver()
        for (index, text) in ClusteringTests.run.enumerated() {
            try driver.say(Bench.mention("r\(index)", text, at: Double(index) / 10))
        }
        let before = try #require(driver.main)
        try driver.cover("weibo-stream", lost: true)
        let silent = try #require(driver.main)
        let loss = try Bench.plan.get().grading.credibility.lossPerSilentSource
        #expect(abs(before.assessment.confidence - silent.assessment.confidence - loss) < 1e-9)
        #expect(silent.silentSources == ["weibo-stream"])
        #expect(silent.assessment.confidenceReasons.contains { $0.contains("没有数据") })
        #expect(silent.revision == before.revision + 1)
        try driver.cover("weibo-stream", lost: true)
        #expect(driver.main?.revision == silent.revision)
        try driver.restart()
        try driver.say(Bench.mention("r9", ClusteringTests.run[0] + "真的吗", at: 1))
        #expect(driver.main?.silentSources == ["weibo-stream"])
        try driver.cover("weibo-stream", lost: false)
        let after = try #require(driver.main)
        #expect(after.silentSources.isEmpty)
        #expect(after.assessment.confidenceReasons.allSatisfy { !$0.contains("没有数据") })
    }

    @Test func coverageNeedsASourceAndASubject() throws {
        var driver = try Bench.driver()
        guard case .deadLetter = try driver.cover("", lost: true) else {
            Issue.record("expected a dead letter")
            return
        }
    }
}

extension ProcessorDriver<AnalysisProcessor> {
    @discardableResult
    mutating func cover(_ source: String, lost: Bool) throws -> TaskCore<AnalysisProcessor>.Outcome {
        var change = CoverageChange()
        change.source = source
        change.subject = Bench.subject
        change.lost = lost
        change.since = now - 3_600_000
        change.at = now
        return try pipe(.coverageChanged, change, key: "\(Bench.subject)/\(source)", partitionKey: Bench.subject)
    }
}
