import Foundation
import Plan
import Schemas
import Testing

@testable import Response

@Suite("Following directives") struct DirectiveFollowingTests {
    private func desk(_ item: String = "complaint-growing/contact-clients", now: Int64 = monday) throws -> Desk {
        var desk = try Desk(now: now)
        try desk.take(exampleIncident(at: now))
        try desk.choose()
        try desk.issue(DirectiveTests.first(desk, item))
        return desk
    }

    @Test func remindersComeAtThePlansFractionsThenOverdueThenUpward() throws {
        // Four hours are given.
        var desk = try desk()
        func directive() throws -> Directive { try DirectiveTests.first(desk, "complaint-growing/contact-clients") }
        #expect(try directive().nextReminderAt == monday + 2 * hour)
        try desk.pass(until: monday + 2 * hour)
        #expect(try desk.notices("directiveReminder").map(\.people) == [["qiao-lan"]])
        try desk.pass(until: monday + 4 * hour - 10 * minute)
        #expect(try desk.notices("directiveReminder").count == 2)
        #expect(try desk.notices("directiveOverdue").isEmpty)
        try desk.pass(until: monday + 4 * hour)
        #expect(try desk.notices("directiveOverdue").count == 1)
        #expect(try directive().overdue)
        try desk.pass(until: monday + 5 * hour)
        #expect(try directive().escalation == 1)
        #expect(try directive().escalatedTo == ["fang-jing"])
        try desk.pass(until: monday + 8 * hour)
        #expect(try desk.notices("directiveOverdue").count == 2)
        #expect(try directive().escalatedTo == ["fang-jing", "lin-yue"])
        #expect(try desk.notices("directiveEscalated").allSatisfy(\.acknowledge))
        try desk.pass(until: monday + 28 * hour)
        #expect(try directive().escalatedTo == ["fang-jing", "lin-yue", "shen-qihang"])
        #expect(
            try directive().notes.map(\.step).filter { $0 == "escalated" }.count == 3)
        try desk.finish(directive())
        #expect(try directive().nextReminderAt == 0)
    }

    @Test func whatCountsWorkingTimeLeavesPeopleAloneAtNight() throws {
        // Friday 2026-03-06, 16:00: two working days end on Tuesday at 18:00.
        let friday = try ClockTimeTests.moment("2026-03-06 16:00")
        var desk = try desk("complaint-growing/review-terms", now: friday)
        func directive() throws -> Directive { try DirectiveTests.first(desk, "complaint-growing/review-terms") }
        #expect(try directive().workingTime)
        #expect(try directive().dueAt == ClockTimeTests.moment("2026-03-10 18:00"))
        try desk.pass(until: try ClockTimeTests.moment("2026-03-11 10:00"))
        let id = try directive().id
        let told = try desk.row.notices.filter { $0.about == id && $0.what != "directiveIssued" }
        let calendar = try examplePlan().calendar
        for notice in told where notice.what != "directiveOverdue" {
            let day = calendar.isWorkday(calendar.day(of: .init(timeIntervalSince1970: Double(notice.at) / 1000)))
            #expect(day, "\(notice.what) at \(Timestamps.rfc3339(notice.at))")
        }
        // An hour of work after Tuesday's close is Wednesday at ten.
        #expect(try directive().escalation == 1)
        #expect(try directive().escalatedAt == ClockTimeTests.moment("2026-03-11 10:00"))
        #expect(try desk.notices("directiveOverdue").count == 1)
    }

    @Test func changingItTakesAReasonAndCountsAnew() throws {
        var desk = try desk()
        func directive() throws -> Directive { try DirectiveTests.first(desk, "complaint-growing/contact-clients") }
        try desk.pass(until: monday + 5 * hour)
        var amend = UpdateDirective()
        amend.directiveID = try directive().id
        amend.step = .amend
        amend.dueAt = monday + 10 * hour
        try desk.decide("lin-yue", .updateDirective(amend))
        #expect(try desk.refusals().last?.contains("takes a reason") == true)
        try desk.decide("qiao-lan", .updateDirective(amend), reason: "量大")
        #expect(try desk.refusals().last?.contains("permission instruct") == true)
        try desk.decide("lin-yue", .updateDirective(amend), reason: "客户较多")
        #expect(try directive().dueAt == monday + 10 * hour)
        #expect(try !directive().overdue)
        #expect(try directive().escalation == 0)
        #expect(try directive().edited)
        #expect(try desk.actions().contains("directive-amended"))
        try desk.pass(until: monday + 11 * hour)
        #expect(try directive().overdue)
        #expect(try directive().escalation == 1)
    }

    @Test func anEditedDirectiveSaysSo() throws {
        var desk = try Desk.open()
        try desk.choose()
        var issue = IssueDirective()
        issue.directiveID = try DirectiveTests.first(desk).id
        issue.title = "先核查支付网关"
        issue.dueAt = monday + 2 * hour
        issue.requiredFields = ["finding"]
        try desk.decide("lin-yue", .issueDirective(issue))
        let directive = try DirectiveTests.first(desk)
        #expect(directive.edited)
        #expect(directive.title == "先核查支付网关")
        #expect(directive.dueAt == monday + 2 * hour)
        #expect(directive.requiredFields == ["finding"])
        try desk.issue(DirectiveTests.first(desk, "complaint-growing/contact-clients"))
        #expect(try !DirectiveTests.first(desk, "complaint-growing/contact-clients").edited)
    }

    @Test func handedOnItIsTheNextPersonsToAccept() throws {
        var desk = try desk()
        func directive() throws -> Directive { try DirectiveTests.first(desk, "complaint-growing/contact-clients") }
        try desk.update(directive(), by: "qiao-lan", .accept)
        var reassign = UpdateDirective()
        reassign.directiveID = try directive().id
        reassign.step = .reassign
        reassign.assignee = "luo-siyuan"
        try desk.decide("lin-yue", .updateDirective(reassign))
        #expect(try directive().state == .issued)
        #expect(try directive().acceptedBy.isEmpty)
        #expect(try desk.notices("directiveIssued").last?.people == ["luo-siyuan"])
        try desk.decide("lin-yue", .updateDirective(reassign))
        #expect(try desk.refusals().last?.contains("has the directive already") == true)
    }
}
