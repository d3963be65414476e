import Casework
import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("Directives") struct DirectiveTests {
    static func first(_ desk: Desk, _ item: String = "complaint-growing/verify-fault") throws -> Directive {
        try #require(desk.row.directives.first { $0.playbookItem == item })
    }

    @Test func playbooksPropose() throws {
        let desk = try Desk.open()
        #expect(
            try desk.row.directives.map(\.playbookItem) == [
                "complaint-growing/verify-fault", "complaint-growing/contact-clients", "complaint-growing/review-terms",
                "regulator-report/file-report",
            ])
        #expect(try desk.row.directives.allSatisfy { $0.state == .proposed && $0.dueAt == 0 })
        #expect(try Self.first(desk).assignee == "he-junyi")
    }

    @Test func issuingSetsTheDueTimeByItsCalendar() throws {
        var desk = try Desk.open()
        try desk.choose()
        for directive in try desk.row.directives { try desk.issue(directive) }
        #expect(try desk.row.state == .instructed)
        #expect(try Self.first(desk).dueAt == monday + hour)
        #expect(
            try Self.first(desk, "complaint-growing/review-terms").dueAt
                == Timestamps.milliseconds(rfc3339: "2026-03-04T18:00:00+08:00"))
        let notice = try #require(
            desk.row.notices.first { $0.what == "directiveIssued" && $0.people == ["he-junyi"] })
        #expect(notice.about == (try Self.first(desk).id))
        try desk.issue(Self.first(desk))
        #expect(try desk.refusals().last?.contains("issued already") == true)
    }

    static let faults: [(String, String, String, Int64, String)] = [
        ("nowhere", "题", "文", monday + hour, "not in the plan"),
        ("it", "", "文", monday + hour, "takes a title"),
        ("it", "题", "文", 0, "due time"),
        ("it", "题", "文", monday, "due time"),
    ]
    @Test(arguments: faults) func aNewDirectiveIsWhole(
        department: String, title: String, text: String, due: Int64, refusal: String
    ) throws {
        var desk = try Desk.open()
        var issue = IssueDirective()
        issue.department = department
        issue.title = title
        issue.text = text
        issue.dueAt = due
        try desk.decide("lin-yue", .issueDirective(issue))
        #expect(try desk.refusals().last?.contains(refusal) == true)
        #expect(try desk.row.directives.count == 4)
    }

    @Test func aNewDirectiveGoesToTheHeadOfItsDepartment() throws {
        var desk = try Desk.open()
        var issue = IssueDirective()
        issue.department = "hr"
        issue.title = "增派客服"
        issue.text = "两小时内到岗。"
        issue.dueAt = monday + 2 * hour
        try desk.decide("lin-yue", .issueDirective(issue))
        let directive = try #require(desk.row.directives.last)
        #expect(directive.assignee == "ye-qing")
        #expect(directive.state == .issued)
    }

    @Test func itIsDeliveredAcceptedAndDoneWithItsFields() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.issue(Self.first(desk))
        var delivery = Delivery()
        delivery.id = "delivery-1"
        delivery.incidentID = "incident-1"
        delivery.subject = "lanjiang-bank"
        delivery.what = "directiveIssued"
        delivery.about = try Self.first(desk).id
        delivery.state = .pending
        try desk.take(delivery)
        #expect(try Self.first(desk).state == .issued)
        delivery.state = .delivered
        for _ in 1...2 { try desk.take(delivery) }
        #expect(try Self.first(desk).state == .delivered)
        #expect(try desk.actions().filter { $0 == "directive-delivered" }.count == 1)
        try desk.update(Self.first(desk), by: "he-junyi", .accept)
        #expect(try Self.first(desk).acceptedBy == "he-junyi")
        try desk.update(Self.first(desk), by: "he-junyi", .done, fields: ["finding": "网关超时"])
        #expect(try desk.refusals().last?.contains("done only with affected") == true)
        try desk.update(
            Self.first(desk), by: "he-junyi", .done, fields: ["finding": "网关超时", "affected": "312"])
        #expect(try Self.first(desk).state == .done)
        #expect(try Self.first(desk).fields == ["finding": "网关超时", "affected": "312"])
    }

    @Test func onlyTheDepartmentOrWhoInstructsUpdates() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.issue(Self.first(desk))
        try desk.update(Self.first(desk), by: "qiao-lan", .accept)
        #expect(try desk.refusals().last?.contains("not to qiao-lan") == true)
        var update = UpdateDirective()
        update.directiveID = try Self.first(desk).id
        update.step = .reassign
        update.assignee = "qiao-lan"
        try desk.decide("he-junyi", .updateDirective(update))
        #expect(try desk.refusals().last?.contains("permission instruct") == true)
        try desk.decide("lin-yue", .updateDirective(update))
        #expect(try Self.first(desk).department == "customer-service")
        try desk.update(Self.first(desk), by: "qiao-lan", .accept)
        #expect(try Self.first(desk).state == .accepted)
    }

    @Test func overdueIsToldAndToldAgain() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.issue(Self.first(desk))
        func told() throws -> Int { try desk.row.notices.filter { $0.what == "directiveOverdue" }.count }
        try desk.driver.tick(at: monday + hour - 1000)
        #expect(try told() == 0)
        try desk.driver.tick(at: monday + hour)
        try desk.driver.tick(at: monday + hour + 1000)
        #expect(try told() == 1)
        #expect(try Self.first(desk).overdue)
        try desk.driver.tick(at: monday + 5 * hour)
        #expect(try told() == 2)
        try desk.finish(Self.first(desk))
        try desk.driver.tick(at: monday + 20 * hour)
        #expect(try told() == 2)
    }

    @Test func waivingTakesAReason() throws {
        var desk = try Desk.open()
        var waive = WaiveDirective()
        waive.directiveID = try Self.first(desk).id
        try desk.decide("lin-yue", .waiveDirective(waive), reason: "")
        #expect(try Self.first(desk).state == .proposed)
        try desk.decide("lin-yue", .waiveDirective(waive), reason: "不适用")
        #expect(try Self.first(desk).state == .waived)
        #expect(try Self.first(desk).waiveReason == "不适用")
    }

    @Test func withEverythingSettledTheCaseFollowsUp() throws {
        var desk = try Desk.open()
        try desk.handle()
        #expect(try desk.row.state == .followingUp)
        var issue = IssueDirective()
        issue.department = "it"
        issue.title = "复盘"
        issue.text = "提交报告"
        issue.dueAt = monday + hour
        try desk.decide("lin-yue", .issueDirective(issue))
        #expect(try desk.row.state == .handling)
    }
}
