import EventLog
import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("A case's life") struct CaseLifeTests {
    @Test func fromReportToEvaluation() throws {
        var desk = try Desk.open()
        #expect(try desk.row.state == .analysed)
        #expect(try desk.row.planHash == desk.plan.hash)
        #expect(try desk.row.notices.contains { $0.what == "incidentGraded" && $0.people.contains("shen-qihang") })
        #expect(try desk.row.notices.contains { $0.what == "executiveReport" })
        try desk.choose()
        #expect(try desk.row.state == .strategyDecided)
        #expect(try desk.row.notices.contains { $0.what == "signOffRequested" && $0.people.contains("xu-wenqing") })
        for directive in try desk.row.directives { try desk.issue(directive) }
        #expect(try desk.row.state == .instructed)
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try desk.sign(person, desk.statement()) }
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.row.state == .communicating)
        var delivery = Delivery()
        delivery.id = "delivery-press"
        delivery.incidentID = "incident-1"
        delivery.subject = "lanjiang-bank"
        delivery.what = "statement"
        delivery.about = try desk.statement().id
        delivery.contentHash = String(repeating: "1", count: 64)
        delivery.state = .delivered
        try desk.take(delivery)
        #expect(try desk.statement().state == .released)
        delivery.contentHash = try desk.statement().contentHash
        try desk.take(delivery)
        #expect(try desk.statement().state == .published)
        try desk.update(DirectiveTests.first(desk), by: "he-junyi", .accept)
        #expect(try desk.row.state == .handling)
        for directive in try desk.row.directives { try desk.finish(directive) }
        #expect(try desk.row.state == .followingUp)
        desk.driver.now = monday + 25 * hour
        try desk.decide("lin-yue", .close(.init()))
        #expect(try desk.row.state == .closed)
        #expect(try desk.refusals().isEmpty)
        #expect(desk.driver.deadLetters().isEmpty)
        #expect(JournalChain.verify(try desk.journal(), newestHash: try desk.row.journalHash) == nil)
        let states = try desk.journal().filter { $0.action == "state-changed" }.map { $0.details["to"] ?? "" }
        #expect(
            states == [
                "analysed", "strategy-decided", "instructed", "communicating", "handling", "following-up", "evaluated",
                "closed",
            ])
    }

    @Test(arguments: [(Grade.iv, false), (.iii, true), (.i, true)])
    func aCaseOpensAtTheGradeOfThePlan(grade: Grade, opens: Bool) throws {
        var desk = try Desk()
        try desk.take(exampleIncident(grade: grade))
        #expect((desk.driver.processor.cases["incident-1"] != nil) == opens)
    }

    @Test func aPersonOpensACaseBelowIt() throws {
        var desk = try Desk()
        try desk.take(exampleIncident(grade: .iv))
        try desk.driver.restart()
        try desk.decide("qiao-lan", .openCase(.init()))
        #expect(desk.driver.deadLetters().count == 1)
        try desk.decide("tang-xiaoyu", .openCase(.init()))
        #expect(try desk.row.state == .analysed)
        #expect(try desk.journal().first?.actor == "tang-xiaoyu")
    }

    @Test func whoLacksThePermissionIsRefusedInTheJournal() throws {
        var desk = try Desk.open()
        let before = try desk.row
        try desk.choose(by: "qiao-lan")
        try desk.choose(by: "nobody")
        var posing = decision("posing", "lin-yue", .close(.init()))
        posing.role = "president"
        try desk.take(posing)
        #expect(
            try desk.refusals() == [
                "qiao-lan (department-head) lacks the permission instruct that choose-strategy takes",
                "person \"nobody\" is not in the plan", "lin-yue does not have the role president",
            ])
        #expect(try desk.row.state == before.state)
        #expect(try desk.row.statements == before.statements)
        #expect(desk.driver.deadLetters().isEmpty)
    }

    @Test func whatTheStateDoesNotAllowIsRefused() throws {
        var desk = try Desk.open()
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try desk.sign(person, desk.statement()) }
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals() == ["a strategy has to be decided before the first word"])
        #expect(try desk.row.firstWordAt == 0)
    }

    @Test func whatNamesNoCaseIsADeadLetter() throws {
        var desk = try Desk()
        try desk.choose()
        try desk.take(Incident())
        var empty = decision("empty", "lin-yue", .close(.init()))
        empty.kind = nil
        try desk.take(empty)
        #expect(desk.driver.deadLetters().count == 3)
        try desk.take(exampleIncident())
        #expect(try desk.row.state == .analysed)
    }

    @Test func aDecisionCountsOnceAlsoAfterARestart() throws {
        var desk = try Desk.open()
        var note = AddNote()
        note.text = "已电话报告"
        let noted = decision("note-1", "fang-jing", .note(note))
        try desk.take(noted)
        try desk.take(noted)
        try desk.driver.restart()
        try desk.take(noted)
        #expect(try desk.actions().filter { $0 == "noted" }.count == 1)
    }

    @Test func anIncidentStateSeenAlreadyChangesNothing() throws {
        var desk = try Desk.open()
        try desk.take(exampleIncident(revision: 4))
        let row = try desk.row
        for revision in [Int64(4), 3, 1] { try desk.take(exampleIncident(grade: .i, revision: revision)) }
        #expect(try desk.row == row)
    }

    @Test func aRestartGoesOnWithTheChain() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.driver.restart()
        for directive in try desk.row.directives { try desk.issue(directive) }
        #expect(JournalChain.verify(try desk.journal(), newestHash: try desk.row.journalHash) == nil)
        try desk.driver.tick(at: monday + hour)
        #expect(try DirectiveTests.first(desk).overdue)
    }

    @Test func aNewPlanIsNoted() throws {
        var desk = try Desk.open()
        var row = try desk.row
        row.planHash = "older"
        try desk.driver.preload(.caseAdvanced, key: "incident-1", row)
        try desk.choose()
        #expect(try desk.row.planHash == desk.plan.hash)
        #expect(try desk.actions().contains("plan-changed"))
    }

    @Test(arguments: [1, 7, 1000]) func theSameInputGivesTheSameBytes(batch: Int) throws {
        func run(_ batch: Int) throws -> [ProducerRecord] {
            var desk = try Desk(batch: batch)
            try desk.take(exampleIncident())
            try desk.handle()
            try desk.take(exampleIncident(grade: .i, at: monday + minute, revision: 2))
            try desk.driver.commit()
            return desk.driver.committed
        }
        func journal(_ records: [ProducerRecord]) -> [[UInt8]?] {
            records.filter { $0.topicPartition.topic == EventKind.journalEntered.topic }.map(\.value)
        }
        let (one, other) = (try run(batch), try run(batch))
        #expect(one == other)
        #expect(journal(one) == journal(try run(1)))
    }

    @Test func aDrillIsMarked() throws {
        var desk = try Desk()
        var incident = exampleIncident()
        incident.drill = true
        try desk.take(incident)
        #expect(try desk.row.drill)
        #expect(try desk.row.notices.allSatisfy { $0.title.hasPrefix("【演练】") })
        #expect(
            desk.driver.committed.filter { $0.topicPartition.topic == EventKind.journalEntered.topic }
                .allSatisfy { $0.headers.contains(RecordHeader("ce_drill", "true")) })
    }

    @Test func failedDeliveriesAreEnteredOnce() throws {
        var desk = try Desk.open()
        var delivery = Delivery()
        delivery.id = "delivery-1"
        delivery.incidentID = "incident-1"
        delivery.state = .failed
        delivery.attempts = 8
        delivery.verdict = "refused (310000)"
        for _ in 1...2 { try desk.take(delivery) }
        #expect(try desk.actions().filter { $0 == "delivery-failed" }.count == 1)
    }
}
