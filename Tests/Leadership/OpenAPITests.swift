import Archive
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("OpenAPI document")
struct OpenAPITests {
    @Test("The committed document is that of the routes")
    func committed() throws {
        let file = ConsoleFixture.root.appending(path: "Documentation/openapi.json")
        let committed = try String(contentsOf: file, encoding: .utf8)
        let made = try OpenAPIDocument.text
        #expect(
            committed == made,
            "write it anew: swift run fenghuo openapi > Documentation/openapi.json")
    }

    @Test("Every route below /api/v1 is documented, and every documented route is there")
    func routes() async throws {
        let router = try await ConsoleFixture().console.router()
        let routed = router.routes.map { "\($0.method.rawValue) \($0.path)" }
            .filter { $0.contains(" /api/v1/") || $0.hasSuffix(" /events") }
            .map { $0.replacing(/:(\w+)/) { "{\($0.output.1)}" } }
        guard case .object(let document) = OpenAPIDocument.value, case .object(let paths)? = document["paths"] else {
            Issue.record("no document")
            return
        }
        let documented = paths.flatMap { path, operations -> [String] in
            guard case .object(let operations) = operations, operations["servers"] == nil else { return [] }
            return operations.keys.map { "\($0.uppercased()) \(path)" }
        }
        #expect(Set(routed) == Set(documented))
        #expect(routed.count > 30)
    }

    @Test("It is served to anybody, and operations have ids of their own")
    func served() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/api/v1/openapi.json", method: .get)
            #expect(answer.status == .ok)
            let made = try OpenAPIDocument.text
            #expect(String(buffer: answer.body) == made)
        }
        #expect(Set(APIRoutes.all.map(\.id)).count == APIRoutes.all.count)
    }

    /// A console in which there is one of everything.
    static func full() async throws -> ConsoleFixture {
        var matter = Samples.matter()
        matter.statements[0].facts = [.with { $0.name = "as-of" }]
        let fixture = try await ConsoleFixture(cases: [matter])
        try await fixture.show(Samples.journal(12).map { (.journalEntered, "inc1", $0) })
        var drill = Samples.incident(id: "drill1")
        drill.drill = true
        try await fixture.show([
            (.incidentAssessed, "drill1", drill), (.deliveryUpdated, "del1", Samples.delivery(to: "zhou-heng")),
            (.resourceUpdated, "req1", Samples.request()),
            (.sourceObserved, "weibo-stream", Source.with { $0.id = "weibo-stream" }),
            (
                .recordKept, "inc1/note/d1/1/x",
                CaseRecord.with {
                    $0.id = "note/d1/1/x"
                    $0.incidentID = "inc1"
                    $0.subject = "lanjiang-bank"
                    $0.keptAt = Samples.now
                    $0.about = "d1"
                    $0.note = .with {
                        $0.at = Samples.now
                        $0.person = "lin-yue"
                        $0.step = "progress"
                        $0.text = "已排查网关"
                    }
                }
            ),
            (
                .evaluationWritten, "inc1",
                Evaluation.with {
                    $0.incidentID = "inc1"
                    $0.title = "=cmd|'/c calc'!A1"
                    $0.volume = Samples.incident().volume
                    $0.clocks = matter.clocks
                    $0.effects = [.with { $0.action = "statement released" }]
                    $0.timeline = (try? Samples.journal(2)) ?? []
                }
            ),
            (
                .decisionTaken, "dec1",
                Decision.with {
                    $0.id = "dec1"
                    $0.incidentID = "inc1"
                    $0.person = "lin-yue"
                    $0.planHash = fixture.plan.hash
                    $0.decidedAt = Samples.now
                    $0.note = .with { $0.text = "x" }
                }
            ),
            (
                .accessRecorded, "lin-yue",
                Access.with {
                    $0.id = "acc1"
                    $0.kind = .signedIn
                    $0.person = "lin-yue"
                    $0.at = Samples.now
                }
            ),
        ])
        return fixture
    }

    static let known = [
        "{incident}": "inc1", "{statement}": "st1", "{delivery}": "del1", "{decision}": "dec1",
        "{mention}": "m1",
    ]

    @Test(
        "What a route answers is what its schema says", arguments: APIRoutes.all.filter { $0.method == .get }.map(\.id))
    func answers(_ id: String) async throws {
        let route = try #require(APIRoutes.all.first { $0.id == id })
        // Files are looked at where they are exported (LookupTests).
        switch route.answer {
        case .events, .file: return
        default: break
        }
        let fixture = try await Self.full()
        let archive = try LookupTests.Folder(mentions: [LookupTests.mention("m1", "银行")])
        fixture.console.archive.answer(from: archive.file)
        let headers: HTTPFields = [.authorization: "Bearer \(try fixture.token("zhou-heng"))"]
        let path = Self.known.reduce(route.path) { $0.replacing($1.key, with: $1.value) }
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: path, method: .get, headers: headers)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            let document = try SchemaCheck(OpenAPIDocument.value)
            let faults = try document.faults(
                in: Data(Array(buffer: answer.body)), of: route.path, method: "get", status: "200",
                type: "application/json")
            #expect(faults.isEmpty, "\(faults.prefix(5))")
            if case .list = route.answer {
                #expect(!String(buffer: answer.body).hasPrefix("{\"items\":[]"), "an empty list proves nothing")
            }
            guard route.hasCSV else { return }
            let table = try await client.execute(uri: "\(path)?format=csv", method: .get, headers: headers)
            #expect(table.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(String(buffer: table.body).hasPrefix("\u{feff}"))
        }
    }

    @Test("A refusal is what its schema says")
    func problem() async throws {
        let fixture = try await Self.full()
        try await fixture.app().test(.router) { client in
            let document = try SchemaCheck(OpenAPIDocument.value)
            let answer = try await client.execute(uri: "/api/v1/incidents", method: .get)
            let faults = try document.faults(
                in: Data(Array(buffer: answer.body)), of: "/api/v1/incidents", method: "get", status: "401",
                type: "application/problem+json")
            #expect(faults.isEmpty, "\(faults)")
        }
    }

    @Test("The schemas' enumerations are the messages' own")
    func enumerations() throws {
        func readBack<M: Message>(_ type: M.Type) throws {
            var read = 0
            for field in SchemaDescriptors.all.messages[SchemaDescriptors.name(of: type)]?.fields ?? [] {
                guard case .enumeration(let kind) = field.kind else { continue }
                for value in SchemaDescriptors.all.enumerations[kind] ?? [] {
                    let text = "{\"\(field.jsonName)\":\"\(value.name)\"}"
                    #expect(throws: Never.self, "\(text)") { try M(jsonString: text) }
                    read += 1
                }
            }
            #expect(read > 2, "\(type)")
        }
        try readBack(Incident.self)
        try readBack(Case.self)
        try readBack(Statement.self)
        try readBack(Directive.self)
        try readBack(CaseClock.self)
        try readBack(Delivery.self)
        try readBack(ResourceRequest.self)
        try readBack(Evidence.self)
        try readBack(UpdateDirective.self)
        try readBack(SetRumourState.self)
    }

    @Test("Every schema that comes from a message says what each member is")
    func described() throws {
        guard case .object(let document) = OpenAPIDocument.value,
            case .object(let components)? = document["components"], case .object(let schemas)? = components["schemas"]
        else {
            Issue.record("no schemas")
            return
        }
        var members = 0
        for (name, schema) in schemas {
            guard case .object(let schema) = schema, case .object(let properties)? = schema["properties"] else {
                continue
            }
            for (member, property) in properties {
                members += 1
                guard case .object(let property) = property, case .string(let said)? = property["description"] else {
                    Issue.record("\(name).\(member) says nothing")
                    continue
                }
                #expect(said.count > 3, "\(name).\(member)")
            }
        }
        #expect(members > 700)
    }

    @Test("Every kind of decision has an example that is one")
    func examples() throws {
        guard case .object(let examples) = DecisionDrafts.examples else { return }
        #expect(examples.count == DecisionDrafts.kinds.count)
        for (name, example) in examples {
            guard case .object(let example) = example, let value = example["value"] else { continue }
            let decision = try Decision(jsonUTF8Bytes: Array(try value.text().utf8))
            #expect(decision.kind != nil, "\(name)")
        }
    }

    @Test("Everything a decision can be is in its schema")
    func draft() throws {
        guard case .object(let document) = OpenAPIDocument.value,
            case .object(let components)? = document["components"],
            case .object(let schemas)? = components["schemas"], case .object(let draft)? = schemas["DecisionDraft"],
            case .array(let kinds)? = draft["oneOf"]
        else {
            Issue.record("no schema of a decision")
            return
        }
        #expect(kinds.count >= PermissionTests.kinds.count)
    }
}
