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
        try agree(&desk, by: "zhou-heng")
        #expect(try desk.row.state == .falseAlarm)
        try desk.decide("fang-jing", .reopen(.init()), reason: "仍有反响")
        #expect(try desk.refusals().last?.contains("grade it again") == true)
        // Grading it again opens the case too.
        try regrade(&desk, to: .iv)
        #expect(try desk.row.hasStrategy && desk.row.state == .communicating)
        #expect(try desk.row.grade == .ii)
        // Bound as it was: it takes two again.
        try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
        #expect(try desk.row.lowering.falseAlarm)
        try regrade(&desk, to: .ii)
        try publishAlone(&desk)
        #expect(try !isOut(desk))
        #expect(try desk.row.statements.allSatisfy { $0.releasedAt > 0 || $0.ruleGrade == .ii })
    }

    private func agree(_ desk: inout Desk, by person: String, deputyFor principal: String = "") throws {
        try desk.decide(
            person, .confirmGrade(.with { $0.falseAlarm = true }), reason: "同意", deputyFor: principal)
    }

    @Test func aCaseInWhichSomebodyIsBoundIsAFalseAlarmByTwoPeopleOnly() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try desk.signAll()
        let (state, clocks) = (try desk.row.state, try desk.row.clocks.count { $0.state == .running })
        try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
        // It goes on as it was, and says what waits.
        #expect(try desk.row.state == state && desk.row.grade == .ii && desk.row.incident.state == .open)
        #expect(try desk.row.clocks.count { $0.state == .running } == clocks)
        #expect(try desk.row.lowering.falseAlarm && desk.row.lowering.askedBy == "fang-jing")
        #expect(try desk.row.lowering.reason == "误报")
        #expect(try desk.entries("false-alarm-asked").last?.actor == "fang-jing")
        // Whoever may agree is told that it waits, and why.
        let asked = try #require(desk.notices("incidentGraded").last)
        #expect(asked.title.hasPrefix("误报待第二人确认") && asked.text.contains("误报"))
        #expect(asked.people.contains("zhou-heng"))
        #expect(try desk.entries("false-alarm").isEmpty)
        // More of the incident changes nothing of it.
        var more = exampleIncident(grade: .unspecified, at: desk.driver.now, revision: 9)
        more.state = .falseAlarm
        try desk.take(more)
        #expect(try desk.row.state == state)
        try agree(&desk, by: "fang-jing")
        #expect(try desk.refusals().last?.contains("a false alarm is confirmed by a second person") == true)
        try agree(&desk, by: "he-junyi")
        #expect(try desk.refusals().last?.contains("lacks the permission regrade") == true)
        try agree(&desk, by: "zhou-heng")
        #expect(try desk.row.state == .falseAlarm && !desk.row.hasLowering)
        #expect(try desk.entries("false-alarm-confirmed").last?.actor == "zhou-heng")
        #expect(try desk.entries("false-alarm").last?.details["reason"] == "误报")
        let over = try #require(desk.notices("caseClosed").last)
        #expect(over.title.hasPrefix("误报，处置结束：") && over.text.hasPrefix("理由：误报"))
        try agree(&desk, by: "lin-yue")
        #expect(try desk.refusals().last?.contains("the case is over") == true)
    }

    @Test func aFalseAlarmThatNobodyAgreesToIsTakenBackByGradingAgain() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        try agree(&desk, by: "zhou-heng")
        #expect(try desk.refusals().last?.contains("nobody has said that it is a false alarm") == true)
        try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
        try regrade(&desk, to: .ii, by: "lin-yue")
        #expect(try !desk.row.hasLowering)
        #expect(try desk.row.grade == .ii && desk.row.reopened == 0)
        #expect(try desk.entries("false-alarm-dropped").count == 1)
        try agree(&desk, by: "zhou-heng")
        #expect(try desk.row.state != .falseAlarm && desk.row.state != .closed)
    }

    @Test func aFalseAlarmUndoneGivesNobodyMoreTime() throws {
        var desk = try Desk.open(grade: .i)
        let before = try desk.row.clocks
        try desk.pass(until: monday + hour)
        for _ in 0..<3 {
            try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
            #expect(try desk.row.state == .falseAlarm)
            #expect(try desk.row.clocks.allSatisfy { $0.state != .running })
            try desk.pass(until: desk.driver.now + 10 * minute)
            try regrade(&desk, to: .i)
            #expect(try desk.row.state == .analysed)
        }
        #expect(try !desk.row.directives.isEmpty && desk.row.directives.allSatisfy { $0.state == .proposed })
        let after = try desk.row.clocks
        #expect(after.map(\.id) == before.map(\.id))
        #expect(after.map(\.dueAt) == before.map(\.dueAt) && after.map(\.startedAt) == before.map(\.startedAt))
        #expect(try desk.entries("clock-resumed").count > before.count)
        // What ran out meanwhile is missed.
        try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
        try desk.pass(until: desk.driver.now + 48 * hour)
        try regrade(&desk, to: .i)
        try desk.driver.tick(at: desk.driver.now + minute)
        #expect(try desk.clock("first-word").state == .missed)
    }

    @Test func aDirectiveThatIsTakenUpAgainIsRemindedOfAgain() throws {
        var desk = try Desk.open()
        try desk.choose()
        let proposed = try #require(try desk.row.directives.first { $0.state == .proposed })
        try desk.decide("fang-jing", .issueDirective(.with { $0.directiveID = proposed.id }))
        let issued = try #require(try desk.row.directives.first { $0.id == proposed.id })
        #expect(issued.issuedAt > 0 && issued.nextReminderAt > 0)
        try desk.decide("fang-jing", .falseAlarm(.init()), reason: "误报")
        try agree(&desk, by: "zhou-heng")
        #expect(try desk.row.directives.first { $0.id == proposed.id }?.state == .waived)
        try regrade(&desk, to: .ii, by: "zhou-heng")
        let resumed = try #require(try desk.row.directives.first { $0.id == proposed.id })
        #expect(resumed.state == .issued && resumed.nextReminderAt == issued.nextReminderAt)
    }

    @Test func aMergeIntoWhatWasFoundLaterGivesNobodyMoreTime() throws {
        var late = exampleIncident(grade: .i, at: monday + 2 * hour)
        late.discoveredAt = monday + 2 * hour
        var desk = try Desk.open(grade: .i)
        let before = try desk.row.clocks
        var earlier = exampleIncident(grade: .i, at: monday + hour, revision: 5)
        earlier.discoveredAt = late.discoveredAt - 24 * hour
        try desk.take(earlier)
        let moved = try desk.row.clocks.filter { $0.start == "discovered" && $0.state == .running }
        #expect(!moved.isEmpty)
        for clock in moved {
            let old = try #require(before.first { $0.id == clock.id })
            #expect(clock.startedAt == earlier.discoveredAt && clock.dueAt < old.dueAt)
        }
        // Later again, they stay.
        try desk.take(exampleIncident(grade: .i, at: monday + 2 * hour, revision: 6))
        #expect(try desk.row.clocks.filter { $0.start == "discovered" }.map(\.dueAt).first == moved.first?.dueAt)
    }

    @Test func whatWasSplitOffAGraverIncidentIsSpokenAboutByItsRules() throws {
        var desk = try Desk.open()
        var part = exampleIncident(grade: .iii, at: desk.driver.now)
        part.id = "incident-part"
        part.highestGrade = .i
        try desk.take(part)
        let row = try #require(desk.driver.outputs(.caseAdvanced, as: Case.self).last { $0.incidentID == part.id })
        #expect(row.wording.gravestGrade == .i && row.grade == .iii)
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
