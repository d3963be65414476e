import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Response

/// Ways by which one person alone would bring something out in the bank's name. Fang Jing (response lead) may regrade,
/// instruct, draft, sign and release; in grade IV hers is the only signature that the plan asks for.
@Suite("Nobody gets round the plan") struct RoundThePlanTests {
    private let lie = "本行已倒闭。"

    private func regrade(
        _ desk: inout Desk, to grade: Grade, by person: String = "fang-jing", deputyFor principal: String = ""
    ) throws {
        try desk.decide(person, .regrade(.with { $0.grade = grade }), reason: "影响有限", deputyFor: principal)
    }

    private func confirm(
        _ desk: inout Desk, _ grade: Grade, by person: String, deputyFor principal: String = ""
    ) throws {
        try desk.decide(
            person, .confirmGrade(.with { $0.grade = grade }), reason: "同意", deputyFor: principal)
    }

    private func publishAlone(_ desk: inout Desk) throws {
        if try !desk.row.hasStrategy { try desk.choose(by: "fang-jing") }
        try desk.edit("fang-jing", desk.statement(), body: lie)
        try desk.sign("fang-jing", desk.statement())
        try desk.release("fang-jing", desk.statement())
    }

    private func isOut(_ desk: Desk) throws -> Bool {
        try desk.row.statements.contains { $0.releasedAt > 0 && $0.body == lie }
    }

    @Test func aMinuteOfGradeFourBringsNothingOut() throws {
        var desk = try Desk.open(grade: .ii)
        try regrade(&desk, to: .iv)
        try publishAlone(&desk)
        try regrade(&desk, to: .ii)
        #expect(try !isOut(desk))
        #expect(try desk.statement().requiredRoles == ["leadership-deputy", "compliance-head", "legal-counsel"])
        #expect(try desk.refusals().contains { $0.contains("not by fang-jing") })
    }

