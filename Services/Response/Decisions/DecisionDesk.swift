import Casework
import Plan
import Schemas

/// Carries out a person's decision on a case, or refuses it with the reason.
enum DecisionDesk {
    /// Applies the decision to the file; what is refused leaves nothing but the journal's entry about it.
    static func take(_ decision: Decision, kind: Decision.OneOf_Kind, likeCases: [String], in file: inout CaseFile) {
        // About incidents analysis has the word, and it is entered when it comes.
        guard kind.row.owner != .analysis else { return }
        file.actor = decision.person
        file.decisionID = decision.id
        file.reason = decision.reason
        let before = file
        do throws(Refusal) {
            let known = known(file)
            // What logistics carries out it answers, and that is entered then.
            guard kind.row.owner != .logistics else {
                _ = try known.standing(of: decision)
                return file = before
            }
            let ruling = try known.admit(decision)
            file.principal = decision.deputyFor
            recall(kind, in: &file)
            carryOut(ruling, likeCases: likeCases, in: &file)
            if file.row.statements != before.row.statements { Consistency.review(&file) }
            CaseRoom.tidy(&file)
            try CaseRoom.admit(file, was: before.row, by: kind)
        } catch {
            file = before
            file.enter(
                .refused, about: kind.name,
                [
                    "reason": error.reason, "role": decision.role, "state": file.row.state.label,
                    "for": decision.deputyFor,
                ])
        }
    }

    private static func known(_ file: CaseFile) -> Casework.CaseFile {
        var known = Casework.CaseFile(plan: file.plan, now: file.now)
        known.row = .found(file.row)
        known.earlier = file.statements
        known.incident = .found(file.row.incident)
        return known
    }

    /// What made room in the row is there again when somebody decides about it.
    private static func recall(_ kind: Decision.OneOf_Kind, in file: inout CaseFile) {
        switch kind {
        case .withdraw(let withdraw): file.recall(statement: withdraw.statementID)
        case .editStatement(let edit): file.recall(statement: edit.corrects)
        default: return
        }
    }

    private static func carryOut(_ ruling: Ruling, likeCases: [String], in file: inout CaseFile) {
        let reason = ruling.decision.reason
        switch ruling.kind {
        case .strategy: choose(ruling.strategy, in: &file)
        case .editStatement(let edit): StatementSigning.edit(edit, in: &file)
        case .sign(let sign): StatementSigning.sign(sign, role: ruling.role, reason: reason, in: &file)
        case .release(let release): StatementRelease.release(release, accepting: ruling.accepted, in: &file)
        case .withdraw(let withdraw): StatementRelease.withdraw(withdraw, reason: reason, in: &file)
        case .issueDirective:
            DirectiveDesk.issue(ruling.directive, in: &file)
            StatementDrafter.refresh(&file)
        case .updateDirective(let update):
            DirectiveDesk.update(update, for: ruling.principal, reason: reason, in: &file)
        case .waiveDirective(let waive):
            DirectiveDesk.waive(waive, reason: reason, in: &file)
            StatementDrafter.refresh(&file)
        case .meetClock(let meet):
            ClockFiling.file(meet, in: &file)
            EvaluationDesk.rewrite(in: &file)
        case .extendClock(let extend): ClockFiling.extend(extend, reason: reason, in: &file)
        case .requestReport(let request): ReportDesk.request(request, in: &file)
        case .writeEvaluation(let write): EvaluationDesk.write(write, in: &file)
        case .explainClock(let explain):
            ClockFiling.explain(explain, reason: reason, in: &file)
            EvaluationDesk.rewrite(in: &file)
        case .confirmGrade(let confirm):
            if confirm.falseAlarm {
                CaseDesk.confirmFalseAlarm(in: &file)
            } else if file.row.hasLowering, confirm.grade == file.row.lowering.grade {
                CaseDesk.confirmLowering(likeCases: likeCases, in: &file)
            } else {
                confirmGrade(in: &file)
            }
        case .close: CaseDesk.close(in: &file)
        case .reopen: CaseDesk.reopen(why: reason, likeCases: likeCases, in: &file)
        case .note(let note): file.enter(.noted, ["text": note.text])
        // A case that is there is not opened; and of the others the answer is taken in.
        case .openCase, .acknowledge, .requestResource, .decideResource, .retryDelivery, .regrade, .falseAlarm, .rumour,
            .merge, .split:
            return
        }
    }

    private static func choose(_ decided: StrategyChoice, in file: inout CaseFile) {
        let before = file.row.followedStrategy
        file.advance(.strategyChosen)
        file.row.strategy = decided
        file.enter(
            .strategyDecided,
            [
                "strategy": decided.strategy, "supplement": decided.supplement,
                "responsibility": decided.responsibility, "reason": decided.reason,
                "overrides": decided.overrides ? "true" : "",
            ])
        let after = file.row.followedStrategy
        if before?.main != after?.main || before?.supplement != after?.supplement {
            StatementSigning.strategyChanged(in: &file)
        }
        StatementDrafter.refresh(&file)
        // Directives issued before the strategy stood count now.
        if file.row.directives.contains(where: { $0.issuedAt > 0 && $0.isInForce }) {
            file.advance(.directiveIssued)
        }
        StatementSigning.requestSignOffs(for: nil, in: &file)
        ReportDesk.write(.executive, occasion: .strategy, about: file.decisionID, in: &file)
    }

    private static func confirmGrade(in file: inout CaseFile) {
        file.row.gradeConfirmed = true
        file.row.gradeConfirmedBy = file.actor
        file.enter(.gradeConfirmed, ["grade": file.grade.label, "reason": file.reason])
        ClockKeeper.meet(.gradeConfirmed, in: &file)
    }
}
