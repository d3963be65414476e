import Casework
import Foundation
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("View")
struct ViewTests {
    private func sorted(_ incidents: [Incident]) -> [String] {
        incidents.sorted {
            ($0.grade.order, -$0.lastMentionAt, $0.id) < ($1.grade.order, -$1.lastMentionAt, $1.id)
        }.map(\.id)
    }

    @Test("The board's order is that of sorting all, however incidents come in", arguments: [3, 64, 65, 400])
    func order(_ count: Int) {
        var order = BoardOrder()
        var now: [String: Incident] = [:]
        for round in 0..<4 {
            var changes: [String: Incident?] = [:]
            for index in 0..<count where (index + round) % 3 != 0 {
                let id = "i\(index)"
                if (index + round) % 7 == 0 {
                    changes[id] = .some(nil)
                    now[id] = nil
                } else {
                    let incident = Incident.with {
                        $0.id = id
                        $0.grade = Grade(rawValue: (index * 5 + round) % 5) ?? .unspecified
                        $0.lastMentionAt = Int64((index * 37 + round * 11) % 50)
                    }
                    changes[id] = incident
                    now[id] = incident
                }
            }
            order.settle(changes)
            let expected = sorted(Array(now.values))
            #expect(Array(order.ids) == expected)
            if let middle = expected.dropFirst(expected.count / 2).first {
                #expect(Array(order.ids(after: middle)) == Array(expected.drop { $0 != middle }.dropFirst()))
            }
        }
    }

    @Test("An incident that is over leaves the open ones; a drill is listed as one")
    func standing() async throws {
        var drill = Samples.incident(id: "d1")
        drill.drill = true
        let fixture = try await ConsoleFixture(incidents: [Samples.incident(), drill])
        #expect(await Array(fixture.view.snapshot.open.ids).sorted() == ["d1", "inc1"])
        var over = Samples.incident()
        over.state = .falseAlarm
        try await fixture.show([(.incidentAssessed, "inc1", over)])
        let snapshot = await fixture.view.snapshot
        #expect(Array(snapshot.open.ids) == ["d1"])
        #expect(Array(snapshot.over.ids) == ["inc1"])
        #expect(snapshot.drills == ["d1"])
    }

    @Test("A less grave grade that waits for a second person is shown nowhere until they agree")
    func lowering() async throws {
        var incident = Samples.incident()
        incident.grade = .ii
        var matter = Samples.matter(id: incident.id)
        matter.grade = .ii
        let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        incident.grade = .iv
        try await fixture.show([(.incidentAssessed, incident.id, incident)])
        matter.lowering.grade = .iv
        try await fixture.show([(.caseAdvanced, incident.id, matter)])
        #expect(await fixture.view.snapshot.incidents[incident.id]?.grade == .ii)
        incident.mentions += 1
        try await fixture.show([(.incidentAssessed, incident.id, incident)])
        #expect(await fixture.view.snapshot.incidents[incident.id]?.grade == .ii)
        matter.grade = .iv
        matter.clearLowering()
        try await fixture.show([(.caseAdvanced, incident.id, matter)])
        #expect(await fixture.view.snapshot.incidents[incident.id]?.grade == .iv)
    }

    @Test("A false alarm that waits for a second person leaves the incident open, everywhere")
    func falseAlarmWaits() async throws {
        var incident = Samples.incident()
        incident.grade = .ii
        var matter = Samples.matter(id: incident.id)
        matter.grade = .ii
        let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        incident.state = .falseAlarm
        incident.grade = .unspecified
        try await fixture.show([(.incidentAssessed, incident.id, incident)])
        matter.lowering.falseAlarm = true
        try await fixture.show([(.caseAdvanced, incident.id, matter)])
        var shown = try #require(await fixture.view.snapshot.incidents[incident.id])
        #expect(shown.state == .open && shown.grade == .ii)
        #expect(await fixture.view.snapshot.open.ids.contains(incident.id))
        matter.state = .falseAlarm
        matter.clearLowering()
        try await fixture.show([(.caseAdvanced, incident.id, matter)])
        shown = try #require(await fixture.view.snapshot.incidents[incident.id])
        #expect(shown.state == .falseAlarm && shown.grade == .unspecified)
    }

    @Test("The audit keeps the newest lines in order of time, whatever order they come in")
    func audit() {
        var trail = AuditTrail()
        let total = AuditTrail.longest + 1_200
        for index in 0..<total {
            // Two partitions, read side by side in lots of a hundred.
            let at = index / 200 * 200 + index % 200 / 100 + index % 100 * 2
            trail.take(
                Access.with {
                    $0.id = "a\(at)"
                    $0.kind = .refused
                    $0.reason = "permission"
                    $0.at = Int64(at)
                    $0.count = 2
                })
        }
        #expect(trail.lines.count >= AuditTrail.longest)
        #expect(trail.lines.count < AuditTrail.longest + 500)
        #expect(trail.lines.map(\.at) == trail.lines.map(\.at).sorted())
        #expect(trail.lines.last?.at == Int64(total - 1))
        #expect(trail.refusals["permission"] == Int64(total * 2))
    }

