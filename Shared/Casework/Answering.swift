public import Schemas

extension DecisionAnswer {
    /// The kind of decision that says so.
    public static let falseAlarm = Decision.OneOf_Kind.falseAlarm(.init()).name

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
    /// The newest 16 stay, and who said last that it is a false alarm: its case may wait for another to agree.
    public mutating func add(_ answer: DecisionAnswer) {
        let isKept = { (answer: DecisionAnswer) in !answer.refused && answer.kind == DecisionAnswer.falseAlarm }
        var kept = suffix(15)
        if let said = last(where: isKept), !kept.contains(where: isKept) { kept = [said] + kept.dropFirst() }
        self = kept + [answer]
    }
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
