import Hummingbird
import Plan
import Schemas

/// Sources' coverage, evaluations, the plan, and how to use the API.
struct RecordPages: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("sources") { _, context in try await sources(context) }
        pages.get("evaluations") { _, context in try await evaluations(context) }
        pages.get("incidents/:id/evaluation") { _, context in
            try await evaluation(context.parameters.require("id"), context)
        }
        pages.get("plan") { _, context in try plan(context) }
        pages.get("api") { _, context in try api(context) }
    }

    private func sources(_ context: ConsoleContext) async throws -> Response {
        let naming = console.naming(context)
        let rows = SourceRows(naming: naming, now: console.clock()).rows(await console.view.snapshot)
        return try console.page(
            "sources", title: naming.words["nav_sources"], ["sources": rows], live: "sources", context: context)
    }

    private func evaluations(_ context: ConsoleContext) async throws -> Response {
        let naming = console.naming(context)
        let rows = await console.view.snapshot.evaluations.values
            .sorted { ($0.closedAt, $0.incidentID) > ($1.closedAt, $1.incidentID) }.prefix(200)
            .map { evaluation in
                Fields([
                    "id": evaluation.incidentID, "grade": evaluation.highestGrade.label,
                    "colour": evaluation.highestGrade.colour,
                    "title": evaluation.title.isEmpty ? evaluation.incidentID : evaluation.title,
                    "closedAt": naming.time(evaluation.closedAt),
                ])
            }
        return try console.page(
            "evaluations", title: naming.words["nav_evaluations"],
            ["evaluations": Array(rows), "hasEvaluations": !rows.isEmpty], live: "*", context: context)
    }

    private func evaluation(_ id: String, _ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        guard let evaluation = snapshot.evaluations[id] else {
            throw Problem(.notFound, "there is no evaluation of incident \"\(id)\" yet")
        }
        let naming = console.naming(context)
        let words = naming.words
        let incident = snapshot.incidents[id] ?? Incident()
        let marks = Chart.marks(of: snapshot.cases[id], incident: incident, naming: naming)
        let moments: [(String, String?)] = [
            ("firstMention", naming.time(evaluation.firstMentionAt)),
            ("discovered", naming.time(evaluation.discoveredAt)),
            ("evaluation_opened", naming.time(evaluation.caseOpenedAt)),
            ("evaluation_strategy", naming.time(evaluation.strategyDecidedAt)),
            ("evaluation_firstWord", naming.time(evaluation.firstWordAt)),
            ("evaluation_closed", naming.time(evaluation.closedAt)), ("mentions", String(evaluation.mentions)),
            ("reach", String(evaluation.reach)),
            (
                "evaluation_cost",
                evaluation.cost > 0 ? "\(naming.number(evaluation.cost)) \(evaluation.currency)" : nil
            ),
        ]
        return try console.page(
            "evaluation",
            title: words.filled("evaluation_of", evaluation.title.isEmpty ? id : evaluation.title),
            Fields([
                "id": id, "grade": evaluation.highestGrade.label, "colour": evaluation.highestGrade.colour,
                "subject": naming.subject(evaluation.subject),
                "outcome": words.texts["outcome_\(evaluation.outcome)"] ?? evaluation.outcome,
                "writtenBy": evaluation.writtenBy.isEmpty ? nil : naming.person(evaluation.writtenBy),
                "numbers": moments.compactMap { key, value in
                    value.map { ["label": words[key], "value": $0] as Fields }
                },
                "chart": Chart(volume: evaluation.volume, marks: marks, naming: naming).fields,
                "effects": evaluation.effects.map { effect in
                    Fields([
                        "action": effect.action, "at": naming.time(effect.at),
                        "before": naming.number(effect.mentionsPerHourBefore),
                        "after": naming.number(effect.mentionsPerHourAfter),
                        "negativeBefore": naming.percent(effect.negativeShareBefore),
                        "negativeAfter": naming.percent(effect.negativeShareAfter),
                    ])
                },
                "clockList": evaluation.clocks.map { clock in
                    Fields([
                        "name": naming.clock(clock.id, else: clock.name), "stateWord": clock.state.word,
                        "stateName": naming.state(clock.state), "dueAt": naming.time(clock.dueAt),
                        "metAt": naming.time(clock.metAt),
                        "explanation": clock.explanation.isEmpty ? nil : clock.explanation,
                    ])
                },
                "clauses": evaluation.clauses.map { clause -> Fields in
                    [
                        "path": clause.keyPath, "outcome": words.texts["clause_\(clause.outcome)"] ?? clause.outcome,
                        "note": clause.note,
                    ]
                },
                "lessons": evaluation.lessons, "hasLessons": !evaluation.lessons.isEmpty,
                "timeline": evaluation.timeline.map { IncidentFile.journalRow($0, naming) },
                "planHash": evaluation.planHash,
            ]), live: id, context: context)
    }

    private func plan(_ context: ConsoleContext) throws -> Response {
        let naming = console.naming(context)
        return try console.page(
            "plan", title: naming.words["nav_plan"],
            [
                "planName": console.plan.name, "hash": console.plan.hash,
                "sections": PlanSections(plan: console.plan, naming: naming).sections,
            ], context: context)
    }

    private func api(_ context: ConsoleContext) throws -> Response {
        let words = console.catalogue[context.language]
        let routes = APIRoutes.documented.map { ["route": $0.route, "answer": words[$0.key]] as Fields }
        return try console.page(
            "api", title: words["nav_api"], ["routes": routes, "example": APIRoutes.example], context: context)
    }
}
