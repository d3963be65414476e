import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// The last steps of a case: closing it when that becomes possible, writing and signing what it teaches; and what is
/// said of it all.
@Suite("Last steps")
struct LastStepTests {
    static func closed(written: Bool) -> Case {
        var matter = Samples.matter()
        matter.state = .closed
        matter.closedAt = Samples.now - Samples.hour
        matter.clocks = [
            .with {
                $0.id = "evaluation-due"
                $0.state = .running
                $0.startedAt = Samples.now - 5 * Samples.hour
                $0.dueAt = Samples.now + 100 * Samples.hour
            }
        ]
        if written {
            matter.written = ["aftermath", "lessons"].map { section in
                .with {
                    $0.section = section
                    $0.text = "已写"
                    $0.writtenBy = "fang-jing"
                }
            }
        }
        return matter
    }

    private func fixture(_ matter: Case) async throws -> ConsoleFixture {
        let fixture = try await ConsoleFixture(cases: [matter])
        let evaluation = Evaluation.with {
            $0.incidentID = "inc1"
            $0.title = "澜江宝转账异常"
            $0.clocks = [
                .with { $0.state = .met },
                .with {
                    $0.state = .met
                    $0.dropped = true
                },
            ]
        }
        try await fixture.show([(.evaluationWritten, "inc1", evaluation)])
        return fixture
    }

    @Test("An evaluation is signed on its page, by whom the plan names, when it is written")
    func signed() async throws {
        let unwritten = try await fixture(Self.closed(written: false))
        let early = try await unwritten.get("/incidents/inc1/evaluation", by: "lin-yue")
        #expect(!early.contains("sign-evaluation-form"))
        #expect(early.contains("Before it is signed, these have to be written"))
        let ready = try await fixture(Self.closed(written: true))
        let other = try await ready.get("/incidents/inc1/evaluation", by: "fang-jing")
        #expect(!other.contains("sign-evaluation-form") && other.contains("Waits to be signed by"))
        #expect(try await ready.get("/tasks", by: "lin-yue").contains("data-kind=\"evaluation\""))
        #expect(try await !ready.get("/tasks", by: "fang-jing").contains("data-kind=\"evaluation\""))
        let page = try await ready.get("/incidents/inc1/evaluation", by: "lin-yue")
        #expect(page.contains("sign-evaluation-form") && page.contains("value=\"evaluation-due\""))
        let sure = try await post(
            "decisions/meet-clock", [("clock_id", "evaluation-due"), ("back", "evaluation"), ("confirmed", "yes")],
            ready,
            by: "lin-yue")
        #expect(sure.headers[.location] == "/incidents/inc1/evaluation")
        #expect(try ready.decisions.first?.meetClock.clockID == "evaluation-due")
    }

    @Test("Saving a section leads back to that section; an address from outside leads nowhere else")
    func section() async throws {
        let fixture = try await fixture(Self.closed(written: false))
        let fields = [("section", "lessons"), ("text", "首次发声应更早。")]
        let saved = try await post(
            "decisions/write-evaluation", fields + [("back", "evaluation")], fixture, by: "fang-jing")
        #expect(saved.headers[.location] == "/incidents/inc1/evaluation#w-lessons")
        let astray = try await post(
            "decisions/add-note", [("text", "x"), ("back", "https://evil.example/")], fixture, by: "fang-jing")
        #expect(astray.headers[.location] == "/incidents/inc1")
    }

    @Test("A clock that was dropped counts neither as met nor as missed")
    func dropped() async throws {
        let fixture = try await fixture(Self.closed(written: false))
        #expect(try await fixture.get("/evaluations", by: "lin-yue").contains("1/1"))
    }

    @Test("Closing says when it becomes possible and what is missing, and asks for nothing before")
    func closing() async throws {
        let fixture = try await ConsoleFixture()
        let page = try await fixture.get("/incidents/inc1", by: "lin-yue")
        #expect(page.contains("data-test=\"closing\""))
        #expect(!page.contains("data-test=\"close-form\""))
        #expect(page.contains("查明故障原因") && page.contains("nobody can say when"))
        var down = Samples.matter()
        down.declineSince = Samples.now - Samples.hour
        let soon = try await ConsoleFixture(cases: [down])
        #expect(try await soon.get("/incidents/inc1", by: "lin-yue").contains("possible from 2026-01-"))
    }

