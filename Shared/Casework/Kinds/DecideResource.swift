import Plan
import Schemas

extension CaseFile {
    /// A request is approved or refused: by another than who asked, and at the cost approved by who may approve that.
    func decide(_ verdict: DecideResource, _ ruling: inout Ruling) throws(Refusal) {
        let decision = ruling.decision
        guard var request = request.value, request.incidentID == decision.incidentID else {
            throw .missing("there is no resource request \"\(verdict.requestID)\" about this incident", "requestId")
        }
        guard request.state == .requested else {
            throw .conflict("request \(request.id) was decided before, by \(request.decidedBy); ask for it anew")
        }
        if verdict.approve, let objection = request.objection(to: ruling.person) { throw .forbidden(objection) }
        let cost = verdict.approve && verdict.cost > 0 ? verdict.cost : request.cost
        let roles =
            plan.resourceKind(request.kind).map { approvers(of: $0, for: request, cost: cost) } ?? request.approverRoles
        guard roles.isEmpty || roles.contains(where: { plan.has(ruling.holder, role: $0) }) else {
            throw .forbidden(
                "\(ruling.holder) may not decide request \(request.id) at a cost of \(cost); expected one of "
                    + roles.joined(separator: ", "))
        }
        request.state = verdict.approve ? .approved : .refused
        request.cost = cost
        request.approverRoles = roles
        request.decidedBy = decision.person
        request.decidedFor = decision.deputyFor
        request.decidedAt = time(of: decision)
        request.reason = decision.reason
        ruling.request = request
    }
}
