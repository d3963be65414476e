import Casework
import Schemas

/// Who decides has heard: deciding on a matter acknowledges what was said to that person about it.
extension LogisticsProcessor {
    /// Whatever becomes of the decision: who took it had the matter before them.
    mutating func hear(_ decision: Decision, about kind: Decision.OneOf_Kind, at time: Int64) {
        for delivery in book.deliveries(ofIncident: decision.incidentID)
        where delivery.isUnheard && delivery.createdAt <= time
            && [decision.person, decision.deputyFor].contains(delivery.recipient)
        {
            // What is said about the case itself is heard with any decision about it.
            let own = delivery.what == Matter.What.notice.rawValue ? delivery.notices : []
            let heard = [decision.incidentID, kind.thing] + own
            guard delivery.things.contains(where: heard.contains) else { continue }
            self.heard(delivery, by: decision.person, at: time)
        }
    }

    /// - Returns: whether it was not heard before.
    @discardableResult
    mutating func heard(_ delivery: Delivery, by person: String, at time: Int64) -> Bool {
        guard book.apply(delivery.id, { $0.acknowledged(by: person, at: time) }) != .unchanged else { return false }
        if attention != nil { hear(upTo: delivery, by: person, at: time) }
        return true
    }
}

extension Decision.OneOf_Kind {
    /// The statement, directive or clock that it is about; empty: the case.
    fileprivate var thing: String {
        switch self {
        case .sign(let sign): sign.statementID
        case .release(let release): release.statementID
        case .withdraw(let withdraw): withdraw.statementID
        case .editStatement(let edit): edit.statementID
        case .issueDirective(let issue): issue.directiveID
        case .updateDirective(let update): update.directiveID
        case .waiveDirective(let waive): waive.directiveID
        case .meetClock(let meet): meet.clockID
        case .explainClock(let explain): explain.clockID
        case .extendClock(let extend): extend.clockID
        default: ""
        }
    }
}