    @Test("Confirming a grade is said as such, never as a regrade to none")
    func confirmed() async throws {
        var incident = Samples.incident()
        incident.regradedBy = "zhou-heng"
        incident.regradeReason = "情况属实"
        let fixture = try await ConsoleFixture(incidents: [incident])
        let page = try await fixture.get("/incidents/inc1", by: "lin-yue")
        #expect(page.contains("Grade confirmed by") && !page.contains("Regraded to"))
        incident.regradedTo = .i
        try await fixture.show([(.incidentAssessed, "inc1", incident)])
        #expect(try await fixture.get("/incidents/inc1", by: "lin-yue").contains("Regraded to I"))
    }

    @Test("A line of the journal names what it was done to")
    func object() async throws {
        let fixture = try await ConsoleFixture()
        let entry = try JournalChain.seal(
            .with {
                $0.incidentID = "inc1"
                $0.sequence = 1
                $0.at = Samples.now
                $0.action = "statement-edited"
                $0.about = "st1"
            }, after: .init())
        try await fixture.show([(.journalEntered, "inc1", entry)])
        let page = try await fixture.get("/incidents/inc1/record", by: "lin-yue")
        let name = fixture.plan.channel("website")?.names[.english] ?? ""
        #expect(page.contains("data-test=\"journal-object\">\(name) · "))
    }

    // MARK: strategies

    static func rumour(_ state: RumourState = .unverified) -> (Incident, Case) {
        var incident = Samples.incident()
        incident.kind = .rumour
        incident.rumourState = state
        var matter = Samples.matter()
        matter.incident = incident
        matter.proposal.strategy = "deny"
        matter.proposal.allowed = ["deny"]
        matter.proposal.responsibility = "victim"
        matter.statements[0].signOffs = [
            .with {
                $0.person = "xu-wenqing"
                $0.role = "legal-counsel"
                $0.contentHash = Samples.hash
            }
        ]
        return (incident, matter)
    }

    @Test("Denying what nobody has refuted takes a reason and a confirmation that says so")
    func denied() async throws {
        let (incident, matter) = Self.rumour()
        let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        let fields = [("strategy", "deny"), ("responsibility", "victim")]
        let silent = try await post(
            "decisions/choose-strategy", fields + [("confirmed", "yes")], fixture, by: "lin-yue")
        #expect(silent.status == .unprocessableContent)
        let asked = try await post("decisions/choose-strategy", fields + [("reason", "已电话核实")], fixture, by: "lin-yue")
        #expect(asked.status == .ok)
        #expect(String(buffer: asked.body).contains("data-test=\"confirm\""))
        #expect(try fixture.decisions.isEmpty)
        let sure = try await post(
            "decisions/choose-strategy", fields + [("reason", "已电话核实"), ("confirmed", "yes")], fixture, by: "lin-yue")
        #expect(sure.status == .seeOther)
        let (refuted, calm) = Self.rumour(.refuted)
        let known = try await ConsoleFixture(incidents: [refuted], cases: [calm])
        #expect(try await post("decisions/choose-strategy", fields, known, by: "lin-yue").status == .seeOther)
    }

    @Test("A strategy that voids signatures is confirmed, and the confirmation names whose")
    func voids() async throws {
        let (incident, matter) = Self.rumour(.refuted)
        let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        let asked = try await post(
            "decisions/choose-strategy", [("strategy", "inform"), ("responsibility", "victim"), ("reason", "x")],
            fixture,
            by: "lin-yue")
        let page = String(buffer: asked.body)
        #expect(page.contains("Signatures that become void"))
        #expect(page.contains(fixture.plan.person("xu-wenqing")?.names?[.english] ?? "xu-wenqing"))
    }

    @Test("What is not advised takes a reason even where it is allowed")
    func unadvised() async throws {
        let fixture = try await ConsoleFixture()
        let fields = [("strategy", "rebuild"), ("responsibility", "accident")]
        for reason in ["", "  "] {
            let answer = try await post(
                "decisions/choose-strategy", fields + [("reason", reason)], fixture, by: "lin-yue")
            #expect(answer.status == .unprocessableContent)
        }
        #expect(try fixture.decisions.isEmpty)
    }
}
