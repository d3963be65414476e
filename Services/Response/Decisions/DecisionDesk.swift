import Casework
import Plan
import Schemas

/// Carries out a person's decision on a case, or refuses it with the reason.
enum DecisionDesk {
    /// Applies the decision to the file; what is refused leaves nothing but the journal's entry about it.
    static func take(_ decision: Decision, kind: Decision.OneOf_Kind, likeCases: [String], in file: inout CaseFile) {
        file.actor = decision.person
        file.decisionID = decision.id
        file.reason = decision.reason
        let before = file
        do {
            // What logistics answers is entered when its answer is here; what it cannot but refuse is refused now.
            _ = try Self.ruling(decision, kind, file)
            file.principal = decision.deputyFor
            recall(kind, in: &file)
            try carryOut(decision, kind: kind, likeCases: likeCases, in: &file)
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

    /// What made room in the row is there again when somebody decides about it.
    private static func recall(_ kind: Decision.OneOf_Kind, in file: inout CaseFile) {
        switch kind {
        case .withdraw(let withdraw): file.recall(statement: withdraw.statementID)
        case .editStatement(let edit): file.recall(statement: edit.corrects)
        default: return
        }
    }

    private static func ruling(
        _ decision: Decision, _ kind: Decision.OneOf_Kind, _ file: CaseFile
    ) throws(Refusal) -> Ruling {
        let known = Casework.CaseFile(plan: file.plan, now: file.now)
        do { return try kind.row.owner == .logistics ? known.standing(of: decision) : known.admit(decision) } catch {
            throw Refusal(error.reason)
        }
    }

    private static func carryOut(
        _ decision: Decision, kind: Decision.OneOf_Kind, likeCases: [String], in file: inout CaseFile
    ) throws(Refusal) {
        let reason = decision.reason
        switch kind {
        case .strategy(let choice): try choose(choice, decision: decision, in: &file)
        case .editStatement(let edit): try StatementSigning.edit(edit, in: &file)
        case .sign(let sign): try StatementSigning.sign(sign, role: decision.role, reason: reason, in: &file)
        case .release(let release): try StatementRelease.release(release, in: &file)
        case .withdraw(let withdraw): try StatementRelease.withdraw(withdraw, reason: reason, in: &file)
        case .issueDirective(let issue):
            try DirectiveDesk.issue(issue, in: &file)
            StatementDrafter.refresh(&file)
        case .updateDirective(let update): try DirectiveDesk.update(update, reason: reason, in: &file)
        case .waiveDirective(let waive):
            try DirectiveDesk.waive(waive, reason: reason, in: &file)
            StatementDrafter.refresh(&file)
        case .meetClock(let meet):
            try ClockFiling.file(meet, in: &file)
            EvaluationDesk.rewrite(in: &file)
        case .extendClock(let extend): try ClockFiling.extend(extend, reason: reason, in: &file)
        case .requestReport(let request): try ReportDesk.request(request, in: &file)
        case .writeEvaluation(let write): try EvaluationDesk.write(write, in: &file)
        case .explainClock(let explain):
            try ClockFiling.explain(explain, reason: reason, in: &file)
            EvaluationDesk.rewrite(in: &file)
        case .confirmGrade(let confirm):
            if file.row.hasLowering, confirm.grade == file.row.lowering.grade {
                try CaseDesk.confirmLowering(likeCases: likeCases, in: &file)
            } else {
                try confirmGrade(confirm, in: &file)
            }
        case .rumour(let rumour): try setRumourState(rumour, likeCases: likeCases, in: &file)
        case .falseAlarm: try CaseDesk.falseAlarm(reason: reason, in: &file)
        case .close: try CaseDesk.close(in: &file)
        case .reopen:
            guard !reason.isBlank else { throw Refusal("reopening a case takes a reason") }
            try CaseDesk.reopen(why: reason, likeCases: likeCases, in: &file)
        case .openCase: throw Refusal("the incident has a case already")
        case .note(let note):
            guard !note.text.isBlank else { throw Refusal("the note is empty") }
            file.enter(.noted, ["text": note.text])
        case .regrade(let regrade):
            // The incident may have come before the decision did.
            if file.row.hasLowering, file.row.lowering.grade == regrade.grade, file.row.lowering.askedBy == file.actor,
                file.row.lowering.askedFor.isEmpty
            {
                file.row.lowering.askedFor = file.principal
            }
            file.enter(.decisionNoted, about: kind.name, details(of: kind, decision: decision))
        case .acknowledge, .requestResource, .decideResource, .retryDelivery: return
        case .merge, .split:
            file.enter(.decisionNoted, about: kind.name, details(of: kind, decision: decision))
        }
    }

    private static func choose(
        _ choice: ChooseStrategy, decision: Decision, in file: inout CaseFile
    ) throws(Refusal) {
        let before = StatementDrafter.strategy(of: file.row)
        var decided = try StrategyAdvisor(plan: file.plan).decide(
            choice, proposal: file.row.proposal, incident: file.row.incident, person: decision.person, at: file.now,
            reason: decision.reason)
        decided.deputyFor = file.principal
        try file.advance(.strategyChosen)
        file.row.strategy = decided
        file.enter(
            .strategyDecided,
            [
                "strategy": decided.strategy, "supplement": decided.supplement,
                "responsibility": decided.responsibility, "reason": decided.reason,
                "overrides": decided.overrides ? "true" : "",
            ])
        let after = StatementDrafter.strategy(of: file.row)
        if before?.main != after?.main || before?.supplement != after?.supplement {
            StatementSigning.strategyChanged(in: &file)
        }
        StatementDrafter.refresh(&file)
        // Directives issued before the strategy stood count now.
        if file.row.directives.contains(where: { $0.issuedAt > 0 && $0.isInForce }) {
            file.advanceIfPossible(.directiveIssued)
        }
        StatementSigning.requestSignOffs(for: nil, in: &file)
        ReportDesk.write(.executive, occasion: .strategy, about: file.decisionID, in: &file)
    }

    private static func confirmGrade(
        _ confirm: ConfirmGrade, in file: inout CaseFile
    ) throws(Refusal) {
        guard confirm.grade == file.row.grade else {
            throw Refusal("the grade is \(file.grade.label) now, not \(confirm.grade.inPlan.label)")
        }
        let roles = file.plan.grading.confirmation.first { $0.grades.contains(file.grade) }?.roles ?? []
        guard roles.isEmpty || roles.contains(where: { file.actorHas(role: $0) }) else {
            throw Refusal(
                "grade \(file.grade.label) is confirmed by \(roles.joined(separator: ", ")), not by \(file.roleHolder)")
        }
        file.row.gradeConfirmed = true
        file.row.gradeConfirmedBy = file.actor
        file.enter(.gradeConfirmed, ["grade": file.grade.label, "reason": file.reason])
        ClockKeeper.meet(.gradeConfirmed, in: &file)
    }

    private static func setRumourState(
        _ rumour: SetRumourState, likeCases: [String], in file: inout CaseFile
    ) throws(Refusal) {
        guard !file.row.state.isOver else { throw Refusal("the case is over; open it again first") }
        if case .UNRECOGNIZED(let value) = rumour.state { throw Refusal("rumour state \(value) is not known") }
        file.enter(
            .rumourStateSet,
            [
                "state": rumour.state.word, "mentions": rumour.mentionIds.joined(separator: " "), "reason": file.reason,
            ])
        file.row.incident.rumourState = rumour.state
        if !file.row.hasStrategy { CaseDesk.propose(likeCases: likeCases, in: &file) }
        RoundWording.renew(&file)
        StatementDrafter.refresh(&file)
    }

    private static func details(of kind: Decision.OneOf_Kind, decision: Decision) -> [String: String] {
        var details = ["reason": decision.reason]
        switch kind {
        case .regrade(let regrade): details["grade"] = regrade.grade.inPlan.label
        case .merge(let merge): details["into"] = merge.into
        case .split(let split): details["mentions"] = split.mentionIds.joined(separator: " ")
        default: break
        }
        return details
    }
}
