import Plan
import Schemas

/// Who may decide what: by their own roles, or as a deputy by those of an absent person whom the plan lets them stand in
/// for.
extension CaseFile {
    /// - Returns: whose roles count: the person's, or the absent person's.
    func authority(_ decision: Decision, _ kind: Decision.OneOf_Kind) throws(Refusal) -> String {
        guard let person = plan.person(decision.person) else {
            throw .forbidden("person \"\(decision.person)\" is not in the plan", "person")
        }
        let holder = try decision.deputyFor.isEmpty ? person : principal(of: decision)
        guard decision.role.isEmpty || holder.roles.contains(decision.role) else {
            throw .forbidden("\(holder.id) does not have the role \(decision.role)", "role")
        }
        let needed = kind.row.permissions
        let given = needed.filter { plan.may(holder.id, $0) }
        let wanted = kind.row.wanted
        guard !given.isEmpty else {
            throw .forbidden(
                "\(holder.id) (\(holder.roles.joined(separator: ", "))) lacks the permission \(wanted) that "
                    + "\(kind.name) takes")
        }
        guard !decision.deputyFor.isEmpty else { return holder.id }
        guard given.contains(where: plan.deputising.permissions.contains) else {
            throw .forbidden(
                "nobody stands in for another in what takes the permission \(wanted) (deputising.permissions)",
                "deputyFor")
        }
        guard !plan.deputising.reason || !decision.reason.isBlank else {
            throw .invalid("standing in for \(holder.id) takes a reason: why they do not act", "reason")
        }
        return holder.id
    }

    /// The absent person whose roles count.
    private func principal(of decision: Decision) throws(Refusal) -> ResponsePlan.Person {
        guard let principal = plan.person(decision.deputyFor) else {
            throw .invalid("person \"\(decision.deputyFor)\", stood in for, is not in the plan", "deputyFor")
        }
        guard plan.isDeputy(decision.person, of: principal.id) else {
            let deputies = principal.deputies.isEmpty ? "nobody" : principal.deputies.joined(separator: ", ")
            throw .forbidden("\(principal.id) is stood in for by \(deputies), not by \(decision.person)", "deputyFor")
        }
        return principal
    }
}
