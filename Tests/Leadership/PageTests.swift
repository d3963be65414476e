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
        "/", "/tasks", "/incidents/inc1", "/incidents/inc1/evaluation", "/incidents/none", "/sources", "/evaluations",
        "/plan", "/api", "/sign-in", "/nothing",
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
                        uri: "\(page)?lang=\(language.rawValue)", method: .get, headers: headers)
                    let text = String(buffer: answer.body)
                    #expect(answer.status.code == (page.hasSuffix("none") || page == "/nothing" ? 404 : 200), "\(page)")
                    let policy = HTTPField.Name("Content-Security-Policy").flatMap { answer.headers[$0] }
                    #expect(policy == SecurityHeaders.contentSecurityPolicy, "\(page)")
                    #expect(answer.headers[.cacheControl] == "no-store")
                    #expect(!text.contains("⟦"), "\(page): \(text.split(separator: "⟦").last?.prefix(40) ?? "")")
                    #expect(text.contains("<html lang=\"\(language.rawValue)\">"))
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
            #expect(answer.headers[.location] == "/sign-in")
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
            for page in ["/", "/incidents/inc1", "/tasks"] {
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

    @Test("No template shows anything unescaped, and each key it uses exists in each language")
    func catalogue() throws {
        let folder = ConsoleFixture.root.appending(path: "Services/Leadership/Resources")
        let catalogue = try Catalogue(folder: folder.appending(path: "strings"))
        let english = Set(catalogue[.english].texts.keys)
        for language in ResponsePlan.Language.allCases {
            let words = catalogue[language]
            #expect(Set(words.texts.keys) == english)
            #expect(words.texts.values.allSatisfy { !$0.isEmpty })
            for (key, text) in words.texts {
                let holes = text.components(separatedBy: "{}").count
                #expect(holes == catalogue[.english][key].components(separatedBy: "{}").count, "\(key)")
            }
        }
        let templates = folder.appending(path: "templates")
        for name in try FileManager.default.contentsOfDirectory(atPath: templates.path) {
            let text = try String(contentsOf: templates.appending(path: name), encoding: .utf8)
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
            for match in text.matches(of: /\{\{s\.([^}]+)\}\}/) {
                #expect(english.contains(String(match.1)), "\(name): \(match.1)")
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
            #expect(String(buffer: asked.body).contains("<html lang=\"zh-Hant\">"))
            #expect(asked.headers[.setCookie]?.contains("fenghuo_lang=zh-Hant") == true)
            let own = try await client.execute(uri: "/sign-in", method: .get)
            #expect(String(buffer: own.body).contains("<html lang=\"zh-Hans\">"))
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

    @Test("The chart draws nothing, one hour, gaps, nonsense and months")
    func chart() throws {
        let words = try Catalogue(folder: ConsoleFixture.root.appending(path: "Services/Leadership/Resources/strings"))
        let plan = try ResponsePlan.load(file: ConsoleFixture.root.appending(path: "Plans/commercial-bank.yaml").path)
        let naming = Naming(plan: plan, words: words[.english])
        func volume(_ hours: [(Int64, Int64, Int64)]) -> [HourlyVolume] {
            hours.map { hour, mentions, negative in
                .with {
                    $0.hour = 1_767_600_000_000 + hour * 3_600_000
                    $0.mentions = mentions
                    $0.negative = negative
                }
            }
        }
        func fields(_ hours: [(Int64, Int64, Int64)], _ marks: [Chart.Mark] = []) -> Fields? {
            Chart(volume: volume(hours), marks: marks, naming: naming).fields
        }
        #expect(fields([]) == nil)
        #expect((fields([(0, 1, 0)])?["bars"] as? [Fields])?.count == 1)
        #expect((fields([(0, 0, 0)])?["bars"] as? [Fields])?.isEmpty == true)
        // Negative above all is nonsense: it is drawn as all.
        let all = try #require((fields([(0, 4, 9), (5, 2, 0)])?["bars"] as? [Fields]))
        #expect(all.count == 2)
        #expect(all[0]["h"] as? String == all[0]["nh"] as? String)
        let months = try #require(fields((0..<4000).map { (Int64($0), 3, 1) }))
        #expect((months["bars"] as? [Fields])?.count ?? 0 <= Chart.maximumBars)
        // An action after the last mention stands at the edge, not outside.
        let late = try #require(
            fields([(0, 4, 1)], [Chart.Mark(at: .max / 2, action: "closed")])?["marks"] as? [Fields])
        #expect(Double(late[0]["x"] as? String ?? "") ?? .infinity <= Chart.width)
        #expect([0, 1, 3, 9, 11, 41, 99, 101].map { Chart.ceiling($0) } == [2, 2, 4, 10, 20, 60, 100, 200])
    }
}
