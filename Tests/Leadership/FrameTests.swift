import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// What stands around every page.
@Suite("Frame")
struct FrameTests {
    private func page(_ uri: String, _ fixture: ConsoleFixture, by person: String = "lin-yue") async throws -> String {
        try await fixture.app().test(.router) { client in
            String(
                buffer: try await client.execute(uri: uri, method: .get, headers: fixture.browser(person).headers).body)
        }
    }

    private func matter(_ id: String, _ clocks: [(id: String, hours: Int64, state: ClockState)]) -> Case {
        var matter = Samples.matter(id: id)
        matter.clocks = clocks.map { clock in
            .with {
                $0.id = clock.id
                $0.name = clock.id
                $0.startedAt = Samples.now - 9 * Samples.hour
                $0.dueAt = Samples.now + clock.hours * Samples.hour
                $0.state = clock.state
            }
        }
        return matter
    }

    @Test("The most urgent clocks of all cases are on every page, the first to end first")
    func clocks() async throws {
        let cases = [
            matter("inc1", [("public-answer", 40, .running), ("first-word", -1, .running)]),
            matter("inc2", [("regulator-first-report", 3, .running), ("internal-report", -5, .missed)]),
        ]
        let fixture = try await ConsoleFixture(
            incidents: ["inc1", "inc2"].map { Samples.incident(id: $0) }, cases: cases)
        for uri in ["/", "/plan", "/incidents/inc1"] {
            let page = try await page(uri, fixture)
            let bar = try #require(page.firstMatch(of: /(?s)id="clock-bar".*?<\/section>/)).0
            let dues = bar.matches(of: /data-due="(\d+)"/).compactMap { Int64($0.1) }
            #expect(dues == [-1, 3, 40].map { Samples.now + $0 * Samples.hour }, "\(uri)")
            #expect(bar.contains("href=\"/incidents/inc2/clocks#clock-regulator-first-report\""))
            #expect(bar.contains("2 late"), "one past due, one missed and unexplained")
        }
    }

    @Test("A clock of a case that is over is not in sight")
    func over() async throws {
        var matter = matter("inc1", [("first-word", 1, .running)])
        matter.state = .closed
        let page = try await page("/", try await ConsoleFixture(cases: [matter]))
        #expect(page.contains("No clock is running."))
    }

    @Test("The reader's tasks are counted on every page, and nobody else's")
    func badge() async throws {
        let fixture = try await ConsoleFixture()
        #expect(try await page("/plan", fixture).contains("waiting for you"))
        #expect(try await !page("/plan", fixture, by: "meng-shulan").contains("waiting for you"))
    }

    @Test("Language and theme change one thing of the address and keep the rest")
    func switches() async throws {
        let page = try await page("/?show=over&q=%E6%BE%9C+a%26b", try await ConsoleFixture())
        #expect(page.contains("href=\"/?show=over&amp;q=%E6%BE%9C%20a%26b&amp;theme=dark\""))
        #expect(page.contains("href=\"/?show=over&amp;q=%E6%BE%9C%20a%26b&amp;lang=zh-Hant\""))
    }

    @Test("The theme asked for is kept", arguments: ["dark", "light", "auto", "pink"])
    func theme(_ theme: String) async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client in
            let asked = try await client.execute(uri: "/sign-in?theme=\(theme)", method: .get)
            let known = theme == "pink" ? "auto" : theme
            #expect(String(buffer: asked.body).contains("data-theme=\"\(known)\""))
            #expect(asked.headers[.setCookie] == nil || theme != "pink")
            let kept = try await client.execute(
                uri: "/sign-in", method: .get, headers: [.cookie: "\(ThemeChoice.cookie)=\(theme)"])
            #expect(String(buffer: kept.body).contains("data-theme=\"\(known)\""))
        }
    }

    @Test("What is refused to somebody known is a page with their navigation, and a way back to the incident")
    func refusal() async throws {
        let fixture = try await ConsoleFixture()
        let page = try await page("/incidents/inc1/statements/none", fixture)
        #expect(page.contains("data-test=\"problem\"") && page.contains("data-test=\"visitor\""))
        #expect(page.contains("href=\"/incidents/inc1\""))
    }

    @Test(
        "An address never leads to another host, however it is asked for",
        arguments: ["//evil.example/x", "/\\evil.example", "///a", "plain"])
    func hosts(_ path: String) {
        let href = PageAddress(path: path).with("lang", "en").href
        #expect(href.hasPrefix("/") && !href.hasPrefix("//") && !href.hasPrefix("/\\"))
    }

    @Test("Every page can be reached by keyboard: one skip link, one heading, no positive tab index, named fields")
    func keyboard() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.show(Samples.journal(3).map { (.journalEntered, "inc1", $0) })
        for uri in PageTests.pages where !uri.hasSuffix("none") && uri != "/nothing" && !uri.contains("evaluation") {
            let page = try await page(uri, fixture)
            #expect(page.matches(of: /class="skip" href="#main"/).count == 1, "\(uri)")
            #expect(page.matches(of: /<h1[ >]/).count == 1, "\(uri)")
            #expect(page.matches(of: /<main id="main"/).count == 1, "\(uri)")
            #expect(page.firstMatch(of: /tabindex="[1-9]/) == nil, "\(uri)")
            let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
            #expect(
                Set(ids).count == ids.count,
                "\(uri): ids twice: \(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys)")
            for field in page.matches(of: /<(input|select|textarea)\b[^>]*>/) where !field.0.contains("type=\"hidden\"")
            {
                let before = page[..<field.range.lowerBound]
                let isInLabel =
                    (before.range(of: "<label", options: .backwards)?.lowerBound ?? page.startIndex)
                    > (before.range(of: "</label>", options: .backwards)?.lowerBound ?? page.startIndex)
                let isNamed = isInLabel || field.0.contains("aria-label=") || field.0.contains("id=\"token\"")
                #expect(isNamed, "\(uri): \(field.0)")
            }
            let keys = page.matches(of: /accesskey="(.)"/).map { String($0.1) }
            #expect(Set(keys).count == keys.count, "\(uri): \(keys)")
        }
    }
}
