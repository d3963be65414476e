import Casework
import Plan
import Processing
import Schemas

/// The decisions that logistics carries out; all others are for somebody else. What it answers stands with what was
/// decided about, from where the case's journal and the console have it.
extension LogisticsProcessor {
    mutating func take(_ decision: Decision, at now: Int64) throws {
        do { try DecisionBounds.check(decision, now: now) } catch {
            throw Rejection("decision \(String(decision.id.prefix(40))): \(error)")
        }
        guard let kind = decision.kind else { return }
        let time = decision.decidedAt > 0 ? decision.decidedAt : now
        guard kind.row.owner == .logistics else { return hear(decision, about: kind, at: time) }
        let ruling: Ruling
        do { ruling = try file(for: decision, kind, at: now).admit(decision) } catch {
            return try refuse(decision, kind, error, at: time)
        }
        switch kind {
        case .acknowledge(let acknowledge): self.acknowledge(acknowledge, decision, at: time)
        case .retryDelivery(let retry): book.apply(retry.deliveryID) { $0.retried(at: now) }
        default: break
        }
        if var request = ruling.request {
            request.answers.add(DecisionAnswer(to: decision, kind, at: time))
            resources[request.id] = request
        } else if let id = kind.deliveryID {
            book.apply(id) { $0.answered(DecisionAnswer(to: decision, kind, at: time)) }
        }
    }

    /// What logistics knows of what the decision is about.
    private func file(for decision: Decision, _ kind: Decision.OneOf_Kind, at now: Int64) -> CaseFile {
        var file = CaseFile(plan: addressing.plan, now: now)
        if let id = kind.deliveryID { file.delivery = .init(book[id]) }
        if let id = kind.requestID(of: decision) { file.request = .init(resources[id]) }
        if case .requestResource = kind {
            file.requests = resources.rows.values.count { $0.incidentID == decision.incidentID }
        }
        return file
    }

    /// Says so where it was decided about; what is about nothing there is goes to the dead letters.
    private mutating func refuse(
        _ decision: Decision, _ kind: Decision.OneOf_Kind, _ refusal: Refusal, at time: Int64
    ) throws {
        let answer = DecisionAnswer(to: decision, kind, at: time, refused: refusal.reason)
        if let id = kind.deliveryID, book[id]?.incidentID == decision.incidentID {
            book.apply(id) { $0.answered(answer) }
        } else if let id = kind.requestID(of: decision), var known = resources[id],
            known.incidentID == decision.incidentID
        {
            known.answers.add(answer)
            resources[id] = known
        } else if case .requestResource(let asked) = kind, refusal.sort != .conflict {
            // Who asked for what, and why they do not get it, is on record as well.
            var request = ResourceRequest(asked, by: decision, at: time)
            request.unit = addressing.plan.resourceKind(asked.kind)?.unit ?? ""
            request.state = .refused
            request.reason = refusal.reason
            request.decidedBy = "plan"
            request.decidedAt = time
            request.answers.add(answer)
            resources[request.id] = request
        } else {
            throw Rejection("decision \(decision.id): \(refusal.reason)")
        }
    }

    /// Stops everything under way to that person about the same thing.
    private mutating func acknowledge(_ acknowledge: Acknowledge, _ decision: Decision, at time: Int64) {
        guard let delivery = book[acknowledge.deliveryID] else { return }
        guard heard(delivery, by: decision.person, at: time) else { return }
        for other in book.deliveries(ofIncident: delivery.incidentID)
        where other.thing == delivery.thing && other.recipient == delivery.recipient && other.id != delivery.id
            && other.createdAt <= max(time, delivery.createdAt)
        {
            if other.acknowledge {
                book.apply(other.id) { $0.acknowledged(by: decision.person, at: time) }
            } else if other.joined.isEmpty {
                book.apply(other.id) { $0.cancelled(because: "acknowledged") }
            }
        }
    }
}
