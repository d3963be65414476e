import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

@Suite struct DecisionTests {
    private func graded() throws -> (ProcessorDriver<AnalysisProcessor>, Incident) {
        var driver = try Bench.driver()
        for (index, text) in ClusteringTests.run.enumerated() {
            try driver.say(Bench.mention("r\(index)", text, at: Double(index) / 10))
        }
        return (driver, try #require(driver.main))
    }

    @Test func regradeIsKeptWithWhoAndWhy() throws {
        var (driver, incident) = try graded()
        _ = try driver.decide(incident.id, reason: "已核实", .regrade(.with { $0.grade = .iv }))
        try driver.say(Bench.mention("r9", "澜江银行限额取款是真的吗", at: 2))
        let after = try #require(driver.main)
        #expect(after.grade == .iv && after.regradedTo == .iv)
        #expect(after.regradedBy == "lin-yue" && after.regradeReason == "已核实")
        #expect(after.highestGrade == incident.highestGrade)
        #expect(after.revision > incident.revision)
    }

    @Test func falseAlarmClosesAndCopiesJoinSilently() throws {
        var (driver, incident) = try graded()
        _ = try driver.decide(incident.id, .falseAlarm(FalseAlarm()))
        try driver.say(Bench.mention("copy", "转发微博 //@某人：" + ClusteringTests.run[0], at: 3))
        let after = try #require(driver.processor.incidents[incident.id])
        #expect(after.state == .falseAlarm && after.grade == .unspecified)
        #expect(after.mentions == incident.mentions + 1)
        #expect(driver.incidents.count == 1)
        try driver.restart()
        try driver.say(Bench.mention("copy2", ClusteringTests.run[0], at: 3.5))
        #expect(driver.incidents.count == 1)
        #expect(driver.main?.state == .falseAlarm)
    }

    @Test func whatCameOfADecisionStandsWithTheIncident() throws {
        var (driver, incident) = try graded()
        _ = try driver.decide(incident.id, .falseAlarm(FalseAlarm()))
        _ = try driver.decide(incident.id, .falseAlarm(FalseAlarm()))
        let after = try #require(driver.processor.incidents[incident.id])
        #expect(after.answers.map(\.refused) == [false, true])
        #expect(after.answers.last?.reason == "the incident is a false alarm already")
        #expect(after.answers.allSatisfy { $0.kind == "false-alarm" && $0.person == "lin-yue" })
        #expect(after.revision == incident.revision + 2)
        try driver.restart()
        #expect(driver.processor.incidents[incident.id]?.answers == after.answers)
    }

    @Test func refutedCopiesAreMarkedEvenAfterRestart() throws {
        var (driver, incident) = try graded()
        _ = try driver.decide(incident.id, .rumour(.with { $0.state = .refuted }))
        try driver.restart()
        try driver.say(Bench.mention("late", ClusteringTests.run[1], at: 60))
        let after = try #require(driver.processor.incidents[incident.id])
        #expect(after.rumourState == .refuted)
        #expect(after.refutedCopies == 1)
        #expect(after.negative == incident.negative)
        #expect(driver.incidents.count == 1)
    }

    @Test func mergeMovesEverything() throws {
        var (driver, rumour) = try graded()
        for (index, text) in ClusteringTests.fine.enumerated() {
            try driver.say(Bench.mention("f\(index)", text, at: 1 + Double(index) / 10))
        }
        let fine = try #require(driver.incidents.first { $0.id != rumour.id })
        _ = try driver.decide(fine.id, .merge(.with { $0.into = rumour.id }))
        let merged = try #require(driver.processor.incidents[rumour.id])
        let source = try #require(driver.processor.incidents[fine.id])
        #expect(merged.mentions == 10 && merged.distinctAuthors == 10)
        #expect(merged.mergedFrom == [fine.id])
        #expect(source.state == .merged && source.mergedInto == rumour.id)
        #expect(driver.processor.clusters[fine.id] == nil)
        try driver.say(Bench.mention("more", "澜江银行被罚款八十万是真的", at: 2))
        #expect(driver.processor.incidents[rumour.id]?.mentions == 11)
    }

    @Test func splitMakesAnIncidentOfItsOwn() throws {
        var (driver, incident) = try graded()
        let outcome = try driver.decide(incident.id, .split(.with { $0.mentionIds = ["r1", "r3"] }))
        #expect(outcome == .processed)
        let parts = driver.incidents
        #expect(parts.map(\.mentions).sorted() == [2, 3])
        let part = try #require(parts.first { $0.id != incident.id })
        #expect(Set(part.evidence.map(\.mentionID)) == ["r1", "r3"])
        #expect(part.volume.reduce(0) { $0 + $1.mentions } == 2)
    }

    @Test func confirmationStartsTheQuietPeriodAnew() throws {
        var (driver, incident) = try graded()
        _ = try driver.decide(incident.id, .confirmGrade(.with { $0.grade = incident.grade }))
        let after = try #require(driver.main)
        #expect(after.grade == incident.grade && after.lowerSince == 0 && after.regradedTo == .unspecified)
        #expect(after.regradedBy == "lin-yue")
    }

    @Test(arguments: [
        Decision.OneOf_Kind.regrade(.with { $0.grade = .i }), .falseAlarm(FalseAlarm()),
        .merge(.with { $0.into = "nowhere" }), .split(.with { $0.mentionIds = ["x"] }),
        .rumour(.with { $0.state = .refuted }),
    ])
    func unknownIncidentsAreRejected(_ kind: Decision.OneOf_Kind) throws {
        var driver = try Bench.driver()
        guard case .deadLetter = try driver.decide("nowhere", kind) else {
            Issue.record("expected a dead letter")
            return
        }
    }

    @Test func othersDecisionsPassBy() throws {
        var driver = try Bench.driver()
        #expect(try driver.decide("nowhere", .note(.with { $0.text = "x" })) == .processed)
        #expect(driver.committed.isEmpty)
    }
}
