import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Casework
@testable import Response

@Suite("Closing") struct ClosingTests {
    static let declines: [([Int64], Int64)] = [
        ([], 0),
        ([4, 20, 40], 3),
        ([40, 5, 4, 3], 2),
        ([40, 4, 4, 0], 1),
        ([40, 2, 6, 2], 3),
    ]

    /// Hours from the first to the one since which volume is at a tenth of its peak.
    @Test(arguments: declines) func declineIsCountedFromTheLastHourAbove(volume: [Int64], hours: Int64) throws {
        let incident = exampleIncident(volume: volume)
        let since = ClosingRule.declineSince(incident, peak: volume.max() ?? 0, rule: try examplePlan().closing)
        #expect(since == (volume.isEmpty ? 0 : (incident.volume.first?.hour ?? 0) + hours * hour))
    }

    @Test func everyReasonAgainstIsNamed() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.decide("lin-yue", .close(.init()))
        let reason = try #require(desk.refusals().last)
        #expect(reason.contains("of its peak (40 an hour)"))
        #expect(reason.contains("the case is 0 min old"))
        #expect(reason.contains("directives neither done nor waived: 核查系统与交易"))
        #expect(try desk.row.state == .strategyDecided)
    }

    @Test func clocksStandAgainstItWhereThePlanSaysSo() throws {
        var plan = try examplePlan()
        plan.closing.allClocksStopped = true
        var desk = try Desk.open(plan: plan)
        try desk.handle()
        desk.driver.now = monday + 30 * hour
        try desk.decide("lin-yue", .close(.init()))
        #expect(try desk.refusals().last?.contains("clocks still running: internal-report") == true)
    }

    static let whoCloses: [(String, Bool)] = [
        ("lin-yue", true), ("shen-qihang", true), ("fang-jing", true), ("xu-wenqing", false), ("qiao-lan", false),
    ]
    @Test(arguments: whoCloses) func theRuleHoldsAndWhoMayCloses(person: String, closed: Bool) throws {
        var desk = try Desk.open()
        try desk.handle()
        desk.driver.now = monday + 25 * hour
        try desk.decide(person, .close(.init()))
        #expect((try desk.row.state == .closed) == closed)
        #expect(try desk.driver.outputs(.evaluationWritten, as: Evaluation.self).count == (closed ? 1 : 0))
    }

    @Test func theEvaluationIsOfTheRecord() throws {
        var desk = try Desk.open()
        try desk.handle()
        try desk.driver.tick(at: monday + 2 * hour)
        // Volume after the first word, then nothing.
        try desk.take(
            exampleIncident(at: monday + 4 * hour, revision: 2, volume: [4, 20, 40, 8, 6, 3, 1]))
        desk.driver.now = monday + 30 * hour
        try desk.decide("lin-yue", .close(.init()))
        let evaluation = try #require(desk.driver.outputs(.evaluationWritten, as: Evaluation.self).last)
        #expect(evaluation.outcome == "closed")
        #expect(evaluation.firstWordAt == monday)
        #expect(evaluation.mentions == 82)
        #expect(evaluation.planHash == desk.plan.hash)
        #expect(evaluation.timeline.map(\.sequence) == Array(1...Int64(evaluation.timeline.count)))
        #expect(evaluation.journalHash == EventID.hex(try #require(evaluation.timeline.last).hash))
        #expect(evaluation.timeline.last?.action == "journal-sealed")
        #expect(JournalChain.verify(evaluation.timeline, newestHash: evaluation.journalHash) == nil)
        let clauses = Dictionary(grouping: evaluation.clauses, by: \.keyPath)
        #expect(clauses["clocks.first-word"]?.map(\.outcome) == ["executed"])
        #expect(clauses["clocks.internal-report"]?.map(\.outcome) == ["missed"])
        #expect(clauses["playbooks.complaint-growing.directives.verify-fault"]?.map(\.outcome) == ["executed"])
        #expect(clauses["grading.confirmation"]?.map(\.outcome) == ["missed"])
        for clause in evaluation.clauses where clause.outcome != "missed" {
            let entry = try #require(evaluation.timeline.first { $0.sequence == clause.journalSequence })
            #expect(!entry.action.isEmpty)
        }
        #expect(evaluation.lessons.contains { $0.contains("内部报告") })
        #expect(evaluation.effects.contains { $0.action == "声明：新闻媒体" })
    }

    @Test func aFalseAlarmEndsTheCase() throws {
        var desk = try Desk.open()
        try desk.decide("tang-xiaoyu", .falseAlarm(.init()), reason: "同名公司")
        #expect(try desk.row.state == .falseAlarm)
        #expect(try desk.row.clocks.allSatisfy { $0.state != .running })
        #expect(try desk.row.directives.allSatisfy { $0.state == .waived })
        #expect(try desk.driver.outputs(.evaluationWritten, as: Evaluation.self).last?.outcome == "false-alarm")
        // A late state of the incident does not wake it.
        try desk.take(exampleIncident(at: monday + minute, revision: 1))
        #expect(try desk.row.state == .falseAlarm)
        try desk.decide("lin-yue", .reopen(.init()), reason: "")
        #expect(try desk.refusals().last?.contains("takes a reason") == true)
        try desk.decide("lin-yue", .reopen(.init()), reason: "查明为本行")
        #expect(try desk.refusals().last?.contains("called a false alarm") == true)
        // It is graded again, and its case with it.
        try desk.decide("lin-yue", .regrade(.with { $0.grade = .iii }), reason: "查明为本行")
        #expect(try desk.row.state == .analysed)
        #expect(try desk.row.clocks.contains { $0.state == .running })
    }

    @Test func whatAnalysisRefusedIsNotNotedAsDone() throws {
        var desk = try Desk.open()
        try desk.decide("tang-xiaoyu", .falseAlarm(.init()), reason: "同名公司")
        try desk.decide("tang-xiaoyu", .falseAlarm(.init()), reason: "同名公司")
        #expect(try desk.entries("false-alarm").count == 1)
        #expect(try desk.refusals() == ["the incident is a false alarm already"])
        #expect(try !desk.actions().contains("decision-noted"))
    }

    @Test func aDecisionAboutAnIncidentIsOnRecordOnceAnalysisAnsweredIt() throws {
        var desk = try Desk.open()
        let before = try desk.journal().count
        try desk.take(decision("mine", "lin-yue", .merge(.with { $0.into = "incident-2" }), reason: "同一事"))
        #expect(try desk.journal().count == before)
        var merged = exampleIncident(revision: 2)
        merged.state = .merged
        merged.mergedInto = "incident-2"
        let kind = Decision.OneOf_Kind.merge(.with { $0.into = "incident-2" })
        merged.answers = [DecisionAnswer(to: decision("mine", "lin-yue", kind, reason: "同一事"), kind, at: monday)]
        try desk.take(merged)
        // Told again, as after a restart of analysis, it is noted once.
        merged.revision = 3
        try desk.take(merged)
        let noted = try desk.entries("decision-noted")
        #expect(noted.map(\.decisionID) == ["mine"])
        #expect(noted.first?.details["into"] == "incident-2" && noted.first?.actor == "lin-yue")
    }

    @Test func aReboundOpensItAgainWithClocksAnew() throws {
        var desk = try Desk.open()
        try desk.handle()
        let closing = monday + 25 * hour
        desk.driver.now = closing
        try desk.decide("lin-yue", .close(.init()))
        desk.driver.now = closing + 2 * hour
        // Two mentions are no rebound; thirty are.
        var incident = exampleIncident(revision: 2)
        var row = HourlyVolume()
        row.hour = (closing / hour + 1) * hour
        row.mentions = 2
        incident.volume.append(row)
        try desk.take(incident)
        #expect(try desk.row.state == .closed)
        incident.volume[incident.volume.count - 1].mentions = 30
        incident.revision = 3
        try desk.take(incident)
        #expect(try desk.row.state == .analysed)
        #expect(try desk.row.reopened == 1)
        #expect(try !desk.row.hasStrategy)
        #expect(try desk.clock("first-word#2").dueAt == closing + 6 * hour)
        #expect(try desk.clock("first-word").state == .met)
    }

    @Test func aMergedIncidentsCaseEnds() throws {
        var desk = try Desk.open()
        var incident = exampleIncident(revision: 2)
        incident.state = .merged
        incident.mergedInto = "incident-7"
        try desk.take(incident)
        #expect(try desk.row.state == .closed)
        #expect(try desk.journal().contains { $0.action == "case-merged" && $0.about == "incident-7" })
    }

    @Test func theEvaluationIsSignedAfterTheCloseOnceItIsWritten() throws {
        var desk = try Desk.open()
        try desk.handle()
        desk.driver.now = monday + 25 * hour
        try desk.decide("lin-yue", .close(.init()))
        try desk.meet("evaluation-due", by: "qiao-lan")
        #expect(try desk.refusals().last?.contains("is signed by") == true)
        try desk.meet("evaluation-due", by: "zhou-heng")
        #expect(try desk.refusals().last?.contains("missing: aftermath, lessons") == true)
        for section in ["aftermath", "lessons"] {
            var write = WriteEvaluation()
            write.section = section
            write.text = "已与受影响客户逐一和解。"
            try desk.decide("fang-jing", .writeEvaluation(write))
        }
        try desk.meet("evaluation-due", by: "zhou-heng")
        #expect(try desk.clock("evaluation-due").state == .met)
        let evaluation = try desk.evaluation()
        #expect(evaluation.clocks.first { $0.id == "evaluation-due" }?.metBy == "zhou-heng")
        #expect(evaluation.signedBy == "zhou-heng")
        #expect(evaluation.written.map(\.section) == ["aftermath", "lessons"])
        #expect(evaluation.clauses.first { $0.keyPath == "evaluation.sections" }?.outcome == "executed")
        // Signed, it stays as it is.
        var write = WriteEvaluation()
        write.section = "lessons"
        write.text = "另有补充。"
        try desk.decide("fang-jing", .writeEvaluation(write))
        #expect(try desk.refusals().last?.contains("is signed") == true)
        let count = try desk.driver.outputs(.evaluationWritten, as: Evaluation.self).count
        try desk.meet("internal-report", by: "tang-xiaoyu")
        #expect(try desk.driver.outputs(.evaluationWritten, as: Evaluation.self).count == count)
    }

    @Test func thePlanMayAskForTheWrittenSectionsBeforeTheClose() throws {
        var plan = try examplePlan()
        plan.closing.evaluationWritten = true
        var desk = try Desk.open(plan: plan)
        try desk.handle()
        desk.driver.now = monday + 25 * hour
        try desk.decide("lin-yue", .close(.init()))
        #expect(try desk.refusals().last?.contains("sections of the evaluation not written: aftermath") == true)
    }

    /// Mentions in an hour after the close, hours after the close, and whether the case opens again.
    static let rebounds: [(Int64, Int64, Bool)] = [
        (2, 2, false), (3, 2, false), (4, 2, false), (5, 2, true), (30, 2, true), (30, 30 * 24 + 1, false),
    ]
    @Test(arguments: rebounds) func aReboundIsWhatThePlanSays(mentions: Int64, after: Int64, opens: Bool) throws {
        var desk = try Desk.open()
        try desk.handle()
        let closing = monday + 25 * hour
        desk.driver.now = closing
        try desk.decide("lin-yue", .close(.init()))
        desk.driver.now = closing + after * hour
        var incident = exampleIncident(revision: 2)
        var row = HourlyVolume()
        row.hour = (closing / hour + 1) * hour
        row.mentions = mentions
        incident.volume.append(row)
        try desk.take(incident)
        // A tenth of the peak of 40 is 4: more than that, and three mentions at least, within 30 days.
        #expect((try desk.row.state == .analysed) == opens)
    }

    @Test func whatIsOpenedAgainIsGivenItsDirectivesAnew() throws {
        var desk = try Desk.open()
        try desk.handle()
        desk.driver.now = monday + 25 * hour
        try desk.decide("lin-yue", .close(.init()))
        try desk.decide("lin-yue", .reopen(.init()), reason: "监管来函")
        let items = try desk.row.directives.filter { $0.state == .proposed }.map(\.playbookItem)
        #expect(items.count == 4)
        #expect(try Set(desk.row.directives.map(\.id)).count == 8)
        #expect(try desk.clock("internal-report#2").startedAt == monday + 25 * hour)
    }
}