    @Test func whatBeganInGradeTwoGoesOutByItsRulesThoughTheCaseBecameGradeFour() throws {
        var desk = try Desk.open(grade: .ii)
        // Nobody is bound yet: the grade falls at once, by one person, and the round's rules stay.
        try regrade(&desk, to: .iv)
        #expect(try desk.row.grade == .iv)
        #expect(try desk.statement().ruleGrade == .ii)
        try desk.choose(by: "fang-jing")
        try desk.edit("fang-jing", desk.statement(), body: "我们正在核实。")
        try desk.signAll()
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals().last?.contains("grade II: who drafted") == true)
        try desk.release("lin-yue", desk.statement())
        #expect(try desk.statement().state == .released)
    }

    @Test func aCaseWithAStrategyBecomesLessGraveByTwoPeopleOnly() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try regrade(&desk, to: .iv)
        #expect(try desk.row.grade == .ii)
        #expect(try desk.row.lowering.grade == .iv)
        #expect(try desk.row.lowering.askedBy == "fang-jing")
        try confirm(&desk, .iv, by: "fang-jing")
        #expect(try desk.refusals().last?.contains("confirmed by a second person") == true)
        #expect(try desk.row.grade == .ii)
        try confirm(&desk, .iv, by: "he-junyi")
        #expect(try desk.refusals().last?.contains("lacks the permission regrade") == true)
        try confirm(&desk, .iv, by: "zhou-heng")
        #expect(try desk.row.grade == .iv)
        #expect(try !desk.row.hasLowering)
        // Both stand in the journal.
        let asked = try #require(desk.entries("grade-lowering-asked").last)
        #expect(asked.details["by"] == "fang-jing" && asked.details["to"] == "IV")
        let confirmed = try #require(desk.entries("grade-lowering-confirmed").last)
        #expect(confirmed.actor == "zhou-heng" && confirmed.details["by"] == "fang-jing")
        #expect(try desk.entries("grade-changed").last?.details["to"] == "IV")
    }

    @Test func whoIsBackAtTheGraverGradeWaitsForNobody() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try regrade(&desk, to: .iv)
        try regrade(&desk, to: .ii)
        #expect(try !desk.row.hasLowering)
        #expect(try desk.actions().contains("grade-lowering-dropped"))
        try confirm(&desk, .iv, by: "zhou-heng")
        #expect(try desk.refusals().last?.contains("the grade is II now") == true)
        try regrade(&desk, to: .i)
        #expect(try desk.row.grade == .i)
        // Up takes one person, and nobody waits.
        #expect(try desk.statement().requiredRoles.first == "president")
    }

    @Test func measuringAgainNeedsNoSecondPerson() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try desk.take(exampleIncident(grade: .iii, revision: 2))
        #expect(try desk.row.grade == .iii)
        #expect(try desk.statement().ruleGrade == .ii)
    }

    /// Fang Jing stands in for Lin Yue: neither of them is a second person to the other's deed.
    @Test(arguments: [
        ("fang-jing", "", "fang-jing", "lin-yue"), ("fang-jing", "lin-yue", "lin-yue", ""),
        ("lin-yue", "", "fang-jing", "lin-yue"),
    ]) func aDeputyIsNoSecondPerson(first: String, firstFor: String, second: String, secondFor: String) throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try regrade(&desk, to: .iv, by: first, deputyFor: firstFor)
        try confirm(&desk, .iv, by: second, deputyFor: secondFor)
        #expect(try desk.refusals().last?.contains("confirmed by a second person") == true)
        #expect(try desk.row.grade == .ii)
    }

    @Test func theNextRoundIsNoWayOutEither() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try desk.signAll()
        try desk.release("fang-jing", desk.statement())
        try regrade(&desk, to: .iv)
        var edit = EditStatement()
        edit.channel = "press"
        edit.language = "zh-Hans"
        edit.title = "声明"
        edit.body = lie
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.statement().round == 2)
        try desk.sign("fang-jing", desk.statement())
        try desk.release("fang-jing", desk.statement(), reason: "更新")
        #expect(try !isOut(desk))
        #expect(try desk.statement().ruleGrade == .ii)
    }

    @Test func aFalseAlarmAndBackIsNoWayOut() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try desk.signAll()
        try desk.release("fang-jing", desk.statement())
        try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
        #expect(try desk.row.state == .falseAlarm)
        try desk.decide("fang-jing", .reopen(.init()), reason: "仍有反响")
        #expect(try desk.refusals().last?.contains("grade it again") == true)
        // Grading it again opens the case too.
        try regrade(&desk, to: .iv)
        #expect(try desk.row.reopened == 1)
        #expect(try desk.row.grade == .ii)
        try publishAlone(&desk)
        #expect(try !isOut(desk))
        #expect(try desk.row.statements.allSatisfy { $0.releasedAt > 0 || $0.ruleGrade == .ii })
    }

    @Test func aMergedCaseIsNamedWhereItGoesOn() throws {
        var desk = try Desk.open(grade: .ii)
        var other = exampleIncident(grade: .iii)
        other.id = "incident-2"
        try desk.take(other)
        other.state = .merged
        other.mergedInto = "incident-1"
        other.revision = 2
        try desk.take(other)
        let taken = try desk.journal().filter { $0.action == "case-taken-in" }
        #expect(taken.map(\.incidentID) == ["incident-1"] && taken.map(\.about) == ["incident-2"])
    }

    @Test func aMergedCaseBringsItsGravityWithIt() throws {
        var desk = try Desk.open(grade: .ii)
        var other = exampleIncident(grade: .iv)
        other.id = "incident-2"
        try desk.take(other)
        var open = decision("open-2", "fang-jing", .openCase(.init()))
        open.incidentID = "incident-2"
        try desk.take(open)
        var merged = exampleIncident(grade: .ii, revision: 2)
        merged.state = .merged
        merged.mergedInto = "incident-2"
        try desk.take(merged)
        let row = try #require(desk.driver.processor.cases["incident-2"])
        #expect(row.grade == .iv)
        #expect(row.statements.allSatisfy { $0.ruleGrade == .ii && $0.requiredRoles.count == 3 })
        #expect(try desk.actions().contains("grade-inherited"))
    }

    @Test func aCaseOpenedLaterKnowsWhatWasMergedIntoItsIncident() throws {
        var desk = try Desk.open(grade: .ii)
        var other = exampleIncident(grade: .iv)
        other.id = "incident-2"
        try desk.take(other)
        var merged = exampleIncident(grade: .ii, revision: 2)
        merged.state = .merged
        merged.mergedInto = "incident-2"
        try desk.take(merged)
        var open = decision("open-2", "fang-jing", .openCase(.init()))
        open.incidentID = "incident-2"
        try desk.take(open)
        let row = try #require(desk.driver.processor.cases["incident-2"])
        #expect(row.statements.allSatisfy { $0.ruleGrade == .ii })
    }

    @Test func whoeverDraftedForSomebodyDraftedWithThem() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        var edit = EditStatement()
        edit.statementID = try desk.statement().id
        edit.title = "声明"
        edit.body = "我们正在核实。"
        try desk.decide("fang-jing", .editStatement(edit), reason: "在途", deputyFor: "lin-yue")
        #expect(try desk.statement().draftedFor == "lin-yue")
        try desk.signAll()
        try desk.release("lin-yue", desk.statement())
        #expect(try desk.refusals().last?.contains("who drafted") == true)
        try desk.release("shen-qihang", desk.statement())
        #expect(try desk.statement().state == .released)
    }
}

