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
        [.authorization: "Bearer \(try fixture.token(person))", .contentType: "application/json"]
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
                    uri: "/api/v1/incidents?limit=10\(after.isEmpty ? "" : "&after=\(after)")", method: .get,
                    headers: headers)
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

    @Test("A filter admits what it says, and one that does not exist is not passed over")
    func filters() async throws {
        var over = Samples.incident(id: "over", grade: .i)
        over.state = .closed
        over.updatedAt = Samples.now
        var drill = Samples.incident(id: "drill", grade: .iv)
        drill.drill = true
        let fixture = try await ConsoleFixture(incidents: [Samples.incident(), over, drill])
        let headers = try await headers(fixture)
        try await fixture.app().test(.router) { client in
            let found: [(String, [String]?)] = [
                ("incidents?grade=GRADE_I", ["over"]), ("incidents?state=INCIDENT_STATE_OPEN", ["drill", "inc1"]),
                ("incidents?subject=lanjiang-bank&drill=true", ["drill"]), ("incidents?subject=lanjiang-wealth", []),
                ("incidents?since=\(Samples.now)", ["over"]), ("drills", ["drill"]), ("board", ["inc1", "drill"]),
                ("board?standing=over", ["over"]), ("board?limit=1", ["inc1"]), ("board?after=inc1", ["drill"]),
                ("statements?state=STATEMENT_STATE_DRAFT", nil), ("incidents?grade=II", nil),
                ("incidents?colour=red", nil), ("incidents?grade=GRADE_I&grade=GRADE_I", nil),
                ("incidents?after=", nil), ("incidents?since=-1", nil), ("incidents?drill=maybe", nil),
            ]
            for (path, ids) in found where !path.hasPrefix("statements") {
                let answer = try await client.execute(uri: "/api/v1/\(path)", method: .get, headers: headers)
                guard let ids else {
                    #expect(answer.status == .unprocessableContent, "\(path)")
                    #expect(try json(answer)["field"] != nil)
                    continue
                }
                #expect(answer.status == .ok, "\(path)")
                let items = try #require(try json(answer)["items"] as? [[String: Any]])
                #expect(items.compactMap { $0["id"] as? String } == ids, "\(path)")
            }
        }
    }

    @Test("A page holds each item once, whatever comes and goes between pages")
    func stable() async throws {
        let ids = (100..<140).map { "inc\($0)" }
        let fixture = try await ConsoleFixture(incidents: ids.map { Samples.incident(id: $0) }, cases: [])
        let headers = try await headers(fixture)
        try await fixture.app().test(.router) { client in
            var seen: [String] = []
            var after = ""
            repeat {
                let answer = try await client.execute(
                    uri: "/api/v1/incidents?limit=7\(after.isEmpty ? "" : "&after=\(after)")", method: .get,
                    headers: headers)
                let body = try json(answer)
                seen += try #require(body["items"] as? [[String: Any]]).compactMap { $0["id"] as? String }
                after = body["next"] as? String ?? ""
                // One behind comes, and one that was seen changes its grade.
                try await fixture.show([
                    (.incidentAssessed, "inc000", Samples.incident(id: "inc000")),
                    (.incidentAssessed, seen[0], Samples.incident(id: seen[0], grade: .i)),
                ])
            } while !after.isEmpty
            #expect(seen == ids)
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
            for replayed in [nil, "true"] {
                let answer = try await client.execute(
                    uri: "/api/v1/decisions", method: .post, headers: headers, body: ByteBuffer(string: body))
                #expect(answer.status == .created)
                #expect(answer.headers[.idempotencyReplayed] == replayed)
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
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }
}
