import Schemas
import SwiftProtobuf

/// Cases with their statements, directives and clocks.
enum APICases {
    static let routes = [
        APIRoute(
            path: "/api/v1/cases", id: "listCases", summary: "Cases by incident.", tag: "Cases",
            query: APIParameter.paging + [
                .choice("grade", of: Grade.self, "Only of this grade."),
                .choice("state", of: CaseState.self, "Only in this state."), .subject, .since("changed"), .drill,
            ], answer: .list(Case.self)
        ) { call in
            try call.page(
                call.snapshot.cases.values.filter { matter in
                    (call.choice("grade", Grade.self).map { $0 == matter.grade } ?? true)
                        && (call.choice("state", CaseState.self).map { $0 == matter.state } ?? true)
                        && (call["subject"].map { $0 == matter.subject } ?? true)
                        && (call.number("since").map { matter.updatedAt >= $0 } ?? true)
                        && (call.flag("drill").map { $0 == matter.drill } ?? true)
                }, key: \.incidentID
            ) { $0 }
        },
        APIRoute(
            path: "/api/v1/cases/{incident}", id: "getCase", summary: "The case of an incident.", tag: "Cases",
            answer: .one(Case.self), problems: [404]
        ) { call in try call.one(try call.matter()) },
        APIRoute(
            path: "/api/v1/cases/{incident}/records", id: "listCaseRecords",
            summary: "Parts of a case that made room in it, by record id: notes of directives by time, what is over.",
            tag: "Cases", query: APIParameter.paging, answer: .list(CaseRecord.self), problems: [404]
        ) { call in
            let matter = try call.matter()
            return try call.page(call.snapshot.records(about: matter.incidentID), key: \.id) { $0 }
        },
        APIRoute(
            path: "/api/v1/statements", id: "listStatements", summary: "Statements by incident and id.", tag: "Cases",
            query: APIParameter.paging + [
                .incident, .choice("state", of: StatementState.self, "Only in this state."),
                APIParameter(
                    name: "channel", kind: .text(longest: 200), description: "Only for this channel of the plan."),
                .choice("language", of: ["zh-Hans", "zh-Hant", "en"], "Only in this language."),
            ], answer: .list(StatementView.self)
        ) { call in
            let all = cases(call).flatMap { matter in
                call.snapshot.statements(of: matter).map { (matter.incidentID, $0) }
            }
            return try call.page(
                all.filter { _, statement in
                    (call.choice("state", StatementState.self).map { $0 == statement.state } ?? true)
                        && (call["channel"].map { $0 == statement.channel } ?? true)
                        && (call["language"].map { $0 == statement.language } ?? true)
                }, key: { "\($0.0)/\($0.1.id)" }
            ) { StatementView(incident: $0.0, statement: $0.1, versions: []) }
        },
        APIRoute(
            path: "/api/v1/cases/{incident}/statements/{statement}", id: "getStatement",
            summary: "A statement with every text it had.", tag: "Cases", answer: .one(StatementView.self),
            problems: [404]
        ) { call in
            let matter = try call.matter()
            let id = try call.capture("statement")
            guard let statement = call.snapshot.statements(of: matter).first(where: { $0.id == id }) else {
                throw Problem(.notFound, "there is no statement \"\(Refusals.shown(id))\" in this case")
            }
            let versions = call.snapshot.statementVersions[matter.incidentID]?[id] ?? []
            return try call.one(
                StatementView(incident: matter.incidentID, statement: statement, versions: versions))
        },
        APIRoute(
            path: "/api/v1/directives", id: "listDirectives",
            summary: "Directives by due time; those without come last.",
            tag: "Cases",
            query: APIParameter.paging + [
                .incident, .choice("state", of: DirectiveState.self, "Only in this state."),
                APIParameter(
                    name: "department", kind: .text(longest: 200), description: "Only of this department of the plan."),
                APIParameter(
                    name: "assignee", kind: .text(longest: 200), description: "Only of this person of the plan."),
            ], answer: .list(DirectiveView.self)
        ) { call in
            let all = cases(call).flatMap { matter in call.snapshot.directives(of: matter).map { (matter, $0) } }
            return try call.page(
                all.filter { _, directive in
                    (call.choice("state", DirectiveState.self).map { $0 == directive.state } ?? true)
                        && (call["department"].map { $0 == directive.department } ?? true)
                        && (call["assignee"].map { $0 == directive.assignee } ?? true)
                },
                key: { matter, directive in
                    "\(APICall.ascending(directive.dueAt > 0 ? directive.dueAt : .max))-\(matter.incidentID)-\(directive.id)"
                }
            ) { matter, directive in
                DirectiveView.with {
                    $0.incidentID = matter.incidentID
                    $0.incidentTitle = call.title(matter.title, isDrill: matter.drill)
                    $0.grade = matter.grade
                    $0.directive = directive
                }
            }
        },
        APIRoute(
            path: "/api/v1/clocks", id: "listClocks", summary: "Deadlines of the cases by due time.", tag: "Cases",
            query: APIParameter.paging + [.incident, .choice("state", of: ClockState.self, "Only in this state.")],
            answer: .list(ClockView.self)
        ) { call in
            let all = cases(call).flatMap { matter in matter.clocks.map { (matter, $0) } }
            return try call.page(
                all.filter { _, clock in
                    call.choice("state", ClockState.self).map { $0 == OutwardClocks.of(clock).state } ?? true
                },
                key: { "\(APICall.ascending($1.dueAt))-\($0.incidentID)-\($1.id)" }
            ) { matter, clock in
                ClockView.with {
                    $0.incidentID = matter.incidentID
                    $0.incidentTitle = call.title(matter.title, isDrill: matter.drill)
                    $0.grade = matter.grade
                    $0.clock = clock
                }
            }
        },
    ]

    /// All, or that of the incident asked for.
    private static func cases(_ call: APICall) -> [Case] {
        guard let incident = call["incident"] else { return Array(call.snapshot.cases.values) }
        return call.snapshot.cases[incident].map { [$0] } ?? []
    }
}

extension StatementView {
    init(incident: String, statement: Statement, versions: [StatementVersion]) {
        self = .with {
            $0.incidentID = incident
            $0.statement = statement
            $0.missingRoles = statement.missingRoles
            $0.versions = versions.map { version in
                .with {
                    $0.version = version.version
                    $0.title = version.title
                    $0.body = version.body
                    $0.contentHash = version.contentHash
                    $0.draftedBy = version.draftedBy
                    $0.draftedAt = version.draftedAt
                }
            }
        }
    }
}