/// What a signature is of.
@Suite("Facts, promise and drafter are signed") struct SignedPartsTests {
    private func signed() throws -> Desk {
        var desk = try Desk.open()
        try desk.choose()
        try desk.edit("fang-jing", desk.statement(), body: "我们正在核实。")
        try desk.signAll()
        return desk
    }

    private func edit(_ desk: Desk, _ change: (inout EditStatement) -> Void) throws -> EditStatement {
        let statement = try desk.statement()
        var edit = EditStatement()
        edit.statementID = statement.id
        edit.title = statement.title
        edit.body = statement.body
        change(&edit)
        return edit
    }

    @Test func anotherDrafterVoidsTheSignatures() throws {
        var desk = try signed()
        let edit = try edit(desk) { _ in }
        // The same words by another hand: Fang Jing would no longer be who drafted it, and could let it out.
        try desk.decide("xu-wenqing", .editStatement(edit))
        #expect(try desk.statement().signOffs.isEmpty)
        #expect(try desk.statement().draftedBy == "xu-wenqing")
        #expect(try desk.actions().contains("signatures-voided"))
    }

    @Test func anotherFactVoidsTheSignatures() throws {
        var desk = try signed()
        let edit = try edit(desk) { $0.factMentionIds = ["mention-2"] }
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.statement().signOffs.isEmpty)
    }

    @Test func anotherPromiseVoidsTheSignatures() throws {
        var desk = try signed()
        let edit = try edit(desk) { $0.nextWordAt = monday + 6 * hour }
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.statement().signOffs.isEmpty)
    }

    @Test func thePromiseOfTheYear2100IsNone() throws {
        var desk = try signed()
        let before = try desk.statement()
        let edit = try edit(desk) { $0.nextWordAt = 4_102_444_800_000 }
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.refusals().last?.contains("nextWordAt") == true)
        #expect(try desk.statement() == before)
    }

    @Test func theSameTextByTheSameHandStaysSigned() throws {
        var desk = try signed()
        let edit = try edit(desk) { _ in }
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.statement().signOffs.count == 3)
        #expect(try desk.statement().isAsSigned)
    }

    @Test func aTextSignedByTheOldFormulaIsStillReleased() throws {
        var desk = try signed()
        var row = try desk.row
        let index = try #require(row.statements.lastIndex { $0.channel == "press" && $0.language == "zh-Hans" })
        row.statements[index].hashVersion = 0
        let old = row.statements[index].signedHash
        #expect(
            old
                == Statement.textHash(
                    channel: "press", language: "zh-Hans", title: row.statements[index].title, body: "我们正在核实。"))
        row.statements[index].contentHash = old
        for sign in row.statements[index].signOffs.indices {
            row.statements[index].signOffs[sign].contentHash = old
        }
        try desk.driver.preload(.caseAdvanced, key: row.incidentID, row)
        #expect(try desk.statement().isAsSigned)
        try desk.release("lin-yue", desk.statement())
        #expect(try desk.statement().state == .released)
    }
}
