import Casework
import Plan
import Schemas

/// The forms about the incident's grade and the standing of its case.
extension IncidentFile {
    var gradeForms: Fields {
        var confirm: Fields?
        if let matter, isOpen, !matter.gradeConfirmed, let grade = matter.grade.plan,
            may(.confirmGrade(ConfirmGrade())),
            plan.grading.confirmation(of: grade)?.roles.contains(where: visitor.person.roles.contains) ?? false
        {
            confirm = ["action": action("confirm-grade"), "gradeLabel": matter.grade.label]
        }
        // A false alarm that was none after all is graded again.
        let canRegrade = (!incident.state.isOver || incident.state == .falseAlarm) && may(.regrade(Regrade()))
        return Fields([
            "confirmGrade": confirm, "lowering": loweringForm,
            "regrade": canRegrade
                ? [
                    "action": action("regrade"),
                    "seenHash":
                        (matter?.replaced(by: .regrade(Regrade())) ?? incident.replaced(by: .regrade(Regrade()))) ?? "",
                    "grades": ResponsePlan.Grade.allCases.map { grade -> Fields in
                        [
                            "label": grade.label, "name": grade.names[words.language],
                            "isCurrent": grade == incident.grade.plan,
                        ]
                    },
                ] as Fields : nil,
            "rumour": canRegrade && !incident.state.isOver
                ? [
                    "action": action("set-rumour-state"),
                    "states": RumourState.allCases.map { state -> Fields in
                        ["word": state.word, "name": naming.state(state), "isCurrent": state == incident.rumourState]
                    },
                ] as Fields : nil,
        ])
    }

    /// A less grave grade that waits for a second person: who set it, and the form for whoever may agree.
    private var loweringForm: Fields? {
        guard let matter, matter.hasLowering else { return nil }
        let lowering = matter.lowering
        let mayConfirm = refusal(of: .confirmGrade(lowering.confirmation)) == nil
        return Fields([
            "loweringText": naming.waiting(matter),
            "loweringReason": lowering.reason.isEmpty ? nil : lowering.reason,
            "loweringConfirm": mayConfirm
                ? [
                    "action": action("confirm-grade"), "gradeLabel": lowering.grade.label,
                    "isFalseAlarm": lowering.falseAlarm,
                ] as Fields : nil,
        ])
    }

    var standingForms: Fields {
        let canClose =
            isOpen && refusal(of: .close(CloseCase()))?.sort != .forbidden
        let closing = matter.flatMap { ClosingForm(matter: $0, naming: naming, now: now).fields }
        let others = snapshot.incidents.values
            .filter { $0.subject == incident.subject && $0.id != incident.id && !$0.state.isOver }
            .sorted { BoardPage.isBefore($0, $1) }
        func form(_ isShown: Bool, _ kind: String) -> Fields? { isShown ? ["action": action(kind)] : nil }
        var merge = form(!others.isEmpty && !incident.state.isOver && may(.merge(MergeIncidents())), "merge-incidents")
        merge?["others"] = others.prefix(50).map { other -> Fields in
            ["id": other.id, "name": "\(other.grade.label) \(naming.title(other))"]
        }
        return Fields([
            "openCase": form(
                (matter == nil || !isOpen) && !incident.state.isOver && may(.openCase(OpenCase())), "open-case"),
            "note": form(matter != nil && may(.note(AddNote())), "add-note"),
            "close": form(canClose && closing == nil, "close-case"),
            "closing": canClose ? closing : nil,
            "reopen": form(
                matter != nil && !isOpen && incident.state != .falseAlarm && may(.reopen(ReopenCase())), "reopen-case"),
            "falseAlarm": form(
                incident.state != .falseAlarm && (matter == nil || isOpen) && may(.falseAlarm(FalseAlarm())),
                "false-alarm"),
            "merge": merge,
        ])
    }

    func strategyFields(_ matter: Case) -> Fields {
        let responsibilities = ResponsePlan.Responsibility.allCases
        func responsibility(_ id: String) -> String { words.texts["responsibility_\(id)"] ?? id }
        let current = matter.hasStrategy ? matter.strategy.strategy : matter.proposal.strategy
        let supplement = matter.hasStrategy ? matter.strategy.supplement : matter.proposal.supplement
        let assumed = matter.hasStrategy ? matter.strategy.responsibility : matter.proposal.responsibility
        var form: Fields?
        if isOpen, may(.strategy(ChooseStrategy())) {
            form = [
                "action": action("choose-strategy"), "seenHash": matter.strategy.seenHash,
                "isWanted": !matter.hasStrategy,
                "options": plan.strategies.filter { !$0.supplementOnly }.map { strategy -> Fields in
                    [
                        "id": strategy.id.rawValue, "name": strategy.names[words.language],
                        "isAllowed": matter.proposal.allowed.contains(strategy.id.rawValue),
                        "isCurrent": strategy.id.rawValue == current,
                    ]
                },
                "supplements": plan.strategies.filter(\.supplementOnly).map { strategy -> Fields in
                    [
                        "id": strategy.id.rawValue, "name": strategy.names[words.language],
                        "isCurrent": strategy.id.rawValue == supplement,
                    ]
                },
                "responsibilities": responsibilities.map { one -> Fields in
                    ["id": one.rawValue, "name": responsibility(one.rawValue), "isCurrent": one.rawValue == assumed]
                },
            ]
        }
        let choice = matter.strategy
        let proposal = matter.proposal
        return Fields([
            "chosen": matter.hasStrategy
                ? Fields([
                    "strategyName": naming.strategy(choice.strategy),
                    "supplementName": choice.supplement.isEmpty ? nil : naming.strategy(choice.supplement),
                    "responsibilityName": responsibility(choice.responsibility), "by": naming.person(choice.decidedBy),
                    "at": naming.time(choice.decidedAt), "overrides": choice.overrides,
                    "isUnverified": ResponsePlan.Strategy.ID(rawValue: choice.strategy)
                        .map { incident.isDeniedUnverified(by: $0) } ?? false,
                    "chosenReason": choice.reason.isEmpty ? nil : choice.reason,
                ]) : nil,
            "proposal": matter.hasProposal
                ? Fields([
                    "proposed": naming.strategy(proposal.strategy),
                    "proposedSupplement": proposal.supplement.isEmpty ? nil : naming.strategy(proposal.supplement),
                    "allowed": proposal.allowed.map { naming.strategy($0) }.joined(separator: " / "),
                    "responsibilityName": responsibility(proposal.responsibility),
                    "reasons": proposal.reasons.map { said.text($0) },
                    "options": options(proposal), "hasOptions": !proposal.options.isEmpty,
                ]) : nil,
            "form": form,
        ])
    }
}
