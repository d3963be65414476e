import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Pages")
struct PageTests {
    static let pages = [
        "/", "/?show=over&q=x&page=9", "/tasks", "/clocks", "/clocks?state=missed", "/statements",
        "/statements?state=published", "/deliveries", "/deliveries?state=all", "/drills", "/people", "/audit",
        "/audit?kind=refused&person=lin-yue", "/audit?incident=inc1", "/incidents/inc1",
        "/incidents/inc1/statements/st1", "/incidents/inc1/package",
        "/incidents/inc1/brief", "/incidents/inc1/mentions", "/incidents/inc1/statements", "/incidents/inc1/directives",
        "/incidents/inc1/clocks",
        "/incidents/inc1/messages", "/incidents/inc1/record", "/incidents/inc1/evaluation", "/incidents/none",
        "/incidents/inc1/statements/none",
        "/sources", "/evaluations", "/plan", "/api", "/sign-in", "/nothing",
        "/archive", "/archive?q=%E9%93%B6&kind=x&since=y&after=z", "/archive?kind=mention&incident=inc1",
    ]

    private func full() async throws -> ConsoleFixture {
        let fixture = try await ConsoleFixture()
        try await fixture.show(Samples.journal(3).map { (.journalEntered, "inc1", $0) })
        try await fixture.show([
            (.deliveryUpdated, "del1", Samples.delivery()), (.resourceUpdated, "req1", Samples.request()),
            (
                .sourceObserved, "weibo-stream",
                Source.with {
                    $0.id = "weibo-stream"
                    $0.lastSuccessAt = Samples.now - 1000
                    $0.received = 12
                }
            ),
            (
                .evaluationWritten, "inc1",
                Evaluation.with {
                    $0.incidentID = "inc1"
                    $0.title = "澜江宝转账异常"
                    $0.volume = Samples.incident().volume
                    $0.outcome = "closed"
                    $0.effects = [.with { $0.action = "statement released" }]
                    $0.clauses = [
                        .with {
                            $0.keyPath = "clocks.regulator-report"; $0.outcome = "executed"
                        }
                    ]
                    $0.timeline = (try? Samples.journal(2)) ?? []
                }
            ),
        ])
        return fixture
    }

    @Test("Every page in every language has the strict policy, no loose key, no inline style or script")
    func policy() async throws {
        let fixture = try await full()
        let headers = fixture.browser("lin-yue").headers
        try await fixture.app().test(.router) { client in
            for page in Self.pages {
                for language in ResponsePlan.Language.allCases {
                    let answer = try await client.execute(
                        uri: "\(page)\(page.contains("?") ? "&" : "?")lang=\(language.rawValue)", method: .get,
                        headers: headers)
                    let text = String(buffer: answer.body)
                    #expect(answer.status.code == (page.hasSuffix("none") || page == "/nothing" ? 404 : 200), "\(page)")
                    let policy = HTTPField.Name("Content-Security-Policy").flatMap { answer.headers[$0] }
                    #expect(policy == SecurityHeaders.contentSecurityPolicy, "\(page)")
                    #expect(answer.headers[.cacheControl] == "no-store")
                    #expect(!text.contains("⟦"), "\(page): \(text.split(separator: "⟦").last?.prefix(40) ?? "")")
                    #expect(text.contains("<html lang=\"\(language.rawValue)\" data-theme="))
                    #expect(text.firstMatch(of: /<script(?! src="\/assets\/)/) == nil, "\(page)")
                    #expect(text.firstMatch(of: /<style|\sstyle=|\son[a-z]+=/) == nil, "\(page)")
                }
            }
        }
    }

