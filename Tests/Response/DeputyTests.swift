import Casework
import Plan
import Schemas
import Testing

@testable import Response

/// Zhou Heng (compliance) is stood in for by Xu Wenqing, Lin Yue by Fang Jing, Xu Wenqing by Zhou Heng.
@Suite("Deputies") struct DeputyTests {
    @Test func aDeputySignsForAnAbsentPersonAndIsRecorded() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("fang-jing", desk.statement(), reason: "林悦在途", deputyFor: "lin-yue")
        let signOff = try #require(desk.statement().signOffs.first)
        #expect(signOff.person == "fang-jing")
        #expect(signOff.deputyFor == "lin-yue")
        #expect(signOff.role == "leadership-deputy")
        let entry = try #require(desk.entries("statement-signed").last)
        #expect(entry.actor == "fang-jing")
        #expect(entry.details["for"] == "lin-yue")
    }

    static let refusals: [(String, String, String, String)] = [
        ("qiao-lan", "lin-yue", "在途", "is stood in for by fang-jing, not by qiao-lan"),
        ("fang-jing", "lin-yue", " ", "takes a reason: why they do not act"),
        ("fang-jing", "nobody", "在途", "is not in the plan"),
        ("lin-yue", "fang-jing", "在途", "is stood in for by tang-xiaoyu"),
    ]
    @Test(arguments: refusals) func whoIsNoDeputyDoesNot(
        person: String, principal: String, reason: String, refusal: String
    ) throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign(person, desk.statement(), reason: reason, deputyFor: principal)
        #expect(try desk.refusals().last?.contains(refusal) == true)
        #expect(try desk.statement().signOffs.isEmpty)
    }

    @Test func whatThePlanDoesNotNameNobodyDoesForAnother() throws {
        var plan = try examplePlan()
        plan.deputising.permissions.remove(.sign)
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.sign("fang-jing", desk.statement(), reason: "在途", deputyFor: "lin-yue")
        #expect(try desk.refusals().last?.contains("deputising.permissions") == true)
    }

    @Test func whereThePlanAsksForNoReasonNoneIsNeeded() throws {
        var plan = try examplePlan()
        plan.deputising.reason = false
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.sign("fang-jing", desk.statement(), deputyFor: "lin-yue")
        #expect(try desk.statement().signOffs.count == 1)
    }

    @Test func oneHandSignsOnceWhoeverItStandsInFor() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("xu-wenqing", desk.statement())
        try desk.sign("xu-wenqing", desk.statement(), reason: "周衡休假", deputyFor: "zhou-heng")
        #expect(try desk.refusals().last?.contains("nobody signs for two roles") == true)
        #expect(try desk.statement().signOffs.count == 1)
    }

    @Test func twoWhoStandInForEachOtherAreOne() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("xu-wenqing", desk.statement(), reason: "周衡休假", deputyFor: "zhou-heng")
        try desk.sign("zhou-heng", desk.statement(), reason: "徐文清休假", deputyFor: "xu-wenqing")
        #expect(try desk.refusals().last?.contains("xu-wenqing has signed") == true)
        #expect(try desk.statement().signOffs.count == 1)
    }

    @Test func whoseRoleADeputySignedForDoesNotSignForAnother() throws {
        var plan = try examplePlan()
        let index = try #require(plan.people.firstIndex { $0.id == "lin-yue" })
        plan.people[index].roles.append("legal-counsel")
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.sign("fang-jing", desk.statement(), reason: "林悦在途", deputyFor: "lin-yue")
        try desk.sign("lin-yue", desk.statement())
        #expect(try desk.refusals().last?.contains("nobody signs for two roles") == true)
        #expect(try desk.statement().signOffs.count == 1)
    }

    @Test func whoSignedInPersonIsNotStoodInFor() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("lin-yue", desk.statement(), refuse: true, reason: "事实未核")
        try desk.sign("fang-jing", desk.statement(), reason: "代签", deputyFor: "lin-yue")
        #expect(try desk.refusals().last?.contains("in person") == true)
        // Nor does a deputy's no outlast the person's own word.
        try desk.sign("lin-yue", desk.statement())
        #expect(try desk.statement().signOffs.map(\.refused) == [false])
    }

    @Test func aPersonsOwnWordReplacesTheirDeputysRefusal() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("fang-jing", desk.statement(), refuse: true, reason: "未核", deputyFor: "lin-yue")
        try desk.sign("lin-yue", desk.statement())
        #expect(try desk.statement().signOffs.map(\.person) == ["lin-yue"])
    }

    @Test func aDeputyDecidesByThePrincipalsRolesOnly() throws {
        // Tang Xiaoyu may regrade but not instruct; for Fang Jing he may.
        var desk = try Desk.open()
        var choice = ChooseStrategy()
        choice.strategy = "diminish"
        try desk.decide("tang-xiaoyu", .strategy(choice), reason: "方静休假")
        #expect(try desk.refusals().last?.contains("lacks the permission instruct") == true)
        try desk.decide("tang-xiaoyu", .strategy(choice), reason: "方静休假", deputyFor: "fang-jing")
        #expect(try desk.row.strategy.decidedBy == "tang-xiaoyu")
        #expect(try desk.row.strategy.deputyFor == "fang-jing")
        // And for the one who lacks it, the deputy lacks it too.
        try desk.decide("he-junyi", .strategy(choice), reason: "休假", deputyFor: "pan-rui")
        #expect(try desk.refusals().last?.contains("pan-rui") == true)
    }

    @Test func aDeputyCarriesOnTheDirectiveOfAnAbsentAssignee() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.issue(DirectiveTests.first(desk, "complaint-growing/contact-clients"))
        let directive = try DirectiveTests.first(desk, "complaint-growing/contact-clients")
        #expect(directive.assignee == "qiao-lan")
        try desk.update(directive, by: "he-junyi", .accept)
        #expect(try desk.refusals().last?.contains("not to he-junyi") == true)
        try desk.update(directive, by: "luo-siyuan", .accept)
        let accepted = try DirectiveTests.first(desk, "complaint-growing/contact-clients")
        #expect(accepted.acceptedBy == "luo-siyuan")
        #expect(accepted.acceptedFor == "qiao-lan")
        #expect(accepted.notes.map(\.step) == ["issued", "accepted"])
        #expect(accepted.notes.last?.deputyFor == "qiao-lan")
    }

    @Test func aDeputyOpensACaseForThePrincipal() throws {
        var desk = try Desk()
        try desk.take(exampleIncident(grade: .iv))
        try desk.decide("gu-zhenyu", .openCase(.init()), reason: "唐晓语休假", deputyFor: "tang-xiaoyu")
        let opened = try #require(desk.entries("case-opened").first)
        #expect(opened.actor == "gu-zhenyu")
        #expect(opened.details["for"] == "tang-xiaoyu")
    }

    @Test func aDeputyConfirmsTheGradeAndReportsForThePrincipal() throws {
        var desk = try Desk.open()
        var confirm = ConfirmGrade()
        confirm.grade = .ii
        try desk.decide("fang-jing", .confirmGrade(confirm))
        #expect(try desk.refusals().last?.contains("is confirmed by") == true)
        try desk.decide("fang-jing", .confirmGrade(confirm), reason: "林悦在途", deputyFor: "lin-yue")
        #expect(try desk.row.gradeConfirmed)
        #expect(try desk.clock("grade-confirmation").metFor == "lin-yue")
    }
}
