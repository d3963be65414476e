import Casework
import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("Clocks") struct ClockTests {
    @Test func theClocksOfGradeAndKindRun() throws {
        let two = try Desk.open(grade: .ii, kind: .rumour)
        #expect(
            try two.row.clocks.map(\.id) == [
                "internal-report", "first-word", "public-answer", "regulator-first-report", "grade-confirmation",
                "evaluation-due",
            ])
        let three = try Desk.open(grade: .iii)
        #expect(
            try three.row.clocks.map(\.id) == [
                "internal-report", "public-answer", "complaint-answer", "evaluation-due",
            ])
    }

    @Test func startsAreNamedEvents() throws {
        let desk = try Desk.open()
        #expect(try desk.clock("first-word").startedAt == monday - 10 * minute)
        #expect(try desk.clock("first-word").dueAt == monday - 10 * minute + 4 * hour)
        #expect(try desk.clock("grade-confirmation").startedAt == monday)
        #expect(try desk.clock("first-word").ruleSource.contains("黄金 4 小时"))
    }

    @Test func workingTimeLeavesOutNightsWeekendsAndHolidays() throws {
        let plan = try examplePlan()
        // Friday 2026-02-13 17:30 + 1 h working: Saturday the 14th is an exchanged workday.
        let friday = try #require(Timestamps.milliseconds(rfc3339: "2026-02-13T17:30:00+08:00"))
        let span = ResponsePlan.Span(seconds: 3600)
        let due = plan.due(after: span, from: friday, time: .working)
        #expect(due == Timestamps.milliseconds(rfc3339: "2026-02-14T09:30:00+08:00"))
        // From the last working minute before the Spring Festival into the week after it.
        let eve = try #require(Timestamps.milliseconds(rfc3339: "2026-02-14T17:30:00+08:00"))
        #expect(
            plan.due(after: span, from: eve, time: .working)
                == Timestamps.milliseconds(rfc3339: "2026-02-24T09:30:00+08:00"))
        // The evaluation: 30 working days, to the close of business.
        let clock = try Desk.open().clock("evaluation-due")
        #expect(clock.dueAt == Timestamps.milliseconds(rfc3339: "2026-04-14T18:00:00+08:00"))
    }

    @Test func warningsAreToldOnceToThosePlanned() throws {
        var desk = try Desk.open()
        let start = monday - 10 * minute
        for time in [start + 2 * hour, start + 2 * hour + 1000, start + 3 * hour] { try desk.driver.tick(at: time) }
        #expect(try desk.clock("first-word").warned == [0.5, 0.75])
        let warnings = try desk.row.notices.filter { $0.what == "clockWarning" && $0.about == "first-word" }
        #expect(warnings.count == 2)
        #expect(warnings.first?.people == ["fang-jing"])
        #expect(warnings.last?.people.contains("lin-yue") == true)
    }

    @Test func skippedWarningsAreToldAsOne() throws {
        var desk = try Desk.open()
        try desk.driver.tick(at: monday - 10 * minute + 4 * hour - minute)
        #expect(try desk.clock("first-word").warned == [0.5, 0.75, 0.9])
        #expect(try desk.row.notices.filter { $0.what == "clockWarning" && $0.about == "first-word" }.count == 1)
    }

    @Test func whatWasMissedStaysMissed() throws {
        var desk = try Desk.open()
        try desk.driver.tick(at: monday + 2 * hour)
        #expect(try desk.clock("internal-report").state == .missed)
        let told = try #require(desk.row.notices.first { $0.what == "clockMissed" && $0.about == "internal-report" })
        #expect(told.people.count == 5)
        #expect(told.acknowledge)
        #expect(told.repeatSeconds == 1800)
        #expect(told.escalateTo == ["shen-qihang"])
        try desk.meet("internal-report", by: "tang-xiaoyu")
        #expect(try desk.clock("internal-report").state == .missed)
        #expect(try desk.clock("internal-report").metAt == monday + 2 * hour)
        var explain = ExplainClock()
        explain.clockID = "internal-report"
        try desk.decide("tang-xiaoyu", .explainClock(explain), reason: "")
        #expect(try desk.refusals().last?.contains("takes a reason") == true)
        try desk.decide("tang-xiaoyu", .explainClock(explain), reason: "值班电话故障")
        #expect(try desk.clock("internal-report").explanation == "值班电话故障")
    }

    @Test func lateWithoutATickIsLateAllTheSame() throws {
        var desk = try Desk.open()
        desk.driver.now = monday + 3 * hour
        try desk.meet("internal-report", by: "tang-xiaoyu")
        #expect(try desk.clock("internal-report").state == .missed)
        #expect(try desk.actions().suffix(2) == ["clock-missed", "clock-met-late"])
    }

    @Test func aFilingTakesItsProof() throws {
        var desk = try Desk.open()
        try desk.meet("regulator-first-report")
        #expect(try desk.clock("regulator-first-report").state == .running)
        #expect(try desk.refusals().last?.contains("receipt number") == true)
        let document = EventID.hexSHA256(["report"])
        for (receipt, document, refusal) in [
            ("澜监报〔2026〕7号", "", "SHA-256 of the document"), ("", document, "receipt number"),
            ("澜监报〔2026〕7号", "abc", "64 hex digits"),
        ] {
            try desk.meet("regulator-first-report", receipt: receipt, document: document)
            #expect(try desk.refusals().last?.contains(refusal) == true)
        }
        try desk.meet("regulator-first-report", receipt: "澜监报〔2026〕7号", document: document)
        #expect(try desk.clock("regulator-first-report").state == .met)
        #expect(try desk.clock("regulator-first-report").documentHash == document)
        #expect(try desk.clock("regulator-first-report").metBy == "zhou-heng")
        try desk.meet("regulator-first-report", receipt: "again", document: document)
        #expect(try desk.refusals().last?.contains("met already") == true)
    }

    @Test(arguments: ["first-word", "grade-confirmation", "evaluation-due", "no-such-clock"])
    func aFilingDoesNotMeetWhatAnEventMeets(id: String) throws {
        var desk = try Desk.open()
        try desk.meet(id)
        #expect(try desk.refusals().count == 1)
        #expect(try desk.row.clocks.allSatisfy { $0.metAt == 0 })
    }

    @Test func aReleaseMeetsTheFirstWordAndPromisesTheNext() throws {
        var desk = try Desk.open()
        try desk.handle()
        #expect(try desk.clock("first-word").state == .met)
        #expect(try desk.clock("public-answer").state == .met)
        #expect(try desk.clock("next-word").state == .running)
        desk.driver.now = monday + 5 * hour
        var again = EditStatement()
        again.channel = "press"
        again.language = "zh-Hans"
        try desk.decide("fang-jing", .editStatement(again))
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try desk.sign(person, desk.statement()) }
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.clock("next-word").state == .met)
        #expect(try desk.clock("next-word#2").startedAt == monday + 5 * hour)
        #expect(try desk.row.firstWordAt == monday)
    }

    @Test func theClockAGraverGradeBringsIsMetByAWordThatWasOutInTime() throws {
        var desk = try Desk.open(grade: .iii)
        try desk.choose()
        for person in ["fang-jing", "xu-wenqing"] { try desk.sign(person, desk.statement()) }
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.row.firstWordAt == monday)
        #expect(try !desk.row.clocks.contains { $0.id == "first-word" })
        // Past its due time already, which is four hours from the discovery.
        desk.driver.now = monday + 5 * hour
        var graver = exampleIncident(grade: .ii, at: monday + 5 * hour, revision: 2)
        graver.discoveredAt = monday - 10 * minute
        try desk.take(graver)
        let clock = try desk.clock("first-word")
        #expect(clock.state == .met)
        #expect(clock.metAt == monday)
        #expect(clock.metBy == "fang-jing")
        #expect(try desk.entries("clock-missed").allSatisfy { $0.about != "first-word" })
    }

    @Test func aConfirmedGradeMeetsItsClockUntilTheGradeRises() throws {
        var desk = try Desk.open()
        var confirm = ConfirmGrade()
        confirm.grade = .i
        try desk.decide("zhou-heng", .confirmGrade(confirm))
        #expect(try desk.refusals().last?.contains("the grade is II now") == true)
        confirm.grade = .ii
        try desk.decide("tang-xiaoyu", .confirmGrade(confirm))
        #expect(try desk.refusals().last?.contains("is confirmed by") == true)
        try desk.decide("zhou-heng", .confirmGrade(confirm))
        #expect(try desk.clock("grade-confirmation").state == .met)
        #expect(try desk.row.gradeConfirmedBy == "zhou-heng")
        desk.driver.now = monday + hour
        try desk.take(exampleIncident(grade: .i, at: monday + hour, revision: 2))
        #expect(try !desk.row.gradeConfirmed)
        #expect(try desk.clock("grade-confirmation@I").startedAt == monday + hour)
        #expect(try desk.clock("press-conference").startedAt == monday + hour)
        #expect(try desk.row.notices.filter { $0.what == "incidentGraded" }.count == 2)
    }
}
