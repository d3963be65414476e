import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// What nobody may overlook: that a case is a drill, and that somebody called it a false alarm.
@Suite("What stands above every page of a case")
struct CaseNoticeTests {
    /// Every page whose address is of the case.
    static let pages =
        IncidentTab.allCases.map { $0.address(of: "inc1") } + [
            "/incidents/inc1/package", "/incidents/inc1/statements/st1", "/incidents/inc1/evaluation",
            "/incidents/inc1/statements/none", "/audit?incident=inc1",
        ]

    static func evaluation(isDrill: Bool) -> Evaluation {
        .with {
            $0.incidentID = "inc1"
            $0.title = "澜江宝转账异常"
            $0.outcome = "closed"
            $0.drill = isDrill
        }
    }

    private func get(_ uri: String, _ fixture: ConsoleFixture, by person: String = "lin-yue") async throws -> String {
        try await fixture.app().test(.router) { client in
            String(
                buffer: try await client.execute(
                    uri: "\(uri)\(uri.contains("?") ? "&" : "?")lang=en", method: .get,
                    headers: fixture.browser(person).headers
                ).body)
        }
    }

    private func drill() async throws -> ConsoleFixture {
        var incident = Samples.incident()
        incident.drill = true
        var matter = Samples.matter()
        matter.drill = true
        var other = Samples.incident(id: "other", title: "另一场演练")
        other.drill = true
        let fixture = try await ConsoleFixture(incidents: [incident, other], cases: [matter])
        try await fixture.show(Samples.journal(3).map { (.journalEntered, "inc1", $0) })
        var delivery = Samples.delivery()
        delivery.drill = true
        try await fixture.show([
            (.deliveryUpdated, "del1", delivery), (.evaluationWritten, "inc1", Self.evaluation(isDrill: true)),
        ])
        return fixture
    }

    @Test func `Every page of a drill says that it is one`() async throws {
        let fixture = try await drill()
        for uri in Self.pages {
            let page = try await get(uri, fixture)
            #expect(page.contains("data-notice=\"drill\""), "\(uri)")
        }
        let real = try await ConsoleFixture()
        #expect(try await !get("/incidents/inc1", real).contains("data-test=\"case-notice\""))
        // Another page is of no case.
        #expect(try await !get("/people", fixture).contains("data-test=\"case-notice\""))
    }

    @Test func `Wherever a drill's case is named, its title is marked`() async throws {
        let fixture = try await drill()
        let title = Samples.matter().title
        let lists = [
            "/", "/?show=drill", "/tasks", "/clocks", "/statements", "/deliveries?state=all", "/drills", "/evaluations",
            "/audit", "/archive?kind=mention&incident=inc1",
        ]
        var named = 0
        for uri in lists + Self.pages {
            for person in ["lin-yue", "fang-jing", "he-junyi"] {
                let page = try await get(uri, fixture, by: person)
                // What people read: between tags, and in choices.
                for text in page.split(separator: /<[^>]*>/) where text.contains(title) {
                    // A statement's own text and what a mention says stand under the notice.
                    named += 1
                    let marker = fixture.plan.drill.marker.texts.values.contains { text.contains($0) }
                    #expect(marker, "\(uri): \(text.prefix(120))")
                }
            }
        }
        #expect(named > 20)
    }

    @Test func `A row of the API that has no flag of its own has the marker`() async throws {
        let fixture = try await drill()
        let token = try fixture.token("fang-jing")
        try await fixture.app().test(.router) { client in
            for path in ["tasks", "clocks", "directives"] {
                let answer = try await client.execute(
                    uri: "/api/v1/\(path)", method: .get, headers: [.authorization: "Bearer \(token)"])
                let text = String(buffer: answer.body)
                #expect(answer.status == .ok && text.contains("澜江宝转账异常"), "\(path)")
                #expect(!text.contains("\"澜江宝转账异常\""), "\(path): \(text.prefix(300))")
            }
        }
    }

    @Test func `A false alarm that waits is plain on every page of the case, and on the board`() async throws {
        var matter = SecondPersonTests.lowered()
        matter.lowering.falseAlarm = true
        matter.lowering.grade = .unspecified
        let fixture = try await ConsoleFixture(cases: [matter])
        try await fixture.show(Samples.journal(3).map { (.journalEntered, "inc1", $0) })
        try await fixture.show([(.evaluationWritten, "inc1", Self.evaluation(isDrill: false))])
        for uri in Self.pages {
            let page = try await get(uri, fixture)
            #expect(page.contains("data-notice=\"falseAlarmWaits\""), "\(uri)")
            #expect(page.contains("影响有限"), "\(uri)")
        }
        let board = try await get("/", fixture)
        #expect(board.contains("data-test=\"second-person\"") && board.contains("said to be a false alarm"))
    }

    @Test func `A false alarm says who said so, who agreed, and why`() async throws {
        var incident = Samples.incident()
        incident.state = .falseAlarm
        var matter = Samples.matter()
        matter.state = .falseAlarm
        let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        let entries: [JournalEntry] = [
            .with {
                $0.sequence = 1
                $0.action = "false-alarm-confirmed"
                $0.actor = "zhou-heng"
                $0.details = ["by": "fang-jing"]
            },
            .with {
                $0.sequence = 2
                $0.action = "false-alarm"
                $0.actor = "zhou-heng"
                $0.details = ["reason": "旧闻重发"]
            },
        ]
        for var entry in entries {
            entry.incidentID = "inc1"
            entry.at = Samples.now
            try await fixture.show([(.journalEntered, "inc1", entry)])
        }
        let page = try await get("/incidents/inc1/clocks", fixture)
        let naming = try SaidTests.naming(.english)
        #expect(page.contains("data-notice=\"falseAlarm\"") && page.contains("旧闻重发"))
        #expect(page.contains(naming.person("fang-jing")) && page.contains(naming.person("zhou-heng")))
    }

    @Test func `A clock that was dropped with its case is met by nobody`() async throws {
        var matter = Samples.matter()
        matter.state = .falseAlarm
        matter.clocks[0].state = .met
        matter.clocks[0].dropped = true
        matter.clocks[0].metAt = Samples.now
        matter.clocks[0].metBy = "zhou-heng"
        matter.clocks[0].explanation = "误报"
        let fixture = try await ConsoleFixture(cases: [matter])
        #expect(try await !get("/clocks?state=met", fixture).contains("data-test=\"clock\""))
        let dropped = try await get("/clocks?state=dropped", fixture)
        #expect(dropped.contains("data-state=\"dropped\"") && dropped.contains("false alarm"))
        let token = try fixture.token("fang-jing")
        try await fixture.app().test(.router) { client in
            for path in ["clocks", "clocks?state=CLOCK_STATE_MET", "cases", "cases/inc1"] {
                let answer = try await client.execute(
                    uri: "/api/v1/\(path)", method: .get, headers: [.authorization: "Bearer \(token)"])
                let text = String(buffer: answer.body)
                #expect(answer.status == .ok && !text.contains("CLOCK_STATE_MET"), "\(path)")
                #expect(text.contains("\"dropped\":true") == !path.contains("?"), "\(path)")
            }
        }
    }
}
