import Casework
import Hummingbird
import Plan
import Schemas

/// The page of an incident's statement package: everything that is said, signed with one form and let out with another.
struct PackagePage: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("incidents/:id/package") { request, context in
            let query = FormFields(body: request.uri.query ?? "")
            let behalf = StandingIn(
                principal: query[StandingIn.forWhom] ?? "", reason: String((query[StandingIn.why] ?? "").prefix(300)))
            let place = try await place(context.parameters.require("id"), behalf, context)
            let answer = await answer(to: context.address["answer"], at: place)
            return try page(place, answer, context, isLive: true)
        }
        for act in PackageForm.Act.allCases {
            pages.post(RouterPath("incidents/:id/package/\(act.rawValue)")) { request, context in
                try await decide(act, about: context.parameters.require("id"), request, context)
            }
        }
    }

    /// What a page about one package is made of.
    private struct Place {
        var incident: Incident
        var matter: Case
        var snapshot: ViewSnapshot
        var visitor: Visitor
        var behalf: StandingIn
        var now: Int64

        var address: String { Self.address(of: incident.id) }
        static func address(of incident: String) -> String { "/incidents/\(PageAddress.encoded(incident))/package" }
    }

    private func place(_ id: String, _ behalf: StandingIn, _ context: ConsoleContext) async throws -> Place {
        guard let own = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
        let snapshot = await console.view.snapshot
        guard let incident = snapshot.incidents[id], let matter = snapshot.cases[id] else {
            throw Problem(.notFound, "there is no case of incident \"\(Refusals.shown(id))\"")
        }
        return Place(
            incident: incident, matter: matter, snapshot: snapshot,
            visitor: try own.acting(for: behalf.principal, in: console.plan), behalf: behalf, now: console.clock())
    }

    private func page(
        _ place: Place, _ answer: PackageAnswer?, _ context: ConsoleContext, isLive: Bool,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let naming = console.naming(context)
        let file = IncidentFile(
            incident: place.incident, matter: place.matter, snapshot: place.snapshot, visitor: place.visitor,
            naming: naming, now: place.now)
        let package = StatementPackage(
            matter: place.matter, snapshot: place.snapshot, visitor: place.visitor, plan: console.plan, now: place.now)
        var fields = PackageRows(package: package, file: file, matter: place.matter, address: place.address).fields
        fields["incident"] = file.head
        fields["deputyFor"] = place.behalf.principal.isEmpty ? nil : place.behalf.principal
        fields["deputyReason"] = place.behalf.reason
        if let answer { fields["answer"] = PackageRows.answer(answer, in: place.matter, naming) }
        return try console.page(
            "package", title: naming.words["package_title"], fields, status: status,
            live: isLive ? place.incident.id : nil, context: context)
    }

    // MARK: deciding

    private func decide(
        _ act: PackageForm.Act, about id: String, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        guard let visitor = context.visitor, case .session(let session) = visitor.proof else {
            throw console.refusal(.signIn("missing"), "forms are for signed-in people; programs use the API", request)
        }
        let fields = try await FormFields(of: request, upTo: Console.largestBody)
        try console.checkForm(fields, session, request)
        let place = try await place(id, DecisionForm.standingIn(fields), context)
        let drafts = try PackageForm(act: act, incident: id, fields: fields, now: place.now).drafts()
        guard fields["confirmed"] == "yes" else { return try confirm(act, drafts, place, fields, request, context) }
        let nonce = fields["nonce"] ?? ""
        var answer = PackageAnswer(rows: [])
        for draft in drafts {
            let version = draft.statementID
            do {
                let outcome = try await console.take(
                    draft, by: visitor, key: PackageForm.key(nonce: nonce, act: act, version: version), request)
                answer.rows.append((outcome.decision, .taken(.pending)))
            } catch let problem as Problem {
                console.record(problem, request, context)
                answer.rows.append((draft, .refused(problem.detail)))
            }
        }
        guard answer.isWhole else {
            let isAny = answer.rows.contains { $0.outcome == .taken(.pending) }
            return try page(place, answer, context, isLive: false, status: isAny ? .ok : .conflict)
        }
        let back = PageAddress(path: place.address, items: [.init(name: "answer", value: "\(act.rawValue).\(nonce)")])
        return .redirect(to: place.behalf.kept(in: back).href, type: .normal)
    }

    /// What will be carried out of it, what will not and why, before there is no way back.
    private func confirm(
        _ act: PackageForm.Act, _ drafts: [Decision], _ place: Place, _ fields: FormFields, _ request: Request,
        _ context: ConsoleContext
    ) throws -> Response {
        let naming = console.naming(context)
        var refused: [(Decision, Refusal)] = []
        var admitted: [Decision] = []
        for draft in drafts {
            var asked = draft
            asked.person = context.visitor?.person.id ?? ""
            do throws(Refusal) {
                _ = try place.snapshot.file(for: asked, plan: console.plan, now: place.now).admit(asked)
                admitted.append(draft)
            } catch { refused.append((draft, error)) }
        }
        if admitted.isEmpty, let first = refused.first {
            let problem = Problem(first.1)
            throw console.refusal(
                problem.kind, problem.detail, request, field: problem.field, person: place.visitor.person.id)
        }
        let rows = PackageConfirmation(matter: place.matter, naming: naming)
        return try console.page(
            "package-confirm", title: naming.words["package_\(act.rawValue)_title"],
            Fields([
                "kind": act.kind, "action": request.uri.path,
                "back": place.behalf.kept(in: .init(path: place.address)).href,
                "consequence": naming.words["will_package_\(act.rawValue)"],
                "incidentTitle": naming.title(place.incident), "gradeText": naming.grade(place.matter.grade),
                "reason": fields["reason"], "admitted": admitted.map { rows.row($0) },
                "isPart": !refused.isEmpty,
                "refused": refused.map { rows.row($0.0, refused: $0.1.reason) },
                "sure": naming.words.filled("package_\(act.rawValue)_sure", String(admitted.count)),
                "carried": fields.pairs.filter { $0.name != Forgery.field && $0.name != "confirmed" }
                    .map { ["name": $0.name, "value": $0.value] as Fields },
            ]), context: context)
    }

    /// What came of the decisions of a form that was sent before: its act and nonce stand in the address.
    private func answer(to form: String?, at place: Place) async -> PackageAnswer? {
        guard let parts = form?.split(separator: ".", maxSplits: 1), parts.count == 2,
            let act = PackageForm.Act(rawValue: String(parts[0]))
        else { return nil }
        let person = place.behalf.principal.isEmpty ? place.visitor.person.id : place.visitor.acting.person
        var rows: [(Decision, PackageAnswer.Outcome)] = []
        for statement in place.matter.statements {
            let key = PackageForm.key(nonce: String(parts[1]), act: act, version: statement.id)
            let id = EventID.derive("decision", person, key)
            if let decision = place.snapshot.decisions[id] {
                rows.append((decision, .taken(place.snapshot.outcome(of: decision))))
            } else if let decision = await console.desk.taken(id) {
                rows.append((decision, .taken(.pending)))
            }
        }
        return rows.isEmpty ? nil : PackageAnswer(rows: rows)
    }
}

extension StandingIn {
    /// An address that is on the same behalf.
    func kept(in address: PageAddress) -> PageAddress {
        guard !principal.isEmpty else { return address }
        return address.with(Self.forWhom, principal).with(Self.why, reason)
    }
}

extension Decision {
    /// The statement that it signs or lets out; empty where it does neither.
    var statementID: String {
        switch kind {
        case .sign(let sign): sign.statementID
        case .release(let release): release.statementID
        default: ""
        }
    }
}
