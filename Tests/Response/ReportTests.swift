import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("Reports") struct ReportTests {
    @Test func theyFollowThePlansScheduleByGrade() throws {
        var desk = try Desk.open(grade: .ii)
        #expect(try desk.row.reports.map(\.occasion) == ["opened", "opened"])
        #expect(try desk.row.nextExecutiveReportAt == monday + 6 * hour)
        #expect(try desk.row.nextTacticalReportAt == monday + 3 * hour)
        try desk.pass(until: monday + 6 * hour)
        let scheduled = try desk.row.reports.filter { $0.occasion == "schedule" }
        #expect(scheduled.map(\.kind) == ["tactical", "executive", "tactical"])
        #expect(scheduled.map(\.at) == [monday + 3 * hour, monday + 6 * hour, monday + 6 * hour])
        // Graver, they come more often, and no later than they would have.
        try desk.take(exampleIncident(grade: .i, at: desk.driver.now, revision: 2))
        #expect(try desk.row.nextTacticalReportAt == monday + 7 * hour)
        #expect(try desk.row.nextExecutiveReportAt == monday + 8 * hour)
    }

    @Test func inWorkingTimeNobodyIsWrittenToAtNight() throws {
        // Grade III: every working day and every four hours of work; Monday 10:00 + 4 h = 15:30.
        let desk = try Desk.open(grade: .iii)
        #expect(try desk.row.nextTacticalReportAt == ClockTimeTests.moment("2026-03-02 15:30"))
        #expect(try desk.row.nextExecutiveReportAt == ClockTimeTests.moment("2026-03-03 18:00"))
    }

    @Test func aPersonAsksForOne() throws {
        var desk = try Desk.open()
        var request = RequestReport()
        request.kind = "weekly"
        try desk.decide("fang-jing", .requestReport(request))
        #expect(try desk.refusals().last?.contains("it has executive, tactical") == true)
        request.kind = "tactical"
        try desk.decide("fang-jing", .requestReport(request))
        let report = try #require(desk.row.reports.last)
        #expect(report.occasion == "requested")
        #expect(report.requestedBy == "fang-jing")
        #expect(report.sections.map(\.content) == ["conditions", "actions", "needs"])
        #expect(try desk.notices("tacticalReport").last?.about == report.id)
    }

    @Test func everyLineRestsOnMentionsOrOnTheJournal() throws {
        var desk = try Desk.open(kind: .rumour)
        try desk.handle()
        for kind in ["executive", "tactical"] {
            var request = RequestReport()
            request.kind = kind
            try desk.decide("fang-jing", .requestReport(request))
        }
        let journal = try Dictionary(uniqueKeysWithValues: desk.journal().map { ($0.sequence, $0) })
        let lines = try desk.row.reports.flatMap(\.sections).flatMap(\.lines)
        #expect(lines.count > 20)
        for line in lines {
            #expect(!line.mentionIds.isEmpty || !line.journalSequences.isEmpty, "\(line.text)")
            #expect(line.journalSequences.allSatisfy { journal[$0] != nil })
        }
    }

    @Test func theReportNamesTheRecordItWasDrawnFrom() throws {
        let desk = try Desk.open()
        let report = try #require(desk.row.reports.last)
        let entries = try desk.journal()
        #expect(EventID.hex(entries[Int(report.journalEntries) - 1].hash) == report.journalHash)
        let first = try desk.row.reports.first?.id
        let notice = try #require(desk.notices("executiveReport").last { $0.about == first })
        #expect(notice.text.contains("哈希"))
        #expect(notice.people.contains("shen-qihang"))
    }

    @Test func whatGoesOutTogetherIsReportedOnceAndOnceMoreAtTheEnd() throws {
        var desk = try Desk.open()
        try desk.choose()
        let places = try desk.row.statements.map { ($0.channel, $0.language) }
        #expect(places.count > 3)
        for (channel, language) in places { try desk.signAll(channel, language) }
        for (channel, language) in places {
            try desk.release("fang-jing", desk.statement(channel, language), reason: "同一时间发布")
        }
        #expect(try desk.row.statements.allSatisfy { $0.releasedAt > 0 })
        func released() throws -> [Report] { try desk.row.reports.filter { $0.occasion == "released" } }
        #expect(try released().count == 1)
        let first = try #require(try released().first).at
        #expect(try desk.row.nextExecutiveReportAt == first + 5 * minute)
        try desk.driver.tick(at: first + 5 * minute)
        #expect(try released().map(\.at) == [first, first + 5 * minute])
        #expect(try desk.row.nextExecutiveReportAt > first + hour)
    }

    @Test func whenTheCaseIsOverNoneComes() throws {
        var desk = try Desk.open()
        try desk.decide("tang-xiaoyu", .falseAlarm(.init()), reason: "同名公司")
        let count = try desk.row.reports.count
        try desk.pass(until: monday + 12 * hour)
        #expect(try desk.row.reports.count == count)
        #expect(try desk.row.nextExecutiveReportAt == 0)
    }

    @Test func theRowKeepsTheNewestOnly() throws {
        var desk = try Desk.open()
        try desk.pass(until: monday + 48 * hour)
        #expect(try desk.row.reports.count == CaseFile.mostReports)
        #expect(try desk.entries("report-written").count > CaseFile.mostReports)
    }
}
