import Casework
import Hummingbird
import Schemas

/// The after-action reports: all of them, and each as one document that prints on A4.
struct EvaluationPages: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("evaluations") { _, context in try await list(context) }
        pages.get("incidents/:id/evaluation") { _, context in
            try await one(context.parameters.require("id"), context)
        }
    }

    private func list(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let all = snapshot.evaluations.values
            .sorted { ($0.closedAt, $0.incidentID) > ($1.closedAt, $1.incidentID) }
        let page = ListPage(total: all.count, asked: context.address["page"])
        return try console.page(
            "evaluations", title: naming.words["nav_evaluations"],
            Fields([
                "evaluations": page.of(all).map { row($0, naming) },
                "paging": page.fields(context.address, naming.words),
            ]), live: "*", context: context)
    }

    private func row(_ evaluation: Evaluation, _ naming: Naming) -> Fields {
        let missed = evaluation.clocks.count { $0.state == .missed }
        let counted = evaluation.countedClocks
        let firstWord =
            evaluation.firstWordAt > 0 && evaluation.discoveredAt > 0
            ? naming.length(evaluation.firstWordAt - evaluation.discoveredAt) : "–"
        return Fields([
            "href": "/incidents/\(evaluation.incidentID)/evaluation", "grade": evaluation.highestGrade.label,
            "gradeName": naming.grade(evaluation.highestGrade), "colour": evaluation.highestGrade.colour,
            "title": naming.title(evaluation),
            "subject": naming.subject(evaluation.subject),
            "outcome": naming.words.texts["outcome_\(evaluation.outcome)"] ?? evaluation.outcome,
            "closedAt": naming.time(evaluation.closedAt), "firstWord": firstWord,
            "clocksMet": "\(counted.met)/\(counted.all)", "hasMissed": missed > 0,
            "mentions": naming.count(evaluation.mentions),
        ])
    }

    private func one(_ id: String, _ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        guard let evaluation = snapshot.evaluations[id] else {
            throw Problem(.notFound, "there is no evaluation of incident \"\(id)\" yet")
        }
        let naming = console.naming(context)
        let report = EvaluationReport(
            evaluation: evaluation, incident: snapshot.incidents[id], matter: snapshot.cases[id], naming: naming,
            mayWrite: context.visitor?.may(.writeEvaluation(WriteEvaluation())) ?? false)
        var fields = report.fields
        if let visitor = context.visitor, let matter = snapshot.cases[id], evaluation.signedAt == 0 {
            fields["signing"] =
                EvaluationSigning(
                    matter: matter, snapshot: snapshot, visitor: visitor, naming: naming, now: console.clock()
                ).fields
        }
        fields["caseRevision"] = snapshot.cases[id]?.revision ?? 0
        fields["incidentHref"] = "/incidents/\(id)"
        fields["printedAt"] = naming.time(console.clock())
        fields["jsonHref"] = "/api/v1/evaluations/\(id)"
        fields["csvHref"] = "/api/v1/evaluations/\(id)?format=csv"
        let title = naming.title(evaluation)
        return try console.page(
            "evaluation", title: naming.words.filled("evaluation_of", title), fields, live: id, context: context)
    }
}
