import Casework
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Response

/// One person moves mentions about (splits, merges) so that the case in which others are bound ends, or becomes less grave.
@Suite("Whom a case binds it binds wherever its mentions go") struct BindingTests {
    private static let part = "incident-part"

    /// A case of grade II whose strategy is decided.
    private func bound() throws -> Desk {
        var desk = try Desk.open(grade: .ii)
        try desk.choose()
        return desk
    }

    private func incident(
        _ grade: Grade, from origins: [String] = [], split: [String] = [], state: IncidentState = .open,
        revision: Int64 = 1
    ) -> Incident {
        var incident = exampleIncident(grade: grade, revision: revision)
        incident.id = Self.part
        incident.mergedFrom = origins
        incident.splitFrom = split
        incident.state = state
        if state == .falseAlarm {
            incident.answers = [
                .with {
                    $0.decisionID = "decision-false-\(revision)"
                    $0.kind = DecisionAnswer.falseAlarm
                    $0.person = "fang-jing"
                    $0.details = ["reason": "不是我们"]
                }
            ]
        }
        return incident
    }

    /// The case that was incident-1 goes on in the part.
    private func mergeAway(_ desk: inout Desk) throws {
        var merged = exampleIncident(grade: .ii, revision: 9)
        merged.state = .merged
        merged.mergedInto = Self.part
        try desk.take(merged)
    }

    private func row(_ desk: Desk) throws -> Case { try #require(desk.driver.processor.cases[Self.part]) }

    private func journal(_ desk: Desk) throws -> [String] {
        try desk.driver.outputs(.journalEntered, as: JournalEntry.self).filter { $0.incidentID == Self.part }
            .map(\.action)
    }

    @Test("A case merged into a part that has a case: its false alarm waits for a second person")
    func mergedIntoACase() throws {
        var desk = try bound()
        try desk.take(incident(.iii, split: []))
        try desk.take(incident(.iii, from: ["incident-1"], revision: 2))
        try mergeAway(&desk)
        try desk.take(incident(.unspecified, from: ["incident-1"], state: .falseAlarm, revision: 3))
        let case_ = try row(desk)
        #expect(!case_.state.isOver && case_.lowering.falseAlarm && case_.lowering.askedBy == "fang-jing")
        #expect(case_.boundBy == ["incident-1"])
        #expect(try journal(desk).contains("binding-inherited"))
    }

    @Test(
        "The same in whatever order the rows come, and with what was decided after it in one step",
        arguments: [true, false])
    func atOnce(isEndFirst: Bool) throws {
        var desk = try bound()
        try desk.take(incident(.iii))
        if isEndFirst { try mergeAway(&desk) }
        try desk.take(incident(.unspecified, from: ["incident-1"], state: .falseAlarm, revision: 2))
        if !isEndFirst { try mergeAway(&desk) }
        let case_ = try row(desk)
        #expect(!case_.state.isOver && case_.lowering.falseAlarm && case_.boundBy == ["incident-1"])
    }

    @Test("A case merged into an incident that had none has one there", arguments: [IncidentState.open, .falseAlarm])
    func mergedIntoAnIncidentWithoutACase(state: IncidentState) throws {
        var desk = try bound()
        try desk.take(incident(.unspecified))
        try mergeAway(&desk)
        try desk.take(incident(.unspecified, from: ["incident-1"], state: state, revision: 2))
        let case_ = try row(desk)
        #expect(!case_.state.isOver && case_.boundBy == ["incident-1"])
        #expect(case_.lowering.falseAlarm == (state == .falseAlarm))
    }

    @Test("Of several hands: merged into what was merged into the part")
    func byWayOfOthers() throws {
        var desk = try bound()
        try mergeAway(&desk)
        try desk.take(
            incident(.unspecified, from: ["incident-1", "incident-between"], state: .falseAlarm, revision: 2))
        #expect(try row(desk).lowering.falseAlarm)
    }

    @Test("A part split off such a case is ended by two, too")
    func splitOff() throws {
        var desk = try bound()
        try desk.take(incident(.iii, split: ["incident-1"]))
        try desk.take(incident(.unspecified, split: ["incident-1"], state: .falseAlarm, revision: 2))
        let case_ = try row(desk)
        #expect(!case_.state.isOver && case_.lowering.falseAlarm && case_.boundBy == ["incident-1"])
    }

    @Test("A stray mention that is taken out of such a case makes no case of its own")
    func strayMention() throws {
        var desk = try bound()
        try desk.take(incident(.unspecified, split: ["incident-1"]))
        #expect(desk.driver.processor.cases[Self.part] == nil)
    }

    @Test("A grade that one person gave the part before the merge waits for a second person after it")
    func gradedBefore() throws {
        var desk = try bound()
        var graded = incident(.iv)
        graded.regradedTo = .iv
        graded.regradedBy = "fang-jing"
        graded.regradeReason = "影响有限"
        try desk.take(graded)
        graded.mergedFrom = ["incident-1"]
        graded.revision = 2
        try desk.take(graded)
        let case_ = try row(desk)
        #expect(case_.grade == .ii && case_.lowering.grade == .iv && case_.lowering.askedBy == "fang-jing")
    }

    @Test("A case that was closed is open again when such a case is merged into it")
    func closedCase() throws {
        var desk = try bound()
        try desk.take(incident(.iii))
        var closed = try row(desk)
        closed.state = .closed
        closed.closedAt = desk.driver.now
        try desk.driver.preload(.caseAdvanced, key: Self.part, closed)
        try desk.take(incident(.iii, from: ["incident-1"], revision: 2))
        let case_ = try row(desk)
        #expect(!case_.state.isOver && case_.reopened == 1 && case_.isBoundByGrade)
    }

    @Test("Where nobody is bound one person goes on deciding alone")
    func unboundCase() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.take(incident(.iii, from: ["incident-1"], split: ["incident-1"]))
        try desk.take(incident(.unspecified, from: ["incident-1"], state: .falseAlarm, revision: 2))
        #expect(try row(desk).state == .falseAlarm)
    }

