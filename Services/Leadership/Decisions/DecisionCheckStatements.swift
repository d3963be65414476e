import Plan
import Schemas

/// Statements, deliveries and resources.
extension DecisionCheck {
    func edit(_ edit: EditStatement) throws {
        let matter = try openMatter()
        guard plan.channel(edit.channel) != nil else { throw unknown("channel", edit.channel) }
        guard ResponsePlan.Language(rawValue: edit.language) != nil else { throw unknown("language", edit.language) }
        if !edit.statementID.isEmpty {
            let statement = try statement(edit.statementID, in: matter)
            guard statement.state == .draft || statement.state == .signed else {
                throw conflict("the statement is out; withdraw it and write another")
            }
        }
        try required(edit.title, "title", atMost: 200)
        try required(edit.body, "body", atMost: Self.longestText)
        let known = Set(incident.evidence.map(\.mentionID))
        for id in edit.factMentionIds where !known.contains(id) {
            throw Problem(.invalid, "mention \"\(id)\" is not among this incident's evidence", field: "factMentionIds")
        }
    }

    func sign(_ sign: SignStatement, reason: String) throws {
        let statement = try statement(sign.statementID, in: openMatter())
        try unchanged(statement, sign.contentHash)
        guard statement.state == .draft || statement.state == .signed else {
            throw conflict("the statement is out or withdrawn; there is nothing to sign")
        }
        guard statement.requiredRoles.contains(where: { visitor.person.roles.contains($0) }) else {
            throw Problem(
                .permission, "this statement is signed by \(statement.requiredRoles.joined(separator: ", ")) only")
        }
        guard !statement.signOffs.contains(where: { $0.person == visitor.person.id && !$0.refused }) else {
            throw conflict("you have signed this text already; nobody signs for two roles")
        }
        guard !sign.refuse || !reason.allSatisfy(\.isWhitespace) else {
            throw Problem(.invalid, "refusing to sign asks for a reason", field: "reason")
        }
    }

    func release(_ release: ReleaseStatement) throws {
        let statement = try statement(release.statementID, in: openMatter())
        try unchanged(statement, release.contentHash)
        guard statement.state == .signed else {
            let missing = statement.missingRoles
            throw conflict(
                statement.state == .draft
                    ? "still to be signed by \(missing.joined(separator: ", "))"
                    : "the statement is not ready for release")
        }
        if let refused = statement.signOffs.first(where: { $0.refused }) {
            throw conflict("\(refused.person) refused to sign this text")
        }
        let objection = TwoPersonRule.objection(
            to: visitor.person.id, releasing: statement, at: gravest(incident), in: plan)
        if let objection {
            throw Problem(.permission, objection)
        }
    }

    /// The case may know a graver grade than the incident by now, or the other way round: the graver counts.
    private func gravest(_ incident: Incident) -> Grade {
        let matter = snapshot.cases[incident.id]?.grade ?? .unspecified
        return matter.order < incident.grade.order ? matter : incident.grade
    }

    func withdraw(_ withdraw: WithdrawStatement) throws {
        let statement = try statement(withdraw.statementID, in: matter())
        guard statement.state == .released || statement.state == .published else {
            throw conflict("only a released statement can be withdrawn")
        }
        try text(withdraw.correction, "correction", atMost: Self.longestText)
    }

    func acknowledge(_ acknowledge: Acknowledge) throws {
        let delivery = try delivery(acknowledge.deliveryID)
        let deputies = plan.person(delivery.recipient)?.deputies ?? []
        guard ([delivery.recipient] + delivery.escalateTo + deputies).contains(visitor.person.id) else {
            throw Problem(
                .permission, "the message went to \(delivery.recipient), who or whose deputy has to acknowledge it")
        }
        guard delivery.state == .pending || delivery.state == .delivered else {
            throw conflict("the message is settled already")
        }
    }

    func request(_ request: RequestResource, id: String) throws -> RequestResource {
        var request = request
        _ = try matter()
        guard let kind = plan.resourceKind(request.kind) else { throw unknown("kind", request.kind) }
        guard request.quantity.isFinite, request.quantity > 0, request.quantity <= 1e9 else {
            throw Problem(.invalid, "expected a quantity above 0, in \(kind.unit)", field: "quantity")
        }
        guard request.cost.isFinite, (0...1e12).contains(request.cost) else {
            throw Problem(.invalid, "expected a cost of 0 or more", field: "cost")
        }
        try required(request.purpose, "purpose", atMost: Self.longestReason)
        if request.requestID.isEmpty { request.requestID = EventID.derive("resource", id) }
        if snapshot.resources[request.requestID] != nil { throw conflict("that was requested already") }
        return request
    }

    func verdict(_ verdict: DecideResource) throws {
        guard let request = snapshot.resources[verdict.requestID], request.incidentID == incident.id else {
            throw Problem(.notFound, "there is no resource request \"\(verdict.requestID)\"", field: "requestId")
        }
        guard request.state == .requested else { throw conflict("the request is decided already") }
        guard request.approverRoles.isEmpty || request.approverRoles.contains(where: visitor.person.roles.contains)
        else {
            throw Problem(
                .permission, "this request is decided by \(request.approverRoles.joined(separator: " or ")) only")
        }
        guard request.requestedBy != visitor.person.id || !verdict.approve else {
            throw Problem(.permission, "nobody approves a request of their own")
        }
        guard verdict.cost.isFinite, (0...1e12).contains(verdict.cost) else {
            throw Problem(.invalid, "expected a cost of 0 or more", field: "cost")
        }
    }

    func delivery(_ id: String) throws -> Delivery {
        guard let delivery = snapshot.deliveries[id], delivery.incidentID == incident.id else {
            throw Problem(.notFound, "there is no delivery \"\(id)\"", field: "deliveryId")
        }
        return delivery
    }

    private func statement(_ id: String, in matter: Case) throws -> Statement {
        guard let statement = matter.statements.first(where: { $0.id == id }) else {
            throw Problem(.notFound, "there is no statement \"\(id)\"", field: "statementId")
        }
        return statement
    }

    private func unchanged(_ statement: Statement, _ hash: String) throws {
        guard statement.contentHash == hash, !hash.isEmpty else {
            throw conflict("the text has changed since it was shown to you; read it again")
        }
    }
}
