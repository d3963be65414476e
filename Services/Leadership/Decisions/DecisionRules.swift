import Plan
import Schemas

/// What each kind of decision asks for beyond its permission, in one table.
enum DecisionRules {
    struct Rule: Sendable {
        /// A decision without a reason is refused.
        var asksReason = false
        /// The console shows what will happen, and asks again.
        var asksConfirmation = false
        /// It is about the incident; otherwise about its case.
        var isOfIncident = false
    }

    /// The permission of the plan, from the table that the services share.
    static func permission(for kind: Decision.OneOf_Kind) -> ResponsePlan.Permission {
        // A permission the plan does not know lets nobody but the administrator decide.
        ResponsePlan.Permission(rawValue: DecisionPolicy.permission(for: kind)) ?? .administer
    }

    static func rule(for kind: Decision.OneOf_Kind) -> Rule {
        switch kind {
        case .regrade: Rule(asksReason: true, isOfIncident: true)
        case .falseAlarm: Rule(asksReason: true, asksConfirmation: true, isOfIncident: true)
        case .merge: Rule(asksReason: true, asksConfirmation: true, isOfIncident: true)
        case .split: Rule(asksReason: true, asksConfirmation: true, isOfIncident: true)
        case .rumour: Rule(asksReason: true, isOfIncident: true)
        case .confirmGrade: Rule()
        case .openCase: Rule(isOfIncident: true)
        case .strategy: Rule()
        case .editStatement: Rule()
        case .sign: Rule(asksConfirmation: true)
        case .release: Rule(asksConfirmation: true)
        case .withdraw: Rule(asksReason: true, asksConfirmation: true)
        case .issueDirective: Rule()
        case .updateDirective: Rule()
        case .waiveDirective: Rule(asksReason: true, asksConfirmation: true)
        case .meetClock: Rule(asksConfirmation: true)
        case .explainClock: Rule(asksReason: true)
        case .close: Rule(asksReason: true, asksConfirmation: true)
        case .reopen: Rule(asksReason: true, asksConfirmation: true)
        case .note: Rule()
        case .acknowledge: Rule()
        case .requestResource: Rule()
        case .decideResource: Rule(asksReason: true, asksConfirmation: true)
        case .retryDelivery: Rule()
        case .extendClock: Rule(asksReason: true, asksConfirmation: true)
        case .requestReport: Rule()
        case .writeEvaluation: Rule()
        }
    }
}