    @Test("A false alarm that waits holds no grade down, and is not decided by closing the case")
    func waitingHoldsNothingDown() throws {
        var desk = try bound()
        var said = exampleIncident(grade: .unspecified, revision: 2)
        said.state = .falseAlarm
        said.answers = incident(.unspecified, state: .falseAlarm).answers
        try desk.take(said)
        #expect(try desk.row.lowering.falseAlarm && desk.row.grade == .ii)
        said.revision = 3
        said.assessment.computedGrade = .i
        try desk.take(said)
        #expect(try desk.row.grade == .i && desk.row.lowering.falseAlarm)
        #expect(try desk.actions().contains("grade-changed"))
        // What is measured as less grave lowers nothing: the incident is over by one word.
        said.revision = 4
        said.assessment.computedGrade = .iv
        try desk.take(said)
        #expect(try desk.row.grade == .i)
        var row = try desk.row
        row.state = .followingUp
        let file = Casework.CaseFile(plan: desk.plan, now: desk.driver.now)
        #expect(throws: Refusal.self) { try closing(row, file) }
    }

    @Test("A text that is drafted anew, without its signatures, unbinds nobody")
    func resetText() throws {
        var desk = try Desk.open(grade: .ii)
        try desk.sign("zhou-heng", desk.statement())
        #expect(try desk.row.isBoundByGrade)
        var row = try desk.row
        for index in row.statements.indices { row.statements[index].signOffs = [] }
        try desk.driver.preload(.caseAdvanced, key: row.incidentID, row)
        var said = exampleIncident(grade: .unspecified, revision: 5)
        said.state = .falseAlarm
        said.answers = incident(.unspecified, state: .falseAlarm).answers
        try desk.take(said)
        let after = try desk.row
        #expect(!after.state.isOver && after.lowering.falseAlarm)
    }

    private func closing(_ row: Case, _ file: Casework.CaseFile) throws(Refusal) {
        var file = file
        file.row = .found(row)
        file.incident = .found(row.incident)
        var decision = decision("close-1", "lin-yue", .close(.init()), reason: "已平息")
        decision.decidedAt = file.now
        _ = try file.admit(decision)
    }
}
