import Casework
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Plan
import Schemas

/// Takes posted decisions: seal, then confirmation where there is no way back, then the desk, then back to the page.
struct DecisionPages: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.post("incidents/:id/decisions/:kind") { request, context in
            let id = try context.parameters.require("id")
            let kind = try context.parameters.require("kind")
            return try await decide(kind, about: id, request, context)
        }
    }

    private func decide(
        _ name: String, about incident: String, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        guard let visitor = context.visitor, case .session(let session) = visitor.proof else {
            throw console.refusal(.signIn("missing"), "forms are for signed-in people; programs use the API", request)
        }
        let fields = try await FormFields(of: request, upTo: Console.largestBody)
        try console.checkForm(fields, session, request)
        let draft = try DecisionForm.draft(kind: name, incident: incident, fields: fields, now: console.clock())
        do {
            if let kind = draft.kind, fields["confirmed"] != "yes", await asksConfirmation(draft, kind, context) {
                return try await confirm(draft, kind: kind, name: name, fields, request, context)
            }
            // One page holds many forms: a nonce counts once for each of them.
            let key = "\(fields["nonce"] ?? "")/\(name)/\(Self.target(fields))"
            let outcome = try await console.take(draft, by: visitor, key: key, request)
            return .redirect(to: Self.back(fields, ofIncident: outcome.decision.incidentID), type: .normal)
        } catch let problem as Problem {
            return try await refused(problem, draft, fields, request, context)
        }
    }

    /// Why not, what stands there now, and what the person wrote, to be sent again.
    private func refused(
        _ problem: Problem, _ draft: Decision, _ fields: FormFields, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        let snapshot = await console.view.snapshot
        guard snapshot.incidents[draft.incidentID] != nil else { throw problem }
        console.record(problem, request, context)
        let naming = console.naming(context)
        let form = RefusedForm(
            problem: problem, decision: draft, fields: fields, snapshot: snapshot, naming: naming)
        var response = try console.page(
            "refused", title: naming.words["problem_\(problem.kind.name)"],
            form.fields(action: request.uri.path, back: Self.back(fields, ofIncident: draft.incidentID)),
            status: problem.kind.status, context: context)
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }

    /// Where the person came from: the incident, or a page of it that the form names.
    private static func back(_ fields: FormFields, ofIncident id: String) -> String {
        let behalf = DecisionForm.standingIn(fields)
        guard let page = fields["back"], page == "evaluation" else {
            guard let tab = fields["back"].flatMap({ IncidentTab(rawValue: $0) }), tab != .overview else {
                return behalf.address(ofIncident: id)
            }
            // Back to the thing itself.
            let things = [("statement_id", "statement-"), ("directive_id", "directive-"), ("clock_id", "clock-")]
            let thing = things.lazy.compactMap { name, prefix in fields[name].map { prefix + PageAddress.encoded($0) } }
                .first
            let address = behalf.kept(in: PageAddress(path: tab.address(of: id))).href
            return thing.map { "\(address)#\($0)" } ?? address
        }
        let section = fields["section"].map { "#w-\(PageAddress.encoded($0))" } ?? ""
        return "/incidents/\(PageAddress.encoded(id))/evaluation\(section)"
    }

    private func asksConfirmation(
        _ draft: Decision, _ kind: Decision.OneOf_Kind, _ context: ConsoleContext
    ) async -> Bool {
        let snapshot = await console.view.snapshot
        guard let incident = snapshot.incidents[draft.incidentID] else { return kind.row.asksConfirmation }
        return DecisionWeight(snapshot: snapshot, incident: incident, naming: console.naming(context))
            .asksConfirmation(kind)
    }

    private static func target(_ fields: FormFields) -> String {
        ["statement_id", "directive_id", "clock_id", "delivery_id", "request_id", "step"].compactMap { fields[$0] }
            .joined(separator: "/")
    }

    private func confirm(
        _ draft: Decision, kind: Decision.OneOf_Kind, name: String, _ fields: FormFields, _ request: Request,
        _ context: ConsoleContext
    ) async throws -> Response {
        let snapshot = await console.view.snapshot
        guard let incident = snapshot.incidents[draft.incidentID], let own = context.visitor else {
            throw Problem(.notFound, "there is no incident \"\(draft.incidentID)\"")
        }
        // What would be refused anyway is not worth a confirmation.
        var asked = draft
        asked.person = own.person.id
        do { _ = try snapshot.file(for: asked, plan: console.plan, now: console.clock()).admit(asked) } catch {
            let problem = Problem(error)
            throw console.refusal(problem.kind, problem.detail, request, field: problem.field, person: own.person.id)
        }
        let naming = console.naming(context)
        let summary = DecisionSummary(snapshot: snapshot, incident: incident, naming: naming).rows(draft, kind)
        return try console.page(
            "confirm", title: naming.decision(kind),
            [
                "kind": name, "action": request.uri.path,
                "back": Self.back(fields, ofIncident: incident.id), "summary": summary,
                "consequence": DecisionWeight(snapshot: snapshot, incident: incident, naming: naming).consequence(kind),
                "carried": fields.pairs.filter { $0.name != Forgery.field && $0.name != "confirmed" }
                    .map { ["name": $0.name, "value": $0.value] as Fields },
            ], context: context)
    }
}

extension Console {
    /// Hands a decision to the desk; refusals are logged and counted.
    func take(
        _ draft: Decision, by visitor: Visitor, key: String, _ request: Request
    ) async throws -> DecisionDesk.Outcome {
        do {
            let outcome = try await desk.decide(draft, by: visitor, key: key)
            let decision = outcome.decision
            if case .taken = outcome, let kind = decision.kind {
                let name = kind.name
                ConsoleMetrics.decisions(name).increment()
                logger.info(
                    "decision taken",
                    metadata: [
                        "decision": "\(decision.id)", "kind": "\(name)", "incident": "\(decision.incidentID)",
                        "person": "\(decision.person)", "role": "\(decision.role)",
                    ])
            }
            return outcome
        } catch let problem as Problem {
            throw refusal(
                problem.kind, problem.detail, request, field: problem.field, person: visitor.person.id)
        }
    }
}
