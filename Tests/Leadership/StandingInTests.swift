import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import Testing

@testable import Leadership

/// Fang Jing stands in for Lin Yue, as the example plan has it; nobody stands in for Pan Rui but He Junyi.
@Suite("Acting for an absent person") struct StandingInTests {
    @Test("The page offers it, carries it in every form, and the decision says for whom and why")
    func carried() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("fang-jing")
        try await fixture.app().test(.router) { client in
            let own = try await client.execute(uri: "/incidents/inc1", method: .get, headers: browser.headers)
            #expect(String(buffer: own.body).contains("<option value=\"lin-yue\">"))
            #expect(!String(buffer: own.body).contains("deputy_for"))

            let uri = "/incidents/inc1?for=lin-yue&why=on+a+journey"
            let acting = try await client.execute(uri: uri, method: .get, headers: browser.headers)
            let page = String(buffer: acting.body)
            let forms = page.components(separatedBy: "action=\"/incidents/inc1/decisions/").count - 1
            let carried = page.components(separatedBy: "name=\"deputy_for\" value=\"lin-yue\"").count - 1
            #expect(carried > 1 && carried == forms)
            #expect(page.contains("on a journey"))

            let answer = try await client.execute(
                uri: "/incidents/inc1/decisions/regrade", method: .post, headers: browser.formHeaders,
                body: browser.form([
                    ("grade", "I"), ("reason", "央视跟进"), ("revision", "7"), ("deputy_for", "lin-yue"),
                    ("deputy_reason", "on a journey"),
                ]))
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/incidents/inc1?for=lin-yue&why=on%20a%20journey")
            let decision = try #require(try fixture.decisions.first)
            #expect(decision.person == "fang-jing" && decision.deputyFor == "lin-yue")
            #expect(decision.role == "leadership-deputy")
            #expect(decision.reason == "央视跟进\non a journey")
        }
    }

    @Test("Who is nobody's deputy is offered nothing and refused", arguments: ["lin-yue", "shen-qihang", "nobody"])
    func refused(_ principal: String) async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("meng-shulan")
        let others = fixture.plan.people.filter { $0.deputies.contains("meng-shulan") }
        #expect(others.isEmpty)
        try await fixture.app().test(.router) { client in
            let own = try await client.execute(uri: "/incidents/inc1", method: .get, headers: browser.headers)
            #expect(!String(buffer: own.body).contains("data-test=\"stand-in\""))
            let page = try await client.execute(
                uri: "/incidents/inc1?for=\(principal)&why=x", method: .get, headers: browser.headers)
            #expect(page.status == (principal == "nobody" ? .unprocessableContent : .forbidden))
        }
    }

    @Test("A reason that carries markup stays text, in the page and in the address")
    func hostile() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("fang-jing")
        try await fixture.app().test(.router) { client in
            let uri = "/incidents/inc1?for=lin-yue&why=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"
            let page = try await client.execute(uri: uri, method: .get, headers: browser.headers)
            #expect(page.status == .ok && !String(buffer: page.body).contains("<script>alert"))
        }
        let behalf = StandingIn(principal: "lin-yue", reason: "a&b=c\r\nX: y")
        #expect(behalf.address(ofIncident: "i/1") == "/incidents/i%2F1?for=lin-yue&why=a%26b%3Dc%0D%0AX%3A%20y")
    }
}
