import Casework
import Schemas

/// What came of a decision: what its owner answered.
enum DecisionOutcome: Hashable, Sendable {
    case pending
    case carriedOut
    case refused(String)

    /// As the API says it.
    var word: String {
        switch self {
        case .pending: "pending"
        case .carriedOut: "carried-out"
        case .refused: "refused"
        }
    }
}

extension ViewSnapshot {
    /// Of incidents analysis has the word, of deliveries and resources logistics; of all else the case's journal.
    func outcome(of decision: Decision) -> DecisionOutcome {
        guard let kind = decision.kind else { return .pending }
        let entries = (journal[decision.incidentID] ?? []).filter { $0.decisionID == decision.id }
        if let refused = entries.first(where: { $0.action == "refused" }) {
            return .refused(refused.details["reason"] ?? "")
        }
        if let answer = answers(to: decision, kind).first(where: { $0.decisionID == decision.id }) {
            return answer.refused ? .refused(answer.reason) : .carriedOut
        }
        guard kind.row.owner == .logistics else { return entries.isEmpty ? .pending : .carriedOut }
        return stands(decision, kind) ? .carriedOut : .pending
    }

    private func answers(to decision: Decision, _ kind: Decision.OneOf_Kind) -> [DecisionAnswer] {
        if kind.row.owner == .analysis { return incidents[decision.incidentID]?.answers ?? [] }
        if let id = kind.deliveryID { return deliveries[id]?.answers ?? [] }
        return kind.requestID(of: decision).flatMap { resources[$0]?.answers } ?? []
    }

    /// Rows of before logistics answered in them, and answers that made room for newer ones: whether it is as decided.
    private func stands(_ decision: Decision, _ kind: Decision.OneOf_Kind) -> Bool {
        switch kind {
        case .acknowledge(let acknowledge): deliveries[acknowledge.deliveryID]?.state == .acknowledged
        case .retryDelivery(let retry): (deliveries[retry.deliveryID]?.retriedAfter ?? 0) > 0
        case .requestResource(let asked): resources[asked.requestID(of: decision)] != nil
        case .decideResource(let verdict):
            resources[verdict.requestID].map {
                $0.decidedBy == decision.person && $0.decidedAt == decision.decidedAt
            } ?? false
        default: false
        }
    }
}

extension Problem {
    /// As it is answered to the person.
    init(_ refusal: Refusal) {
        let kind: Kind =
            switch refusal.sort {
            case .invalid: .invalid
            case .forbidden: .permission
            case .missing: .notFound
            case .conflict: .conflict
            }
        self.init(kind, refusal.reason, field: refusal.field)
    }
}
