public import Schemas

extension DecisionAnswer {
    /// - Parameters:
    ///   - time: when it was answered; ms since 1970.
    ///   - reason: why it was refused; `nil` where it was carried out.
    public init(to decision: Decision, _ kind: Decision.OneOf_Kind, at time: Int64, refused reason: String? = nil) {
        self.init()
        decisionID = decision.id
        self.kind = kind.name
        person = decision.person
        deputyFor = decision.deputyFor
        at = time
        refused = reason != nil
        self.reason = reason ?? ""
        if kind.row.owner == .analysis { details = kind.noted(reason: decision.reason) }
    }
}

extension [DecisionAnswer] {
    /// The newest 16 stay.
    public mutating func add(_ answer: DecisionAnswer) { self = suffix(15) + [answer] }
}

extension Decision.OneOf_Kind {
    /// What a journal notes of a decision about an incident.
    func noted(reason: String) -> [String: String] {
        var details = ["reason": reason]
        switch self {
        case .regrade(let regrade): details["grade"] = regrade.grade.named
        case .merge(let merge): details["into"] = merge.into
        case .split(let split): details["mentions"] = split.mentionIds.joined(separator: " ")
        case .rumour(let rumour):
            details["state"] = rumour.state.word
            details["mentions"] = rumour.mentionIds.joined(separator: " ")
        default: break
        }
        return details
    }
}
