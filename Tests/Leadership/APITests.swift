import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("API")
struct APITests {
    private func headers(_ fixture: ConsoleFixture, _ person: String = "lin-yue") async throws -> HTTPFields {
        [.authorization: "Bearer \(try await fixture.token(person))", .contentType: "application/json"]
    }

    private func json(_ answer: TestResponse) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(Array(buffer: answer.body))) as? [String: Any])
    }

    @Test("A list comes a page at a time, each item once")
    func pages() async throws {
        let ids = (0..<23).map { "inc\(100 + $0)" }
        let fixture = try await ConsoleFixture(incidents: ids.map { Samples.incident(id: $0) }, cases: [])
        let headers = try await headers(fixture)
        try await fixture.app().test(.router) { client in
            var seen: [String] = []
            var after = ""
            repeat {
                let answer = try await client.execute(
                    uri: "/api/v1/incidents?limit=10&after=\(after)", method: .get, headers: headers)
                let body = try json(answer)
                seen += try #require(body["items"] as? [[String: Any]]).compactMap { $0["id"] as? String }
                after = body["next"] as? String ?? ""
            } while !after.isEmpty
            #expect(seen == ids)
            for limit in ["0", "201", "many"] {
                let answer = try await client.execute(
                    uri: "/api/v1/incidents?limit=\(limit)", method: .get, headers: headers)
                #expect(answer.status == .unprocessableContent)
                #expect(try json(answer)["field"] as? String == "limit")
            }
        }
    }

    @Test(
        "Every list answers",
        arguments: [
            "incidents", "incidents/inc1", "cases", "deliveries?incident=inc1", "sources", "evaluations",
            "journal/inc1",
        ])
    func lists(_ path: String) async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.show(Samples.journal(12).map { (.journalEntered, "inc1", $0) })
        let headers = try await headers(fixture)
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/api/v1/\(path)", method: .get, headers: headers)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            let body = try json(answer)
            if path.hasPrefix("journal") {
                let items = try #require(body["items"] as? [[String: Any]])
                #expect(items.compactMap { $0["sequence"] as? String } == (1...12).map(String.init))
            }
        }
    }

    @Test("Errors are problem+json", arguments: [("/api/v1/incidents/none", 404), ("/api/v1/nothing", 404)])
    func problems(_ path: String, _ status: Int) async throws {
        let fixture = try await ConsoleFixture()
        let headers = try await headers(fixture)
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: path, method: .get, headers: headers)
            #expect(answer.status.code == status)
            #expect(answer.headers[.contentType] == "application/problem+json")
            let body = try json(answer)
            #expect(body["status"] as? Int == status)
            #expect(body["type"] as? String == "urn:fenghuo:problem:notFound")
            #expect(body["instance"] as? String == path)
        }
    }

    @Test("Without a token, or with a bad one, the API says so")
    func unsigned() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client in
            for headers: HTTPFields in [[:], [.authorization: "Bearer nonsense"], [.authorization: "Basic eDp5"]] {
                let answer = try await client.execute(uri: "/api/v1/incidents", method: .get, headers: headers)
                #expect(answer.status == .unauthorized)
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
        }
    }

    @Test("A decision needs no seal with a token, lands once per key, and cannot be in another's name")
    func decides() async throws {
        let fixture = try await ConsoleFixture()
        var headers = try await headers(fixture)
        headers[.idempotencyKey] = "key-00000001"
        try await fixture.app().test(.router) { [headers] client in
            let body =
                #"{"incidentId":"inc1","person":"shen-qihang","role":"president","reason":"升级","regrade":{"grade":"GRADE_I"}}"#
            for expected in [HTTPResponse.Status.created, .ok] {
                let answer = try await client.execute(
                    uri: "/api/v1/decisions", method: .post, headers: headers, body: ByteBuffer(string: body))
                #expect(answer.status == expected)
            }
            let decision = try #require(try fixture.decisions.first)
            #expect(try fixture.decisions.count == 1)
            #expect(decision.person == "lin-yue")
            #expect(decision.role == "leadership-deputy")
            let reused = try await client.execute(
                uri: "/api/v1/decisions", method: .post, headers: headers,
                body: ByteBuffer(string: #"{"incidentId":"inc1","note":{"text":"x"}}"#))
            #expect(reused.status == .unprocessableContent)
            #expect(try json(reused)["type"] as? String == "urn:fenghuo:problem:keyReused")
        }
    }

    @Test("A session's decision by the API asks for the seal")
    func sessionNeedsSeal() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            for (seal, status) in [("", HTTPResponse.Status.forbidden), (browser.seal, .created)] {
                let answer = try await client.execute(
                    uri: "/api/v1/decisions", method: .post,
                    headers: [
                        .cookie: browser.cookie, .contentType: "application/json", .formSeal: seal,
                        .idempotencyKey: "key-00000002",
                    ], body: ByteBuffer(string: #"{"incidentId":"inc1","note":{"text":"x"}}"#))
                #expect(answer.status == status)
            }
        }
    }

    @Test(
        "A body that is too large is refused unread",
        arguments: ["/api/v1/decisions", "/incidents/inc1/decisions/add-note"])
    func oversize(_ path: String) async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        var headers = path.hasPrefix("/api") ? try await headers(fixture) : browser.formHeaders
        headers[.idempotencyKey] = "key-00000003"
        try await fixture.app().test(.router) { [headers] client in
            let answer = try await client.execute(
                uri: path, method: .post, headers: headers,
                body: ByteBuffer(repeating: UInt8(ascii: "a"), count: Console.largestBody + 1))
            #expect(answer.status == .contentTooLarge)
        }
    }

    @Test(
        "What is no decision is refused",
        arguments: ["", "[]", "{\"incidentId\":", #"{"regrade":{"grade":"GRADE_IX"}}"#])
    func malformed(_ body: String) async throws {
        let fixture = try await ConsoleFixture()
        var headers = try await headers(fixture)
        headers[.idempotencyKey] = "key-00000004"
        try await fixture.app().test(.router) { [headers] client in
            let answer = try await client.execute(
                uri: "/api/v1/decisions", method: .post, headers: headers, body: ByteBuffer(string: body))
            #expect(answer.status == .unprocessableContent)
        }
    }
}
