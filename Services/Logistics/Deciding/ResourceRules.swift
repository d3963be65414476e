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
        request.requestedFor = decision.deputyFor
        request.requestedAt = time
        request.planHash = decision.planHash
        request.state = .requested
        if let kind = plan.resourceKind(asked.kind) {
            request.unit = kind.unit
            request.approverRoles = approvers(of: kind, for: request, cost: asked.cost)
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
        let decider = ActingPerson(decision.person, for: decision.deputyFor)
        if decided.approve, let objection = request.objection(to: decider) {
            throw Rejection("decision \(decision.id) on resource request \(request.id): \(objection)")
        }
        guard decided.cost >= 0, decided.cost.isFinite else {
            throw Rejection("decision \(decision.id) on resource request \(request.id): a cost is 0 or more")
        }
        var request = request
        let cost = decided.cost > 0 ? decided.cost : request.cost
        let roles =
            plan.resourceKind(request.kind).map { approvers(of: $0, for: request, cost: cost) }
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
        request.decidedFor = decision.deputyFor
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
        let money = moneyKinds
        let isKnown = money.isEmpty || money.contains { $0.unit == asked.currency }
        guard asked.cost == 0 || asked.currency.isEmpty || isKnown else {
            return
                "the plan counts no cost in \"\(asked.currency)\"; it has \(money.map(\.unit).joined(separator: ", "))"
        }
        return nil
    }

    /// Those of the kind, by its quantity; and where it costs more than the plan lets one request of money cost, those
    /// who approve that: what is dear is not cheap because it is called people.
    private func approvers(of kind: ResponsePlan.ResourceKind, for request: ResourceRequest, cost: Double) -> [String] {
        let money = moneyKinds.first { $0.unit == request.currency } ?? moneyKinds.first
        if let money, cost > money.limit { return money.approversAboveLimit }
        return request.quantity <= kind.limit ? kind.approvers : kind.approversAboveLimit
    }

    /// The kinds that are counted in a currency (ISO 4217: three capital letters).
    private var moneyKinds: [ResponsePlan.ResourceKind] {
        plan.resources.kinds.filter { kind in
            kind.unit.utf8.count == 3 && kind.unit.utf8.allSatisfy { (65...90).contains($0) }
        }
    }
}
