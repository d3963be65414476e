import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// The first page and the lists.
@Suite("Board and lists")
struct BoardTests {
    private func page(_ uri: String, _ fixture: ConsoleFixture, by person: String = "lin-yue") async throws -> String {
        try await fixture.app().test(.router) { client in
            String(
                buffer: try await client.execute(uri: uri, method: .get, headers: fixture.browser(person).headers).body)
        }
    }

    private func rows(_ page: String) -> [String] {
        page.matches(of: /data-test="incident-row" data-incident="([^"]+)"/).map { String($0.1) }
    }

    @Test("A thousand incidents come in pages, the worst first, none twice and none left out")
    func paging() async throws {
        let grades: [Grade] = [.iv, .iii, .ii, .i]
        let incidents = (0..<1_000).map { index in
            var incident = Samples.incident(id: "i\(index)", grade: grades[index % 4])
            incident.lastMentionAt = Samples.now - Int64(index) * 1000
            return incident
        }
        let fixture = try await ConsoleFixture(incidents: incidents, cases: [])
        var seen: [String] = []
        for number in 1...20 { seen += rows(try await page("/?page=\(number)", fixture)) }
        let expected = incidents.sorted {
            ($0.grade.order, -$0.lastMentionAt, $0.id) < ($1.grade.order, -$1.lastMentionAt, $1.id)
        }
        #expect(seen == expected.map(\.id))
        #expect(try await page("/", fixture).contains("1–50 of 1000"))
        for nonsense in ["0", "-3", "99", "x", "9223372036854775807"] {
            #expect(rows(try await page("/?page=\(nonsense)", fixture)).count == 50)
        }
    }

    @Test("What waits for a person comes in pages too: every task once")
    func taskPages() async throws {
        let ids = (0..<40).map { "i\($0)" }
        let fixture = try await ConsoleFixture(
            incidents: ids.map { Samples.incident(id: $0) }, cases: ids.map { Samples.matter(id: $0) })
        let first = try await page("/tasks", fixture)
        let total = try #require(first.firstMatch(of: /of (\d+)</).flatMap { Int($0.1) })
        #expect(total > 80)
        var tasks = 0
        for number in 1...(total + 49) / 50 {
            let shown = try await page("/tasks?page=\(number)", fixture)
            let count = shown.matches(of: /data-test="task"/).count
            #expect(count <= 50)
            tasks += count
        }
        #expect(tasks == total)
    }

    @Test("Grade, standing and words narrow the board")
    func filter() async throws {
        var over = Samples.incident(id: "over", grade: .i)
        over.state = .closed
        var chatter = Samples.incident(id: "chatter", grade: .unspecified, title: "排队一小时")
        chatter.keywords = ["热线"]
        var drill = Samples.incident(id: "drill", grade: .iii, title: "演练事件")
        drill.drill = true
        let fixture = try await ConsoleFixture(
            incidents: [Samples.incident(id: "two", grade: .ii), over, chatter, drill], cases: [])
        #expect(rows(try await page("/", fixture)) == ["two", "drill"])
        #expect(rows(try await page("/?show=over", fixture)) == ["over"])
        #expect(rows(try await page("/?show=ungraded", fixture)) == ["chatter"])
        #expect(rows(try await page("/?show=drill", fixture)) == ["drill"])
        #expect(rows(try await page("/?grade=II", fixture)) == ["two"])
        #expect(rows(try await page("/?grade=I", fixture)).isEmpty)
        #expect(rows(try await page("/?q=%E6%BC%94%E7%BB%83", fixture)) == ["drill"])
        #expect(rows(try await page("/?show=ungraded&q=%E7%83%AD%E7%BA%BF", fixture)) == ["chatter"])
        #expect(try await page("/?q=nothing-like-it", fixture).contains("No incident matches the filter."))
    }

    @Test("Empty lists say so")
    func empty() async throws {
        let fixture = try await ConsoleFixture(incidents: [], cases: [])
        let expected = [
            ("/", "No open incident"), ("/tasks", "Nothing waits"), ("/clocks", "No clock is running."),
            ("/clocks?state=missed", "No clock was missed."), ("/statements", "No such statement."),
            ("/deliveries", "Nothing has failed"), ("/drills", "No drill has been held."),
            ("/evaluations", "No evaluation"), ("/audit", "No such line."),
        ]
        for (uri, text) in expected { #expect(try await page(uri, fixture).contains(text), "\(uri): \(text)") }
    }

    @Test("Tasks: what is overdue first, then by grade, then by time; each leads to where it is done")
    func tasks() async throws {
        var late = Samples.matter(id: "late")
        late.grade = .iii
        late.directives[0].dueAt = Samples.now - Samples.hour
        let incidents = ["inc1", "late"].map { Samples.incident(id: $0) }
        late.strategy.strategy = "diminish"
        var first = Samples.matter()
        first.strategy.strategy = "diminish"
        let fixture = try await ConsoleFixture(incidents: incidents, cases: [first, late])
        let page = try await page("/tasks", fixture, by: "he-junyi")
        let links = page.matches(of: /<li class="task[^>]*>(?s).*?href="([^"]+)"/).map { String($0.1) }
        #expect(links.first == "/incidents/late/directives#directive-d1", "\(links)")
        #expect(links.contains("/incidents/inc1/directives#directive-d1"))
        // A grave matter's signature has no due time and still stands before a lesser one's.
        let signs = try await self.page("/tasks", fixture, by: "xu-wenqing")
            .matches(of: /data-kind="sign"(?s).*?href="([^"]+)"/).map { String($0.1) }
        #expect(signs == ["/incidents/inc1/package", "/incidents/late/package"])
    }

    @Test("A message is acknowledged where it is listed")
    func acknowledge() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.show([(.deliveryUpdated, "del1", Samples.delivery())])
        let page = try await page("/tasks", fixture)
        #expect(page.contains("action=\"/incidents/inc1/decisions/acknowledge\""))
        #expect(page.contains("name=\"delivery_id\" value=\"del1\""))
    }

    @Test("A statement's page shows what an edit removed and added")
    func difference() async throws {
        let fixture = try await ConsoleFixture()
        var matter = Samples.matter()
        matter.revision += 1
        matter.statements[0].body = "截至今日18时，少量客户转账到账延迟。"
        matter.statements[0].version = 2
        matter.statements[0].contentHash = String(repeating: "d", count: 64)
        matter.statements[0].draftedAt = Samples.now
        try await fixture.show([(.caseAdvanced, "inc1", matter)])
        let page = try await page("/incidents/inc1/statements/st1", fixture)
        #expect(page.contains("<del><span class=\"visually-hidden\">removed </span>16</del>"))
        #expect(page.contains("<ins><span class=\"visually-hidden\">added </span>18</ins>"))
        #expect(page.contains("Version 1 to Version 2"))
    }

    @Test("A text may keep citing what left the sample of evidence, and nothing else that is not there")
    func movedEvidence() async throws {
        var matter = Samples.matter()
        matter.statements[0].facts = [
            .with {
                $0.name = "first-seen"
                $0.mentionIds = ["gone"]
            }
        ]
        let fixture = try await ConsoleFixture(cases: [matter])
        let browser = fixture.browser("xu-wenqing")
        try await fixture.app().test(.router) { client in
            for (mention, status) in [("unheard-of", HTTPResponse.Status.unprocessableContent), ("gone", .seeOther)] {
                let answer = try await client.execute(
                    uri: "/incidents/inc1/decisions/edit-statement", method: .post, headers: browser.formHeaders,
                    body: browser.form(
                        [
                            ("statement_id", "st1"), ("channel", "website"), ("language", "zh-Hans"),
                            ("title", "说明"), ("body", "新的正文。"), ("fact_mention_ids", mention), ("revision", "11"),
                        ], nonce: "nonce-\(mention)"))
                #expect(answer.status == status, "\(mention)")
            }
        }
        #expect(try fixture.decisions.map(\.editStatement.factMentionIds) == [["gone"]])
    }

    @Test("Confirming says what will happen")
    func consequence() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("xu-wenqing")
        try await fixture.app().test(.router) { client in
            for (refuse, text) in [("", "Any edit voids it."), ("yes", "Your refusal goes on record")] {
                let answer = try await client.execute(
                    uri: "/incidents/inc1/decisions/sign-statement", method: .post, headers: browser.formHeaders,
                    body: browser.form([
                        ("statement_id", "st1"), ("content_hash", Samples.hash), ("refuse", refuse), ("reason", "r"),
                        ("revision", "11"),
                    ]))
                let page = String(buffer: answer.body)
                #expect(page.contains("data-test=\"confirm\"") && page.contains(text), "\(text)")
            }
        }
        #expect(try fixture.decisions.isEmpty)
    }
}
