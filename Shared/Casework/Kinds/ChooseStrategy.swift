public import Plan
public import Schemas

extension CaseFile {
    /// How the institution answers: one of the plan's strategies, with what goes together with it; one that the plan's
    /// rules do not allow here takes a reason.
    func choose(_ choice: ChooseStrategy, _ ruling: inout Ruling) throws(Refusal) {
        let row = try anyCase()
        try step(.strategyChosen, from: row.state)
        guard let id = ResponsePlan.Strategy.ID(rawValue: choice.strategy), let strategy = plan.strategy(id) else {
            let known = plan.strategies.map(\.id.rawValue).joined(separator: ", ")
            throw .invalid("strategy \"\(choice.strategy)\" is not in the plan; it has \(known)", "strategy")
        }
        guard !strategy.supplementOnly else {
            throw .invalid("strategy \(id.rawValue) is a supplement only, never alone", "strategy")
        }
        if !choice.supplement.isEmpty {
            guard let supplement = ResponsePlan.Strategy.ID(rawValue: choice.supplement),
                plan.strategy(supplement) != nil
            else { throw .invalid("supplement \"\(choice.supplement)\" is not in the plan", "supplement") }
            guard id != supplement, !plan.clash(id, supplement) else {
                throw .invalid("\(id.rawValue) never goes together with \(supplement.rawValue)", "supplement")
            }
        }
        let named = choice.responsibility.isEmpty ? row.proposal.responsibility : choice.responsibility
        guard let responsibility = ResponsePlan.Responsibility(rawValue: named) else {
            throw .invalid(
                "responsibility \"\(named)\" is none of victim, accident, preventable", "responsibility")
        }
        let rule = plan.allowedStrategies(
            responsibility: responsibility, kind: row.incident.effectiveKind,
            badHistory: row.proposal.history == "bad",
            reputation: ResponsePlan.Reputation(rawValue: row.proposal.reputation) ?? .neutral)
        let allowed = rule?.strategies ?? []
        let overrides = !allowed.contains(id)
        if ruling.decision.reason.isBlank {
            guard !overrides else {
                let list = allowed.map(\.rawValue).joined(separator: ", ")
                throw .invalid(
                    "\(id.rawValue) is not among the allowed (\(list)); choosing it takes a reason", "reason")
            }
            guard !row.incident.isDeniedUnverified(by: id) else {
                throw .invalid("denying a rumour that nobody has refuted takes a reason", "reason")
            }
            let advised = row.proposal.strategy
            guard advised.isEmpty || advised == id.rawValue else {
                throw .invalid(
                    "\(id.rawValue) is not what is advised (\(advised)); choosing it takes a reason", "reason")
            }
        }
        ruling.strategy.strategy = id.rawValue
        ruling.strategy.supplement = choice.supplement
        ruling.strategy.responsibility = responsibility.rawValue
        ruling.strategy.decidedBy = ruling.decision.person
        ruling.strategy.deputyFor = ruling.decision.deputyFor
        ruling.strategy.decidedAt = now
        ruling.strategy.reason = ruling.decision.reason
        ruling.strategy.overrides = overrides
    }
}

extension ResponsePlan {
    /// Whether two strategies never go together.
    public func clash(_ one: Strategy.ID, _ other: Strategy.ID) -> Bool {
        strategy(one)?.excludes.contains(other) == true || strategy(other)?.excludes.contains(one) == true
    }
}

extension Incident {
    /// Whether a strategy denies what nobody has found out to be untrue.
    public func isDeniedUnverified(by strategy: ResponsePlan.Strategy.ID) -> Bool {
        strategy == .deny && effectiveKind == .rumour && rumourState != .refuted
    }

    /// What the plan's rules take it for: a rumour that people confirmed is none any more.
    public var effectiveKind: ResponsePlan.EventKind {
        switch kind {
        case .complaint: .complaint
        case .news: .negativeNews
        case .rumour: rumourState == .confirmed ? .negativeNews : .rumour
        case .other, .unspecified, .UNRECOGNIZED: .other
        }
    }
}
