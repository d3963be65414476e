import Plan
import Schemas

/// Statements.
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
        try required(edit.title, "title")
        try required(edit.body, "body")
        guard edit.nextWordAt == 0 || edit.nextWordAt > now else {
            throw Problem(.invalid, "the next word is promised for a time that is past", field: "nextWordAt")
        }
        // The evidence is a sample that moves on: what the case already rests on stays good, as `response` has it.
        let facts = matter.statements.first { $0.id == edit.statementID }?.facts ?? []
        let known = Set(
            incident.evidence.map(\.mentionID) + matter.proposal.mentionIds + facts.flatMap(\.mentionIds))
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
        if let objection = statement.objection(toSignatureOf: visitor.acting) { throw conflict(objection) }
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
            to: visitor.acting, releasing: statement, at: gravest(statement), in: plan)
        if let objection {
            throw Problem(.permission, objection)
        }
    }

    /// The case may know a graver grade than the incident by now, or the other way round: the graver counts, and that
    /// which the case had since the text's round began.
    private func gravest(_ statement: Statement) -> Grade {
        .graver(snapshot.cases[incident.id]?.ruleGrade(of: statement) ?? .unspecified, incident.grade)
    }

    func withdraw(_ withdraw: WithdrawStatement) throws {
        let statement = try statement(withdraw.statementID, in: matter())
        guard statement.state == .released || statement.state == .published else {
            throw conflict("only a released statement can be withdrawn")
        }
    }

    private func statement(_ id: String, in matter: Case) throws -> Statement {
        guard let statement = snapshot.statements(of: matter).first(where: { $0.id == id }) else {
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
