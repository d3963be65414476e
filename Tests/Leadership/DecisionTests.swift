import Casework
import EventLog
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Deciding")
struct DecisionTests {
    @Test("A posted decision lands on the log, signed with who, role, when and plan, and waits to take effect")
    func lands() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/incidents/inc1/decisions/regrade", method: .post, headers: browser.formHeaders,
                body: browser.form([("grade", "I"), ("reason", "央视跟进"), ("revision", "7")]))
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/incidents/inc1")
            let decision = try #require(try fixture.decisions.first)
            #expect(decision.regrade.grade == .i)
            #expect(decision.person == "lin-yue")
            #expect(decision.role == "leadership-deputy")
            #expect(decision.decidedAt == fixture.clock.now)
            #expect(decision.planHash == fixture.plan.hash)
            #expect(decision.subject == "lanjiang-bank")
            #expect(decision.seenRevision == 7)
            let record = try #require(fixture.log.appended.first)
            #expect(record.key == Array(decision.id.utf8))
            #expect(
                record.headers.contains { $0.name == "ce_type" && $0.value == Array("fenghuo.decision.taken.v1".utf8) })

            await fixture.catchUp()
            let waiting = try await client.execute(uri: "/incidents/inc1", method: .get, headers: browser.headers)
            #expect(String(buffer: waiting.body).contains("data-decision=\"\(decision.id)\""))
            var later = Samples.incident(grade: .i)
            later.revision = 8
            try await fixture.show([(.incidentAssessed, later.id, later)])
            let done = try await client.execute(uri: "/incidents/inc1", method: .get, headers: browser.headers)
            #expect(!String(buffer: done.body).contains("data-test=\"pending\""))
        }
    }

    @Test("A decision carries on the trace that its request came in with")
    func traced() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        let incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try await fixture.app().test(.router) { client in
            for (trace, nonce) in [(incoming, "nonce-0001"), ("none", "nonce-0002")] {
                var headers = browser.formHeaders
                headers[try #require(HTTPField.Name("traceparent"))] = trace
                let answer = try await client.execute(
                    uri: "/incidents/inc1/decisions/add-note", method: .post, headers: headers,
                    body: browser.form([("text", "记录 \(trace)")], nonce: nonce))
                #expect(answer.status == .seeOther)
            }
        }
        let traces = fixture.log.appended.filter { $0.topicPartition.topic == EventKind.decisionTaken.topic }.map {
            record in
            record.headers.first { $0.name == "traceparent" }.map { String(decoding: $0.value, as: UTF8.self) } ?? ""
        }
        #expect(traces.count == 2)
        #expect(traces.first == incoming)
        #expect(traces.last.flatMap { TraceParent($0) } != nil)
    }

    @Test("The same form posted twice is one decision; the same key for another decision is refused")
    func twice() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            for seen in [false, true] {
                if seen { await fixture.catchUp() }
                for _ in 1...2 {
                    let answer = try await client.execute(
                        uri: "/incidents/inc1/decisions/add-note", method: .post, headers: browser.formHeaders,
                        body: browser.form([("text", "已联系监管")]))
                    #expect(answer.status == .seeOther)
                }
            }
            #expect(try fixture.decisions.count == 1)
            let other = try await client.execute(
                uri: "/incidents/inc1/decisions/add-note", method: .post, headers: browser.formHeaders,
                body: browser.form([("text", "别的内容")]))
            #expect(other.status == .unprocessableContent)
            #expect(try fixture.decisions.count == 1)
        }
    }

    @Test("Two posts at once are one decision")
    func atOnce() async throws {
        let fixture = try await ConsoleFixture()
        let visitor = try #require(fixture.console.visitor("lin-yue", .bearer))
        let draft = Decision.with {
            $0.incidentID = "inc1"
            $0.note = .with { $0.text = "一次" }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...20 {
                group.addTask { _ = try await fixture.console.desk.decide(draft, by: visitor, key: "same-key-1") }
            }
            try await group.waitForAll()
        }
        #expect(try fixture.decisions.count == 1)
    }

    @Test("When the log cannot be reached the person hears so, and trying again works")
    func logFails() async throws {
        let fixture = try await ConsoleFixture()
        fixture.log.failNext(1)
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            for expected in [HTTPResponse.Status.serviceUnavailable, .seeOther] {
                let answer = try await client.execute(
                    uri: "/incidents/inc1/decisions/add-note", method: .post, headers: browser.formHeaders,
                    body: browser.form([("text", "记录")]))
                #expect(answer.status == expected)
            }
        }
        #expect(try fixture.decisions.count == 1)
    }

    static let refusals: [(person: String, kind: String, fields: [(String, String)], status: Int)] = [
        // nobody's role allows it
        ("tang-xiaoyu", "release-statement", [("statement_id", "st1"), ("content_hash", Samples.hash)], 403),
        ("he-junyi", "regrade", [("grade", "I"), ("reason", "x")], 403),
        ("he-junyi", "close-case", [("reason", "x")], 403),
        ("xu-wenqing", "issue-directive", [("directive_id", "d2")], 403),
        ("xu-wenqing", "decide-resource", [("request_id", "req1"), ("approve", "yes"), ("reason", "x")], 403),
        ("luo-siyuan", "edit-statement", [("statement_id", "st1"), ("channel", "website"), ("language", "en")], 403),
        // the statement asks for other roles
        ("zhou-heng", "sign-statement", [("statement_id", "st1"), ("content_hash", Samples.hash)], 403),
        // a reason is missing
        ("lin-yue", "regrade", [("grade", "I"), ("reason", "  ")], 422),
        ("lin-yue", "false-alarm", [], 422),
        ("lin-yue", "choose-strategy", [("strategy", "deny"), ("responsibility", "preventable")], 422),
        // not what is there now
        ("xu-wenqing", "sign-statement", [("statement_id", "st1"), ("content_hash", "old")], 409),
        ("fang-jing", "release-statement", [("statement_id", "st1"), ("content_hash", Samples.hash)], 409),
        ("lin-yue", "reopen-case", [("reason", "x")], 409),
        ("lin-yue", "add-note", [], 422),
        ("he-junyi", "update-directive", [("directive_id", "d1"), ("step", "done")], 422),
        ("he-junyi", "update-directive", [("directive_id", "d2"), ("step", "accept")], 409),
        ("he-junyi", "update-directive", [("directive_id", "none"), ("step", "accept")], 404),
        ("lin-yue", "meet-clock", [("clock_id", "regulator-report")], 422),
        ("lin-yue", "merge-incidents", [("into", "nothing"), ("reason", "x")], 404),
        ("lin-yue", "conjure", [], 404),
    ]

    @Test("What a person may not decide, or what does not fit, is refused", arguments: refusals.indices)
    func refused(_ index: Int) async throws {
        let row = Self.refusals[index]
        let fixture = try await ConsoleFixture()
        try await fixture.show([(.resourceUpdated, "req1", Samples.request())])
        let browser = fixture.browser(row.person)
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/incidents/inc1/decisions/\(row.kind)", method: .post, headers: browser.formHeaders,
                body: browser.form(row.fields + [("confirmed", "yes")]))
            #expect(answer.status.code == row.status, "\(row.person) \(row.kind): \(String(buffer: answer.body))")
        }
        #expect(try fixture.decisions.isEmpty)
    }

    @Test("Every kind of decision asks for a permission that the plan knows")
    func permissions() {
        let kinds: [Decision.OneOf_Kind] = [
            .regrade(.init()), .falseAlarm(.init()), .merge(.init()), .split(.init()), .rumour(.init()),
            .confirmGrade(.init()), .strategy(.init()), .editStatement(.init()), .sign(.init()), .release(.init()),
            .withdraw(.init()), .issueDirective(.init()), .updateDirective(.init()), .waiveDirective(.init()),
            .meetClock(.init()), .explainClock(.init()), .close(.init()), .reopen(.init()), .note(.init()),
            .acknowledge(.init()), .requestResource(.init()), .decideResource(.init()), .retryDelivery(.init()),
            .openCase(.init()), .extendClock(.init()), .requestReport(.init()), .writeEvaluation(.init()),
        ]
        for kind in kinds {
            #expect(!kind.row.permissions.isEmpty)
        }
    }

    @Test("What cannot be taken back is shown in full and asked again")
    func confirmation() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("xu-wenqing")
        try await fixture.app().test(.router) { client in
            let fields = [("statement_id", "st1"), ("content_hash", Samples.hash)]
            let asked = try await client.execute(
                uri: "/incidents/inc1/decisions/sign-statement", method: .post, headers: browser.formHeaders,
                body: browser.form(fields))
            let page = String(buffer: asked.body)
            #expect(asked.status == .ok)
            #expect(page.contains("data-test=\"confirm\""))
            #expect(page.contains("截至今日16时"))
            #expect(page.contains(Samples.hash))
            #expect(try fixture.decisions.isEmpty)
            let sure = try await client.execute(
                uri: "/incidents/inc1/decisions/sign-statement", method: .post, headers: browser.formHeaders,
                body: browser.form(fields + [("confirmed", "yes")]))
            #expect(sure.status == .seeOther)
            #expect(try fixture.decisions.first?.sign.contentHash == Samples.hash)
        }
    }

    @Test("Only the recipient acknowledges; nobody approves a request of their own")
    func own() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.show([
            (.deliveryUpdated, "del1", Samples.delivery()),
            (.resourceUpdated, "req1", Samples.request(by: "lin-yue")),
        ])
        let tries: [(String, String, [(String, String)], Int)] = [
            ("zhou-heng", "acknowledge", [("delivery_id", "del1")], 403),
            ("lin-yue", "acknowledge", [("delivery_id", "del1")], 303),
            ("lin-yue", "decide-resource", [("request_id", "req1"), ("approve", "yes"), ("reason", "x")], 403),
            ("meng-shulan", "decide-resource", [("request_id", "req1"), ("approve", "yes"), ("reason", "x")], 303),
        ]
        try await fixture.app().test(.router) { client in
            for (person, kind, fields, status) in tries {
                let browser = fixture.browser(person)
                let answer = try await client.execute(
                    uri: "/incidents/inc1/decisions/\(kind)", method: .post, headers: browser.formHeaders,
                    body: browser.form(fields + [("confirmed", "yes")]))
                #expect(answer.status.code == status, "\(person) \(kind)")
            }
        }
    }

    @Test(
        "A form without the right seal, or from elsewhere, decides nothing",
        arguments: ["missing", "wrong", "of another session", "other origin", "other site"])
    func forged(_ how: String) async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        var headers = browser.formHeaders
        var seal = browser.seal
        switch how {
        case "missing": seal = ""
        case "wrong": seal = String(repeating: "0", count: 64)
        case "of another session": seal = fixture.browser("lin-yue").seal
        case "other origin": headers[.origin] = "https://evil.example"
        default: headers[.secFetchSite] = "cross-site"
        }
        try await fixture.app().test(.router) { [headers, seal] client in
            let answer = try await client.execute(
                uri: "/incidents/inc1/decisions/add-note", method: .post, headers: headers,
                body: browser.form([("text", "x")], seal: seal))
            #expect(answer.status == .forbidden)
        }
        #expect(try fixture.decisions.isEmpty)
    }
}
