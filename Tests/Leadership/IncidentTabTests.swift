import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// An incident's page has a first screen, and parts with addresses of their own.
@Suite("An incident's parts")
struct IncidentTabTests {
    private func get(_ uri: String, _ fixture: ConsoleFixture, by person: String = "lin-yue") async throws -> String {
        try await fixture.app().test(.router) { client in
            String(
                buffer: try await client.execute(uri: uri, method: .get, headers: fixture.browser(person).headers).body)
        }
    }

    @Test("Each part shows its own and nothing of the others")
    func parts() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.show([(.deliveryUpdated, "del1", Samples.delivery())])
        let own: [IncidentTab: String] = [
            .overview: "data-test=\"strategy-form\"", .mentions: "data-test=\"mention\"",
            .statements: "data-test=\"statement\"", .directives: "data-test=\"directive\"",
            .clocks: "data-test=\"clock\"", .messages: "data-test=\"delivery\"", .record: "data-test=\"journal\"",
            .brief: "data-test=\"brief\"",
        ]
        for tab in IncidentTab.allCases {
            let page = try await get(tab.address(of: "inc1"), fixture)
            #expect(page.matches(of: /aria-current="page"/).count == 1, "\(tab)")
            for (other, mark) in own { #expect(page.contains(mark) == (other == tab), "\(tab): \(mark)") }
        }
    }

    @Test("The first screen says why, what is asked of the reader, and what others are at")
    func overview() async throws {
        let fixture = try await ConsoleFixture()
        let page = try await get("/incidents/inc1", fixture)
        #expect(page.contains("data-test=\"why\">Assessed at 61.5"))
        #expect(page.contains("data-test=\"tasks-here\""))
        #expect(page.contains("data-test=\"others\""))
        #expect(page.contains("/incidents/inc1/clocks#clock-regulator-report"))
    }

    @Test(
        "A place is found on its part",
        arguments: [
            ("statement-st1", "/incidents/i/statements#statement-st1"),
            ("directives", "/incidents/i/directives#directives"),
            ("clock-first-word%232", "/incidents/i/clocks#clock-first-word%232"),
            ("delivery-d", "/incidents/i/messages#delivery-d"), ("mention-m", "/incidents/i/mentions#mention-m"),
            ("assessment", "/incidents/i#assessment"),
        ])
    func places(_ anchor: String, _ address: String) {
        #expect(IncidentTab.address(of: "i", holding: anchor) == address)
    }

    @Test("A decision leads back to the thing it was about; what is no part leads to the incident")
    func back() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("he-junyi")
        try await fixture.app().test(.router) { client in
            for (back, nonce, place) in [
                ("directives", "nonce-0001", "/incidents/inc1/directives#directive-d1"),
                ("//evil.example", "nonce-0002", "/incidents/inc1"),
            ] {
                let answer = try await client.execute(
                    uri: "/incidents/inc1/decisions/update-directive", method: .post, headers: browser.formHeaders,
                    body: browser.form(
                        [("directive_id", "d1"), ("step", "progress"), ("progress", "排查中"), ("back", back)],
                        nonce: nonce))
                #expect(answer.headers[.location] == place)
            }
        }
    }
}
