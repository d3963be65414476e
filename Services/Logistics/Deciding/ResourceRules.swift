import Plan
import Processing
import Schemas

/// Who may ask for which resource, and who approves it: the plan's `resources`.
struct ResourceRules {
    let plan: ResponsePlan

    /// A request as it is recorded: asked for, or refused at once with the reason.
    func request(_ asked: RequestResource, by decision: Decision, at time: Int64) -> ResourceRequest {
        var request = ResourceRequest()
        request.id = Self.requestID(asked, decision)
        request.incidentID = decision.incidentID
        request.subject = decision.subject
        request.kind = asked.kind
        request.quantity = asked.quantity
        request.purpose = asked.purpose
        request.neededAt = asked.neededAt
        request.cost = asked.cost
        request.currency = asked.currency
        request.requestedBy = decision.person
        request.requestedAt = time
        request.planHash = decision.planHash
        request.state = .requested
        if let kind = plan.resourceKind(asked.kind) {
            request.unit = kind.unit
            request.approverRoles = approvers(of: kind, amount: amount(of: request, cost: asked.cost))
        }
        if let objection = objection(to: asked, by: decision.person) {
            request.state = .refused
            request.reason = objection
            request.decidedBy = "plan"
            request.decidedAt = time
        }
        return request
    }

    static func requestID(_ asked: RequestResource, _ decision: Decision) -> String {
        asked.requestID.isEmpty ? EventID.derive("resource", decision.id) : asked.requestID
    }

    /// - Throws: `Rejection` when this person may not decide this request, or it is decided already.
    func decided(_ decided: DecideResource, by decision: Decision, on request: ResourceRequest, at time: Int64) throws
        -> ResourceRequest
    {
        guard request.state == .requested else {
            throw Rejection(
                "decision \(decision.id) on resource request \(request.id): it was decided before, by "
                    + "\(request.decidedBy); ask for it anew")
        }
        guard decided.cost >= 0, decided.cost.isFinite else {
            throw Rejection("decision \(decision.id) on resource request \(request.id): a cost is 0 or more")
        }
        var request = request
        let cost = decided.cost > 0 ? decided.cost : request.cost
        let roles =
            plan.resourceKind(request.kind).map { approvers(of: $0, amount: amount(of: request, cost: cost)) }
            ?? request.approverRoles
        let holder = plan.roleHolder(of: decision.person, for: decision.deputyFor, .allocate)
        guard roles.contains(where: { plan.has(holder, role: $0) }) else {
            throw Rejection(
                "decision \(decision.id) on resource request \(request.id): \(decision.person) may not decide it; "
                    + "expected one of \(roles.joined(separator: ", "))")
        }
        request.state = decided.approve ? .approved : .refused
        request.cost = cost
        request.approverRoles = roles
        request.decidedBy = decision.person
        request.decidedAt = time
        request.reason = decision.reason
        return request
    }

    private func objection(to asked: RequestResource, by person: String) -> String? {
        guard plan.person(person) != nil else { return "the plan has no person \"\(person)\"" }
        guard !plan.permissions(of: person).subtracting([.read]).isEmpty else {
            return "\(person) may only read; ask somebody with a part in the response"
        }
        guard let kind = plan.resourceKind(asked.kind) else {
            let kinds = plan.resources.kinds.map(\.id).joined(separator: ", ")
            return "the plan has no resource \"\(asked.kind)\"; it has \(kinds)"
        }
        guard asked.quantity > 0, asked.quantity.isFinite else {
            return "a quantity in \(kind.unit) above 0 was expected, found \(asked.quantity)"
        }
        guard asked.cost >= 0, asked.cost.isFinite else {
            return "a cost of 0 or more was expected, found \(asked.cost)"
        }
        return nil
    }

    /// What counts against the limit: the quantity, and for money the cost where it is higher.
    private func amount(of request: ResourceRequest, cost: Double) -> Double {
        guard let kind = plan.resourceKind(request.kind) else { return request.quantity }
        return request.currency == kind.unit ? max(request.quantity, cost) : request.quantity
    }

    private func approvers(of kind: ResponsePlan.ResourceKind, amount: Double) -> [String] {
        amount <= kind.limit ? kind.approvers : kind.approversAboveLimit
    }
}