    @Test("Each text of a statement is kept once, with who wrote it")
    func versions() async throws {
        let fixture = try await ConsoleFixture()
        var matter = Samples.matter()
        matter.statements[0].version = 2
        matter.statements[0].title = "更正"
        matter.statements[0].contentHash = "second"
        matter.statements[0].draftedBy = "fang-jing"
        matter.statements[0].draftedAt += 1
        try await fixture.show([(.caseAdvanced, "inc1", matter), (.caseAdvanced, "inc1", matter)])
        let versions = try #require(await fixture.view.snapshot.statementVersions["inc1"]?["st1"])
        #expect(versions.map(\.draftedBy) == ["plan", "fang-jing"])
        #expect(versions.map(\.version) == [1, 2])
    }

    @Test("Plans are known by what was done under them, and since when")
    func plans() async throws {
        let fixture = try await ConsoleFixture()
        func decision(_ id: String, _ hash: String, _ at: Int64) -> Decision {
            .with {
                $0.id = id
                $0.incidentID = "inc1"
                $0.planHash = hash
                $0.decidedAt = at
                $0.person = "lin-yue"
                $0.note = .with { $0.text = "x" }
            }
        }
        try await fixture.show([
            (.decisionTaken, "a", decision("a", "old", 10)), (.decisionTaken, "b", decision("b", "old", 30)),
            (.decisionTaken, "c", decision("c", "new", 20)),
        ])
        let plans = await fixture.view.snapshot.plans
        #expect(plans["old"] == PlanUse(hash: "old", firstSeenAt: 10, lastSeenAt: 30, decisions: 2, steps: 0))
        #expect(plans["new"]?.firstSeenAt == 20)
    }

    @Test("Who is on duty, until when, and who is next")
    func duty() async throws {
        let plan = try await ConsoleFixture().plan
        let rota = try #require(plan.duty.first { $0.group == "monitoring" })
        let begin = Int64(rota.from.timeIntervalSince1970 * 1000)
        let week = Int64(rota.turn.seconds) * 1000
        func turn(at now: Int64) -> DutyTurn? { plan.duty(at: now).first { $0.rota == rota.id } }
        let first = try #require(turn(at: begin))
        #expect(first.person == rota.people[0] && first.from == begin && first.until == begin + week)
        #expect(first.next == rota.people[1])
        let last = try #require(turn(at: begin + 3 * week - 1))
        #expect(last.person == rota.people[2] && last.next == rota.people[0])
        let before = try #require(turn(at: begin - 5))
        #expect(before.person == rota.people[0] && before.from == nil)
        // Every group has somebody.
        #expect(Set(plan.duty(at: begin).map(\.group)) == Set(plan.groups.map(\.id)))
    }

    @Test("What waits for a person, the worst first; a deputy sees it in whose place")
    func tasks() async throws {
        var grave = Samples.matter(id: "inc2")
        grave.grade = .i
        grave.strategy.strategy = "diminish"
        var other = Samples.matter()
        other.strategy.strategy = "diminish"
        let fixture = try await ConsoleFixture(
            incidents: [Samples.incident(), Samples.incident(id: "inc2", grade: .i)], cases: [other, grave])
        try await fixture.show([(.deliveryUpdated, "del1", Samples.delivery(to: "luo-siyuan"))])
        func tasks(_ person: String, at later: Int64 = 0) async throws -> [PersonTask] {
            let visitor = try #require(fixture.console.visitor(person, .bearer))
            return await PersonTasks(
                snapshot: fixture.view.snapshot, plan: fixture.plan, visitor: visitor, now: Samples.now + later
            ).all
        }
        let legal = try await tasks("xu-wenqing").filter { $0.kind == .sign }
        #expect(legal.map(\.incident) == ["inc2", "inc1"])
        // Overdue comes before everything that is not.
        let engineer = try await tasks("he-junyi", at: 2 * Samples.hour)
        #expect(engineer.first?.kind == .directive)
        #expect(engineer.first?.isOverdue(at: Samples.now + 2 * Samples.hour) == true)
        #expect(try await tasks("luo-siyuan").first { $0.kind == .acknowledge }?.principal == "")
        #expect(try await tasks("qiao-lan").first { $0.kind == .acknowledge }?.principal == "luo-siyuan")
        #expect(try await tasks("ye-qing").allSatisfy { $0.kind != .acknowledge })
    }

    @Test(
        "At grades I and II two persons stand behind a release",
        arguments: [
            (Grade.ii, "fang-jing", ["xu-wenqing", "zhou-heng"], false),
            (.ii, "lin-yue", ["xu-wenqing"], false),
            (.i, "lin-yue", ["xu-wenqing", "xu-wenqing"], false),
            (.i, "lin-yue", ["xu-wenqing", "zhou-heng"], true),
            (.iii, "fang-jing", ["xu-wenqing"], true),
        ])
    func twoPersons(_ grade: Grade, _ person: String, _ signers: [String], _ isFine: Bool) async throws {
        let plan = try await ConsoleFixture().plan
        let statement = Statement.with {
            $0.draftedBy = "fang-jing"
            $0.signOffs = signers.map { signer in .with { $0.person = signer } }
        }
        #expect(
            (plan.objection(to: ActingPerson(person), releasing: statement, at: grade) == nil)
                == isFine)
    }
}
