public import Plan
public import Schemas

extension CaseFile {
    /// A text goes out that all have signed and nobody refused, by no single person, with a promise that is still ahead,
    /// and in agreement with the other versions as far as the plan asks for it.
    func release(_ release: ReleaseStatement, _ ruling: inout Ruling) throws(Refusal) {
        let row = try openCase()
        let statement = try statement(release.statementID, in: row)
        try unchanged(statement, release.contentHash)
        guard statement.state == .signed else {
            let missing = statement.missingRoles.joined(separator: ", ")
            throw .conflict("statement \(statement.id) is \(statement.state.word); sign-offs missing: \(missing)")
        }
        if let refused = statement.signOffs.first(where: { $0.refused }) {
            throw .conflict("\(refused.person) (\(refused.role)) refused to sign this text")
        }
        let grade = Grade.graver(row.ruleGrade(of: statement), incident.value?.grade ?? .unspecified).planned ?? .four
        let gravest = Schemas.Grade(rawValue: grade.rawValue) ?? .iv
        if let objection = plan.objection(to: ruling.person, releasing: statement, at: gravest) {
            throw .forbidden(objection)
        }
        guard statement.nextWordAt == 0 || statement.nextWordAt > now else {
            throw .conflict("the text promises the next word for a time that is past; draft it anew")
        }
        try step(statement.closedCircle ? .versionReleased : .statementReleased, from: row.state)
        ruling.accepted = try agreement(of: statement, in: row, at: grade, reason: ruling.decision.reason)
    }

    /// - Returns: the contradictions that the release accepts.
    private func agreement(
        of statement: Statement, in row: Case, at grade: ResponsePlan.Grade, reason: String
    ) throws(Refusal) -> [Contradiction] {
        let consistency = plan.statements.consistency
        var accepted: [Contradiction] = []
        for (contradiction, isEarlier) in VersionComparison(plan: plan, incidentID: row.incidentID, now: now)
            .against(statement, in: row)
        {
            let effect = isEarlier ? consistency.effectOnEarlier : consistency.effect[grade] ?? .refuse
            switch effect {
            case .list: continue
            case .reason:
                guard !reason.isBlank else {
                    throw .invalid("\(contradiction.sentence); releasing it all the same takes a reason", "reason")
                }
                accepted.append(contradiction)
            case .refuse:
                throw .conflict("\(contradiction.sentence); no release at grade \(grade.label) until they agree")
            }
        }
        return accepted
    }
}

extension ResponsePlan {
    /// What stands against this person's releasing this text: nobody lets one out alone (`statements.twoPersons`), by the
    /// gravest grade since the text's round began. `nil` where nothing does.
    public func objection(to person: ActingPerson, releasing statement: Statement, at grade: Schemas.Grade) -> String? {
        grade.planned.flatMap {
            statements.twoPersons.objection(
                to: person.everybody, drafters: statement.drafter.everybody,
                signers: statement.signers.map(\.everybody), at: $0)
        }
    }
}
