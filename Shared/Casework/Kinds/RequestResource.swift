import Plan
public import Schemas

extension CaseFile {
    /// People, a venue or money are asked for: of a kind that the plan has, in a currency that it counts. What follows is
    /// the request, with those of the plan who may decide it.
    func request(_ asked: RequestResource, _ ruling: inout Ruling) throws(Refusal) {
        let decision = ruling.decision
        guard let kind = plan.resourceKind(asked.kind) else {
            let kinds = plan.resources.kinds.map(\.id).joined(separator: ", ")
            throw .invalid("the plan has no resource \"\(asked.kind)\"; it has \(kinds)", "kind")
        }
        guard asked.quantity > 0 else {
            throw .invalid("a quantity in \(kind.unit) above 0 was expected, found \(asked.quantity)", "quantity")
        }
        guard !asked.purpose.isBlank else { throw .invalid("a request says what for", "purpose") }
        let money = moneyKinds
        guard
            asked.cost == 0 || asked.currency.isEmpty || money.isEmpty
                || money.contains(where: { $0.unit == asked.currency }) || plan.resources.rates[asked.currency] != nil
        else {
            let counted = (money.map(\.unit) + plan.resources.rates.keys.sorted()).joined(separator: ", ")
            throw .invalid("the plan counts no cost in \"\(asked.currency)\"; it has \(counted)", "currency")
        }
        if let before = request.value {
            throw .conflict("resource request \(before.id) exists already; give the new one its own id")
        }
        guard requests < DecisionBounds.mostRequests else {
            throw .conflict(
                "the incident has \(requests) resource requests; expected at most \(DecisionBounds.mostRequests)")
        }
        var request = ResourceRequest(asked, by: decision, at: time(of: decision))
        request.unit = kind.unit
        request.approverRoles = approvers(of: kind, for: request, cost: asked.cost)
        ruling.request = request
    }

    /// Those of the kind, by its quantity; and where it costs more than the plan lets one request of money cost, those
    /// who approve that: what is dear is not cheap because it is called people.
    func approvers(of kind: ResponsePlan.ResourceKind, for request: ResourceRequest, cost: Double) -> [String] {
        let own = moneyKinds.first { $0.unit == request.currency }
        // A currency of its own kind counts as it is, another by the plan's rate.
        let rate = own == nil ? plan.resources.rates[request.currency] ?? 1 : 1
        let money = own ?? moneyKinds.first
        if let money, cost * rate > money.limit { return money.approversAboveLimit }
        return request.quantity <= kind.limit ? kind.approvers : kind.approversAboveLimit
    }

    /// The kinds that are counted in a currency (ISO 4217: three capital letters).
    private var moneyKinds: [ResponsePlan.ResourceKind] {
        plan.resources.kinds.filter { kind in
            kind.unit.utf8.count == 3 && kind.unit.utf8.allSatisfy { (65...90).contains($0) }
        }
    }

    /// When it was decided; ms since 1970.
    func time(of decision: Decision) -> Int64 { decision.decidedAt > 0 ? decision.decidedAt : now }
}

extension RequestResource {
    /// The id of the request that this decision makes.
    public func requestID(of decision: Decision) -> String {
        requestID.isEmpty ? EventID.derive("resource", decision.id) : requestID
    }
}

extension ResourceRequest {
    /// As it was asked for, before anybody judged it.
    public init(_ asked: RequestResource, by decision: Decision, at time: Int64) {
        self.init()
        id = asked.requestID(of: decision)
        incidentID = decision.incidentID
        subject = decision.subject
        kind = asked.kind
        quantity = asked.quantity
        purpose = asked.purpose
        neededAt = asked.neededAt
        cost = asked.cost
        currency = asked.currency
        requestedBy = decision.person
        requestedFor = decision.deputyFor
        requestedAt = time
        planHash = decision.planHash
        state = .requested
    }
}
