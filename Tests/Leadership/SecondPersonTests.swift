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

/// What waits for a second person, and what bounds hold at the console's door.
@Suite("Second persons and bounds at the console")
struct SecondPersonTests {
    static func lowered(by person: String = "fang-jing", for principal: String = "") -> Case {
        var matter = Samples.matter()
        matter.strategy = .with {
            $0.strategy = "diminish"
            $0.decidedAt = Samples.now
        }
        matter.lowering = .with {
            $0.grade = .iv
            $0.askedBy = person
            $0.askedFor = principal
            $0.askedAt = Samples.now
            $0.reason = "影响有限"
        }
        return matter
    }

    private func post(_ fixture: ConsoleFixture, _ person: String, _ json: String) async throws -> TestResponse {
        let headers: HTTPFields = [
            .authorization: "Bearer \(try fixture.token(person))", .contentType: "application/json",
            .idempotencyKey: "key-\(json.hashValue)",
        ]
        return try await fixture.app().test(.router) { client in
            try await client.execute(
                uri: "/api/v1/decisions", method: .post, headers: headers, body: ByteBuffer(string: json))
        }
    }

    @Test(
        "A false alarm is shown as waiting, with the form for whoever is a second person",
        arguments: [("fang-jing", false), ("zhou-heng", true), ("he-junyi", false)])
    func falseAlarm(person: String, mayConfirm: Bool) async throws {
        var matter = Self.lowered()
        matter.lowering.falseAlarm = true
        matter.lowering.grade = .unspecified
        let fixture = try await ConsoleFixture(cases: [matter])
        let browser = fixture.browser(person)
        try await fixture.app().test(.router) { client in
            let page = String(
                buffer: try await client.execute(uri: "/incidents/inc1", method: .get, headers: browser.headers).body)
            #expect(page.contains("that this is a false alarm. A second person has to agree"))
            // Whoever disagrees grades it, having seen that somebody called it one.
            let seen = EventID.hexSHA256(["incident", "false-alarm"])
            if person != "he-junyi" { #expect(page.contains("value=\"\(seen)\"")) }
            #expect(page.contains("name=\"falseAlarm\" value=\"true\"") == mayConfirm)
            let tasks = String(
                buffer: try await client.execute(uri: "/tasks", method: .get, headers: browser.headers).body)
            #expect(tasks.contains("Confirm a false alarm") == mayConfirm)
            let body = #"{"incidentId": "inc1", "confirmGrade": {"falseAlarm": true}, "reason": "agreed"}"#
            #expect(try await post(fixture, person, body).status == (mayConfirm ? .created : .forbidden))
        }
    }

    @Test(
        "A less grave grade is shown as waiting, with the form for whoever is a second person",
        arguments: [
            ("fang-jing", false), ("zhou-heng", true), ("shen-qihang", true), ("tang-xiaoyu", true),
            ("he-junyi", false),
        ])
    func shown(person: String, mayConfirm: Bool) async throws {
        let fixture = try await ConsoleFixture(cases: [Self.lowered()])
        let browser = fixture.browser(person)
        try await fixture.app().test(.router) { client in
            let page = String(
                buffer: try await client.execute(uri: "/incidents/inc1", method: .get, headers: browser.headers).body)
            #expect(page.contains("data-test=\"lowering\""))
            #expect(page.contains("confirm-lowering-form") == mayConfirm)
            let tasks = String(
                buffer: try await client.execute(uri: "/tasks", method: .get, headers: browser.headers).body)
            #expect(tasks.contains("Confirm a less grave grade") == mayConfirm)
        }
    }

    @Test(
        "At the door as in the service: only a second person confirms it",
        arguments: [
            ("fang-jing", "", "fang-jing", "", 403), ("fang-jing", "", "zhou-heng", "", 201),
            ("lin-yue", "", "fang-jing", "lin-yue", 403), ("fang-jing", "lin-yue", "lin-yue", "", 403),
            ("fang-jing", "", "he-junyi", "", 403),
        ])
    func confirmed(first: String, firstFor: String, second: String, secondFor: String, status: Int) async throws {
        let fixture = try await ConsoleFixture(cases: [Self.lowered(by: first, for: firstFor)])
        let answer = try await post(
            fixture, second,
            #"{"incidentId":"inc1","reason":"在途","deputyFor":"\#(secondFor)","confirmGrade":{"grade":"GRADE_IV"}}"#)
        #expect(answer.status.code == status, "\(String(buffer: answer.body))")
    }

    @Test("Who releases goes by the gravest grade since the text's round began, not by that of now")
    func ruleGrade() async throws {
        var matter = Samples.matter(statementState: .signed)
        matter.grade = .iv
        matter.highestGrade = .ii
        matter.statements[0].draftedBy = "fang-jing"
        matter.statements[0].signOffs = [
            .with {
                $0.person = "fang-jing"
                $0.role = "response-lead"
                $0.contentHash = Samples.hash
            }
        ]
        var incident = Samples.incident(grade: .iv)
        incident.regradedBy = "fang-jing"
        for recorded in [Grade.unspecified, .ii] {
            matter.statements[0].ruleGrade = recorded
            let fixture = try await ConsoleFixture(incidents: [incident], cases: [matter])
            let answer = try await post(
                fixture, "fang-jing",
                #"{"incidentId":"inc1","release":{"statementId":"st1","contentHash":"\#(Samples.hash)"}}"#)
            #expect(answer.status == .forbidden)
        }
    }

    @Test("Nobody approves what they or their principal asked for")
    func ownRequest() async throws {
        let fixture = try await ConsoleFixture()
        var request = Samples.request(by: "fang-jing")
        request.requestedFor = "lin-yue"
        try await fixture.show([(.resourceUpdated, "req1", request)])
        let verdict = #"{"incidentId":"inc1","reason":"x","decideResource":{"requestId":"req1","approve":true}}"#
        #expect(try await post(fixture, "lin-yue", verdict).status == .forbidden)
        #expect(try await post(fixture, "meng-shulan", verdict).status == .created)
    }

    /// One row whose due time stood in no part of the page took the console from every approver.
    @Test(
        "Tasks with any due time are listed, on every page",
        arguments: ["", "?page=2", "?page=-1", "?page=x", "?page=99999999999999999999", "?page=9223372036854775807"])
    func tasks(query: String) async throws {
        let fixture = try await ConsoleFixture()
        let times: [Int64] = [0, 1, Samples.now - 1, Samples.now, Samples.now + 1, EventBounds.largest]
        for (index, time) in (0..<120).map({ ($0, times[$0 % times.count]) }) {
            var request = Samples.request()
            request.id = "req-\(index)"
            request.neededAt = time
            try await fixture.show([(.resourceUpdated, request.id, request)])
        }
        let browser = fixture.browser("meng-shulan")
        try await fixture.app().test(.router) { client in
            for uri in ["/tasks\(query)", "/\(query)", "/incidents/inc1"] {
                let answer = try await client.execute(uri: uri, method: .get, headers: browser.headers)
                #expect(answer.status == .ok, "\(uri)")
            }
        }
    }

    @Test("A page of a list that is shorter than was said shows what there is", arguments: [-5, 0, 3, 49, 1_000])
    func shortList(total: Int) {
        for asked in [nil, "1", "2", "-3", "x", "9223372036854775807"] {
            let page = ListPage(total: total, asked: asked)
            #expect(page.of([1, 2, 3]).count <= 3)
            #expect(ListPage(total: total, asked: asked, size: 0).of([Int]()).isEmpty)
        }
    }

    static let refused: [(String, String)] = [
        (#""requestResource":{"kind":"money","quantity":1,"purpose":"x","neededAt":"-1"}"#, "neededAt"),
        (
            #""requestResource":{"kind":"money","quantity":1,"purpose":"x","neededAt":"9223372036854775807"}"#,
            "neededAt"
        ),
        (#""issueDirective":{"department":"it","title":"x","text":"x","dueAt":"253402300799000"}"#, "dueAt"),
        (#""issueDirective":{"directiveId":"d2","dueAt":"253402300799000"}"#, "dueAt"),
        (#""updateDirective":{"directiveId":"d1","step":"DIRECTIVE_STEP_AMEND","dueAt":"253402300799000"}"#, "dueAt"),
        (
            #""editStatement":{"statementId":"st1","channel":"website","language":"zh-Hans","title":"x","body":"x","nextWordAt":"4102444800000"}"#,
            "nextWordAt"
        ),
        (
            #""editStatement":{"statementId":"st1","channel":"website","language":"zh-Hans","title":"x","body":"\#(String(repeating: "👨‍👩‍👧‍👦", count: 1_500))"}"#,
            "body"
        ),
        (#""note":{"text":"\#(String(repeating: "記", count: 10_001))"}"#, "text"),
        (#""note":{"text":"x"},"reason":"\#(String(repeating: "記", count: 2_001))""#, "reason"),
    ]

    @Test("What is out of bounds is refused by name at the API", arguments: refused.indices)
    func bounds(_ index: Int) async throws {
        let fixture = try await ConsoleFixture()
        let answer = try await post(fixture, "lin-yue", "{\"incidentId\":\"inc1\",\(Self.refused[index].0)}")
        #expect(answer.status.code == 422, "\(String(buffer: answer.body).prefix(300))")
        #expect(String(buffer: answer.body).contains("\"\(Self.refused[index].1)\""))
        #expect(try fixture.decisions.isEmpty)
    }

    @Test("Events with numbers that cannot be meant are passed over, and far ones shown")
    func implausible() async throws {
        let fixture = try await ConsoleFixture()
        var drill = Samples.incident(id: "drill")
        drill.drill = true
        drill.firstMentionAt = EventBounds.largest
        drill.lastMentionAt = 0
        drill.volume = [.with { $0.hour = 1 }, .with { $0.hour = EventBounds.largest }]
        var matter = Samples.matter(id: "drill")
        matter.clocks[0].startedAt = 0
        matter.clocks[0].dueAt = EventBounds.largest
        matter.directives[0].dueAt = EventBounds.largest
        try await fixture.show([(.incidentAssessed, drill.id, drill), (.caseAdvanced, "drill", matter)])
        var wrong = drill
        wrong.id = "wrong"
        wrong.firstMentionAt = .max
        let record = LogRecord(
            topicPartition: TopicPartition(EventKind.incidentAssessed.topic, 0), offset: 1_000, timestamp: 0,
            key: Array("wrong".utf8), value: try EventCodec.encode(wrong, as: .protobuf), headers: [])
        #expect(await fixture.view.apply([record]) == 1)
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            for uri in ["/drills", "/", "/incidents/drill", "/clocks", "/tasks", "/statements", "/deliveries"] {
                let answer = try await client.execute(uri: uri, method: .get, headers: browser.headers)
                #expect(answer.status == .ok, "\(uri)")
            }
            let gone = try await client.execute(uri: "/incidents/wrong", method: .get, headers: browser.headers)
            #expect(gone.status == .notFound)
        }
    }

    @Test("Parts of a case that made room are shown where they were, and listed by the API")
    func records() async throws {
        let fixture = try await ConsoleFixture()
        func record(_ id: String, about: String, _ part: (inout CaseRecord) -> Void) -> CaseRecord {
            var record = CaseRecord.with {
                $0.id = id
                $0.incidentID = "inc1"
                $0.subject = "lanjiang-bank"
                $0.about = about
            }
            part(&record)
            return record
        }
        let note = record("note/d1/1/x", about: "d1") {
            $0.note = .with {
                $0.at = Samples.now
                $0.step = "progress"
                $0.text = "已排查网关"
            }
        }
        let old = record("statement/st0", about: "st0") {
            $0.statement = .with {
                $0.id = "st0"
                $0.channel = "website"
                $0.language = "zh-Hans"
                $0.title = "首次通报"
                $0.body = "正文"
                $0.state = .withdrawn
            }
        }
        try await fixture.show([
            (.recordKept, "inc1/note/d1/1/x", note), (.recordKept, "inc1/statement/st0", old),
        ])
        let browser = fixture.browser("lin-yue")
        let token = try fixture.token("lin-yue")
        try await fixture.app().test(.router) { client in
            let page = try await client.execute(
                uri: "/incidents/inc1/directives", method: .get, headers: browser.headers)
            #expect(String(buffer: page.body).contains("已排查网关"))
            let statement = try await client.execute(
                uri: "/incidents/inc1/statements/st0", method: .get, headers: browser.headers)
            #expect(String(buffer: statement.body).contains("首次通报"))
            let listed = try await client.execute(
                uri: "/api/v1/cases/inc1/records", method: .get, headers: [.authorization: "Bearer \(token)"])
            #expect(String(buffer: listed.body).contains("note/d1/1/x"))
        }
        let gone = LogRecord(
            topicPartition: TopicPartition(EventKind.recordKept.topic, 0), offset: 1_000, timestamp: 0,
            key: Array("inc1/note/d1/1/x".utf8), value: nil, headers: [])
        await fixture.view.apply([gone])
        #expect(await fixture.view.snapshot.records(about: "inc1").map(\.id) == ["statement/st0"])
    }
}
