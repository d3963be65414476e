import Casework
import Plan
import Schemas

/// Carries out a person's decision on a case, or refuses it with the reason.
enum DecisionDesk {
    /// Applies the decision to the file; what is refused leaves nothing but the journal's entry about it.
    /// - Parameter target: of a merge, the incident that goes on.
    static func take(
        _ decision: Decision, kind: Decision.OneOf_Kind, likeCases: [String],
        target: Casework.CaseFile.Known<Incident> = .notKept, in file: inout CaseFile
    ) {
        file.actor = decision.person
        file.decisionID = decision.id
        file.reason = decision.reason
        let before = file
        do throws(Refusal) {
            let known = known(of: decision, kind, target, file)
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
            try CaseRoom.admit(file, was: before.row)
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

    /// What the case knows of what the decision is about.
    private static func known(
        of decision: Decision, _ kind: Decision.OneOf_Kind, _ target: Casework.CaseFile.Known<Incident>,
        _ file: CaseFile
    ) -> Casework.CaseFile {
        var known = Casework.CaseFile(plan: file.plan, now: file.now)
        known.row = .found(file.row)
        known.earlier = file.statements
        // Whoever decided about the incident may have seen more of it than has come here: analysis has the last word.
        let isBehind = kind.row.owner == .analysis && file.row.incident.revision < decision.seenRevision
        known.incident = isBehind ? .notKept : .found(file.row.incident)
        known.target = target
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
            if file.row.hasLowering, confirm.grade == file.row.lowering.grade {
                CaseDesk.confirmLowering(likeCases: likeCases, in: &file)
            } else {
                confirmGrade(in: &file)
            }
        case .rumour(let rumour): setRumourState(rumour, likeCases: likeCases, in: &file)
        case .falseAlarm:
            if file.row.state.isOver || file.row.state == .evaluated {
                file.enter(.decisionNoted, about: ruling.kind.name, ["reason": reason])
            } else {
                CaseDesk.falseAlarm(reason: reason, in: &file)
            }
        case .close: CaseDesk.close(in: &file)
        case .reopen: CaseDesk.reopen(why: reason, likeCases: likeCases, in: &file)
        case .note(let note): file.enter(.noted, ["text": note.text])
        case .regrade(let regrade):
            // The incident may have come before the decision did.
            if file.row.hasLowering, file.row.lowering.grade == regrade.grade, file.row.lowering.askedBy == file.actor,
                file.row.lowering.askedFor.isEmpty
            {
                file.row.lowering.askedFor = file.principal
            }
            file.enter(.decisionNoted, about: ruling.kind.name, details(of: ruling))
        case .merge, .split: file.enter(.decisionNoted, about: ruling.kind.name, details(of: ruling))
        // A case that is there is not opened; and logistics answers the others.
        case .openCase, .acknowledge, .requestResource, .decideResource, .retryDelivery: return
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

    private static func setRumourState(
        _ rumour: SetRumourState, likeCases: [String], in file: inout CaseFile
    ) {
        file.enter(
            .rumourStateSet,
            [
                "state": rumour.state.word, "mentions": rumour.mentionIds.joined(separator: " "), "reason": file.reason,
            ])
        file.row.incident.rumourState = rumour.state
        // A case that is over says nothing new.
        guard !file.row.state.isOver else { return }
        if !file.row.hasStrategy { CaseDesk.propose(likeCases: likeCases, in: &file) }
        RoundWording.renew(&file)
        StatementDrafter.refresh(&file)
    }

    private static func details(of ruling: Ruling) -> [String: String] {
        var details = ["reason": ruling.decision.reason]
        switch ruling.kind {
        case .regrade(let regrade): details["grade"] = regrade.grade.inPlan.label
        case .merge(let merge): details["into"] = merge.into
        case .split(let split): details["mentions"] = split.mentionIds.joined(separator: " ")
        default: break
        }
        return details
    }
}
