import Plan
import Processing
import Schemas
import Testing

@testable import Analysis

@Suite struct GradingTests {
    /// In force, highest, and for how many hours it has been lower, after each computed grade with its total.
    @Test(arguments: [
        // Up at once.
        ([(0.0, Grade.iv, 15.0), (0.1, .ii, 55)], Grade.ii),
        // Down only after the quiet period of six hours.
        ([(0, .ii, 55), (1, .iv, 15), (6.8, .iv, 15)], .ii),
        ([(0, .ii, 55), (1, .iv, 15), (7, .iv, 15)], .iv),
        // A clock that strikes a moment earlier makes no hour's difference.
        ([(0, .ii, 55), (1, .iv, 15), (6.99999, .iv, 15)], .iv),
        // Not when just below.
        ([(0, .ii, 55), (1, .iii, 49), (20, .iii, 49)], .ii),
        // A rise in between starts the quiet period anew.
        ([(0, .ii, 55), (1, .iv, 15), (5, .ii, 55), (6, .iv, 15), (11, .iv, 15)], .ii),
    ])
    func movesByHysteresis(_ steps: [(hours: Double, computed: Grade, total: Double)], _ expected: Grade) throws {
        let grader = Grader(grading: try Bench.plan.get().grading)
        var incident = IncidentFacts()
        for step in steps {
            incident = grader.graded(
                incident, Measured.Numbers(total: step.total, grade: step.computed),
                clock: Int64(step.hours * 3_600_000) + 1_000_000)
        }
        #expect(incident.grade == expected)
        #expect(incident.highestGrade == .ii)
    }

    @Test(arguments: [
        (Grade.iii, Grade.iii, Grade.iii, Grade.iii), (.iii, .iv, .iii, .iv), (.iii, .iv, .ii, .ii),
        (.iii, .ii, .ii, .ii), (.iii, .ii, .i, .i), (.i, .iii, .i, .iii),
    ])
    func personsGradeWinsUntilNewEvidenceIsGraver(
        _ computedThen: Grade, _ person: Grade, _ computedNow: Grade, _ expected: Grade
    ) throws {
        let grader = Grader(grading: try Bench.plan.get().grading)
        var incident = IncidentFacts()
        incident.grade = person
        incident.regradedTo = person
        incident.computedAtRegrade = computedThen
        incident = grader.graded(incident, Measured.Numbers(total: 30, grade: computedNow), clock: 1)
        #expect(incident.grade == expected)
    }

    @Test func everyScoreNamesItsRuleItsMentionsAndItsReason() throws {
        var driver = try Bench.driver()
        for (index, text) in ClusteringTests.run.enumerated() {
            try driver.say(Bench.mention("m\(index)", text, at: Double(index), reach: 50_000))
        }
        let incident = try #require(driver.main)
        #expect(incident.assessment.indicators.map(\.name) == ["severity", "scope", "spread", "duration", "grade"])
        #expect(incident.assessment.impacts.map(\.name) == ["client_trust", "reputation", "legal", "regulatory"])
        for score in incident.assessment.indicators + incident.assessment.impacts {
            #expect((1...4).contains(score.step))
            #expect(score.rule.hasPrefix("grading."))
            #expect(!score.reason.isEmpty)
            #expect(!score.mentionIds.isEmpty && score.mentionIds.allSatisfy { $0.hasPrefix("m") })
        }
        #expect(incident.assessment.planHash == (try Bench.plan.get().hash))
        #expect(incident.kind == .rumour)
        #expect(incident.grade != .unspecified)
        // One source, personal accounts, hearsay: severe if true, and little to be believed.
        #expect(incident.assessment.confidence < 0.6)
        #expect(incident.assessment.confidenceReasons.count >= 3)
        #expect(incident.assessment.credibility < 0.4)
    }

    @Test func tooFewMentionsAreNotGraded() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", ClusteringTests.run[0]))
        try driver.say(Bench.mention("b", ClusteringTests.run[1], at: 1))
        #expect(driver.main?.grade == .unspecified)
        try driver.say(Bench.mention("c", ClusteringTests.run[3], at: 2))
        try driver.say(Bench.mention("d", ClusteringTests.run[2], at: 2.2))
        #expect(driver.main?.grade == .unspecified)
        try driver.say(Bench.mention("e", ClusteringTests.run[4], at: 2.4))
        #expect(driver.main?.grade != .unspecified)
    }

    @Test func silenceMakesQuietAndLowersByTicksAtTheirPace() throws {
        var driver = try Bench.driver()
        for index in 0..<40 {
            try driver.say(
                Bench.mention("m\(index)", ClusteringTests.run[index % 5] + "\(index)", at: Double(index) / 60))
        }
        let peak = try #require(driver.main)
        let last = driver.now
        // Old mentions imported today are not quiet at once: the clock runs on from them.
        try driver.tick(at: last + 60_000)
        #expect(driver.main?.state == .open)
        try driver.tick(at: last + 7 * Bench.hour)
        #expect(driver.main?.state == .quiet)
        #expect(driver.main?.grade == peak.grade)
        for hours in Int64(26)...47 { try driver.tick(at: last + hours * Bench.hour) }
        let after = try #require(driver.main)
        #expect(peak.grade.isGraver(than: after.grade))
        #expect(after.highestGrade == peak.highestGrade)
    }
}
