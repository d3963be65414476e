import Casework
import Plan
import Schemas

/// Proposes a strategy by the plan's rules: Situational Crisis Communication Theory (Coombs 2007), from responsibility,
/// history and prior reputation. A person decides; going beyond what is allowed takes a reason.
struct StrategyAdvisor: Sendable {
    let plan: ResponsePlan

    /// - Parameter likeCases: ids of incidents of the same kind that this subject had before.
    func propose(for incident: Incident, likeCases: [String]) -> StrategyProposal {
        let kind = incident.effectiveKind
        let responsibility = plan.responsibilityByKind[kind] ?? .accident
        return propose(for: incident, responsibility: responsibility, likeCases: likeCases)
    }

    func propose(
        for incident: Incident, responsibility: ResponsePlan.Responsibility, likeCases: [String]
    ) -> StrategyProposal {
        let language = plan.institution.languages.first ?? .simplifiedChinese
        let wording = Wording(language: language)
        let reputation = plan.subject(incident.subject)?.priorReputation ?? .neutral
        var proposal = StrategyProposal()
        proposal.responsibility = responsibility.rawValue
        proposal.reputation = reputation.rawValue
        proposal.history = likeCases.isEmpty ? "none" : "bad"
        proposal.mentionIds = incident.evidence.prefix(5).map(\.mentionID)
        proposal.likeIncidentIds = likeCases
        let rule = plan.allowedStrategies(
            responsibility: responsibility, kind: incident.effectiveKind, badHistory: !likeCases.isEmpty,
            reputation: reputation)
        proposal.options = options(under: rule, refuted: incident.rumourState == .refuted, wording)
        guard let rule else {
            proposal.reasons = [
                wording.say(
                    "预案中没有适用的策略规则，由领导小组决定。", "No strategy rule of the plan applies; the leadership group decides.")
            ]
            return proposal
        }
        proposal.rule = rule.id
        proposal.allowed = rule.strategies.map(\.rawValue)
        let main = rule.strategies.filter { plan.strategy($0)?.supplementOnly == false }
        // To deny takes evidence: until people have refuted the matter, the next best is proposed.
        let refuted = incident.rumourState == .refuted
        let chosen = main.first { $0 != .deny || refuted } ?? main.first
        proposal.strategy = chosen?.rawValue ?? ""
        proposal.supplement =
            rule.strategies.first { supplement in
                plan.strategy(supplement)?.supplementOnly == true && chosen.map { !plan.clash($0, supplement) } == true
            }?.rawValue ?? ""
        proposal.reasons = ["\(rule.reason[language])（strategyRules.\(rule.id)）"]
        if !likeCases.isEmpty {
            proposal.reasons.append(
                wording.say("该对象此前有同类事件：", "Like incidents before: ") + likeCases.joined(separator: ", "))
        }
        if main.first == .deny, !refuted {
            proposal.reasons.append(
                wording.say("尚未核实为不实信息，暂不建议否认。", "Not refuted yet, so a denial is not proposed."))
        }
        return proposal
    }

    /// Every strategy of the plan with why it is allowed or not: what a person chooses from.
    private func options(
        under rule: ResponsePlan.StrategyRule?, refuted: Bool, _ wording: Wording
    ) -> [StrategyOption] {
        plan.strategies.map { strategy in
            var option = StrategyOption()
            option.strategy = strategy.id.rawValue
            option.supplement = strategy.supplementOnly
            option.excludes = plan.strategies.map(\.id).filter { plan.clash(strategy.id, $0) }.map(\.rawValue)
            option.allowed = rule?.strategies.contains(strategy.id) ?? false
            let meaning = strategy.meaning[wording.language]
            guard let rule else {
                option.reason = meaning
                return option
            }
            if !option.allowed {
                option.reason = wording.say(
                    "strategyRules.\(rule.id) 未列入：选用须说明理由。\(meaning)",
                    "Not in strategyRules.\(rule.id): choosing it takes a reason. \(meaning)")
            } else if strategy.id == .deny, !refuted {
                option.reason = wording.say("须先核实为不实信息。\(meaning)", "Only once the matter is refuted. \(meaning)")
            } else {
                option.reason = meaning
            }
            return option
        }
    }
}