    @Test("Without a sign-in there is nothing to see", arguments: pages.filter { $0 != "/sign-in" && $0 != "/nothing" })
    func closed(_ page: String) async throws {
        let fixture = try await full()
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: page, method: .get)
            #expect(answer.headers[.location]?.hasPrefix("/sign-in") == true)
            #expect(!String(buffer: answer.body).contains("澜江宝"))
        }
    }

    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\u{301} onfocus='alert(1)",
        "\"\u{301} autofocus onfocus=\"alert(1)", "\u{600}\" onfocus=\"alert(1)", "\u{202e}gnp.exe",
        "{{csrf}}{{{nonce}}}",
        "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    ]

    @Test("Hostile text is shown, never obeyed", arguments: hostile)
    func hostileText(_ text: String) async throws {
        var incident = Samples.incident(title: text, excerpt: text)
        incident.evidence[0].url = "javascript:alert(1)"
        incident.evidence[0].author = text
        incident.evidence[1].url = "https://a.example/\" onclick=\"alert(1)"
        var matter = Samples.matter()
        matter.statements[0].title = text
        matter.statements[0].body = text
        matter.directives[0].progress = text
        let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
        let headers = fixture.browser("lin-yue").headers
        try await fixture.app().test(.router) { client in
            for page in ["/", "/tasks", "/incidents/inc1/package"]
                + IncidentTab.allCases.map({ $0.address(of: "inc1") })
            {
                let page = String(buffer: try await client.execute(uri: page, method: .get, headers: headers).body)
                #expect(page.firstMatch(of: /<script(?! src="\/assets\/)/) == nil)
                #expect(!page.contains("<img src=x"))
                #expect(!page.contains("javascript:alert"))
                #expect(!page.unicodeScalars.contains("\u{202e}"))
                // No tag got an attribute that we did not write: outside of quoted values there is none.
                let bare = page.replacing(/"[^"]*"/, with: "")
                #expect(bare.matches(of: /<[a-z][^<>]*\s(onfocus|onclick|onerror|autofocus)\b/).isEmpty)
                #expect(page.utf8.count { $0 == 0x22 }.isMultiple(of: 2))
            }
        }
    }

    @Test("The language asked for wins, then the cookie, then the browser's, then the institution's own")
    func language() async throws {
        #expect(LanguageChoice.best(of: "fr, en;q=0.5, zh-TW;q=0.9") == .traditionalChinese)
        #expect(LanguageChoice.best(of: "zh-CN,zh;q=0.9,en;q=0.8") == .simplifiedChinese)
        #expect(LanguageChoice.best(of: "fr;q=1, en;q=0") == nil)
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client in
            let asked = try await client.execute(
                uri: "/sign-in?lang=zh-Hant", method: .get, headers: [.acceptLanguage: "en"])
            #expect(String(buffer: asked.body).contains("<html lang=\"zh-Hant\" "))
            #expect(asked.headers[.setCookie]?.contains("fenghuo_lang=zh-Hant") == true)
            let own = try await client.execute(uri: "/sign-in", method: .get)
            #expect(String(buffer: own.body).contains("<html lang=\"zh-Hans\" "))
        }
    }

    @Test("The board shows the worst first, and what waits for the reader")
    func board() async throws {
        let grades: [(String, Grade)] = [("a", .iv), ("b", .i), ("c", .iii), ("d", .ii)]
        let fixture = try await ConsoleFixture(incidents: grades.map { Samples.incident(id: $0.0, grade: $0.1) })
        let headers = fixture.browser("lin-yue").headers
        try await fixture.app().test(.router) { client in
            let page = String(buffer: try await client.execute(uri: "/", method: .get, headers: headers).body)
            let order = page.matches(of: /data-test="incident-row" data-incident="(.)"/).map { String($0.1) }
            #expect(order == ["b", "d", "c", "a"])
            #expect(page.contains("data-kind=\"strategy\""))
        }
    }

    @Test("A journal that was altered shows as broken")
    func journal() throws {
        var entries = try Samples.journal(3)
        #expect(JournalVerdict(entries: entries, matter: nil) == .whole(3))
        let newest = Case.with {
            $0.journalHash = EventID.hex(entries[2].hash)
            $0.journalEntries = 3
        }
        #expect(JournalVerdict(entries: entries, matter: newest) == .whole(3))
        #expect(JournalVerdict(entries: Array(entries.prefix(2)), matter: newest) == .behind)
        entries[1].actor = "somebody-else"
        #expect(JournalVerdict(entries: entries, matter: nil).mark == "broken")
    }
}
