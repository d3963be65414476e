import Casework
import Plan
import Schemas

/// What a decision would undo, beyond what its kind always does: shown before it is taken.
struct DecisionWeight {
    let snapshot: ViewSnapshot
    let incident: Incident
    let naming: Naming

    private var matter: Case? { snapshot.cases[incident.id] }

    /// Whether the person is shown what will happen, and asked again.
    func asksConfirmation(_ kind: Decision.OneOf_Kind) -> Bool {
        // It ends the case.
        if case .confirmGrade(let confirm) = kind, confirm.falseAlarm { return true }
        guard case .strategy(let choice) = kind else { return kind.row.asksConfirmation }
        return denies(choice) || !voided(by: choice).isEmpty
    }

    /// What will happen, as the summary says it.
    func consequence(_ kind: Decision.OneOf_Kind) -> String {
        switch kind {
        case .sign(let sign) where sign.refuse: naming.words["will_refuse-sign"]
        case .confirmGrade(let confirm) where confirm.falseAlarm: naming.words["will_false-alarm"]
        case .falseAlarm where matter?.isBoundByGrade == true && matter?.state.isOver == false:
            naming.words["will_false-alarm-asked"]
        default: naming.words["will_\(kind.name)"]
        }
    }

    /// A denial of what nobody has found out to be untrue.
    func denies(_ choice: ChooseStrategy) -> Bool {
        ResponsePlan.Strategy.ID(rawValue: choice.strategy).map { incident.isDeniedUnverified(by: $0) } ?? false
    }

    /// Signed texts that another strategy drafts anew: their signatures are void.
    func voided(by choice: ChooseStrategy) -> [Statement] {
        guard let matter, let before = matter.followedStrategy,
            before.main.rawValue != choice.strategy || (before.supplement?.rawValue ?? "") != choice.supplement
        else { return [] }
        return matter.statements.filter { statement in
            (statement.state == .draft || statement.state == .signed) && !statement.signers.isEmpty
        }
    }

    /// For the summary: what is denied, and what becomes void.
    func rows(_ choice: ChooseStrategy) -> [(String, String)] {
        let voided = voided(by: choice).map { statement in
            let language = naming.words.texts["language_\(statement.language)"] ?? statement.language
            let signers = naming.list(statement.signers.map { naming.person($0.person) })
            return "\(naming.channel(statement.channel)) · \(language): \(signers)"
        }
        return [
            ("rumourState", denies(choice) ? naming.state(incident.rumourState) : ""),
            ("confirm_voids", voided.joined(separator: "\n")),
        ]
    }
}
