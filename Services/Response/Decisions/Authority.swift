import Plan
import Schemas

/// Who may decide what: by their own roles, or as a deputy by those of an absent person whom the plan lets them stand in
/// for.
enum Authority {
    /// Whether the person is in the plan and may decide this.
    static func check(_ decision: Decision, kind: Decision.OneOf_Kind, plan: ResponsePlan) throws(Refusal) {
        guard let person = plan.person(decision.person) else {
            throw Refusal("person \"\(decision.person)\" is not in the plan")
        }
        let holder = try decision.deputyFor.isEmpty ? person : principal(decision, kind: kind, plan: plan)
        guard decision.role.isEmpty || holder.roles.contains(decision.role) else {
            throw Refusal("\(holder.id) does not have the role \(decision.role)")
        }
        let needed = DecisionPolicy.permission(for: kind)
        guard plan.permissions(of: holder.id).contains(where: { $0.rawValue == needed }) else {
            throw Refusal(
                "\(holder.id) (\(holder.roles.joined(separator: ", "))) lacks the permission \(needed) that "
                    + "\(DecisionPolicy.name(of: kind)) takes")
        }
    }

    /// The absent person whose roles count, where the plan makes the decider their deputy for this.
    private static func principal(
        _ decision: Decision, kind: Decision.OneOf_Kind, plan: ResponsePlan
    ) throws(Refusal) -> ResponsePlan.Person {
        guard let principal = plan.person(decision.deputyFor) else {
            throw Refusal("person \"\(decision.deputyFor)\", stood in for, is not in the plan")
        }
        guard plan.isDeputy(decision.person, of: principal.id) else {
            let deputies = principal.deputies.isEmpty ? "nobody" : principal.deputies.joined(separator: ", ")
            throw Refusal("\(principal.id) is stood in for by \(deputies), not by \(decision.person)")
        }
        let needed = DecisionPolicy.permission(for: kind)
        guard plan.deputising.permissions.contains(where: { $0.rawValue == needed }) else {
            throw Refusal(
                "nobody stands in for another in what takes the permission \(needed) (deputising.permissions)")
        }
        guard !plan.deputising.reason || !decision.reason.isBlank else {
            throw Refusal("standing in for \(principal.id) takes a reason: why they do not act")
        }
        return principal
    }
}
