import Plan
import Processing
import Schemas

/// The decisions that logistics carries out; all others are for somebody else.
extension LogisticsProcessor {
    mutating func take(_ decision: Decision, at now: Int64) throws {
        do { try DecisionBounds.check(decision, now: now) } catch {
            throw Rejection("decision \(String(decision.id.prefix(40))): \(error)")
        }
        let time = decision.decidedAt > 0 ? decision.decidedAt : now
        switch decision.kind {
        case .acknowledge(let acknowledge): try self.acknowledge(acknowledge, decision, at: time)
        case .retryDelivery(let retry): try self.retry(retry, decision, at: now)
        case .requestResource(let asked): try request(asked, decision, at: time)
        case .decideResource(let decided): try decide(decided, decision, at: time)
        default: return
        }
    }

    /// Stops everything under way to that person about the same thing.
    private mutating func acknowledge(_ acknowledge: Acknowledge, _ decision: Decision, at time: Int64) throws {
        let delivery = try delivery(acknowledge.deliveryID, decision)
        guard addressing.mayAnswer(decision.person, for: delivery.recipient) else {
            throw Rejection(
                "decision \(decision.id): \(decision.person) may not acknowledge delivery \(delivery.id); expected "
                    + "\(delivery.recipient) or a deputy")
        }
        guard book.apply(delivery.id, { $0.acknowledged(by: decision.person, at: time) }) != .unchanged else { return }
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

    private mutating func retry(_ retry: RetryDelivery, _ decision: Decision, at now: Int64) throws {
        let delivery = try delivery(retry.deliveryID, decision)
        let allowed: Set<ResponsePlan.Permission> = [.allocate, .instruct, .release, .administer]
        guard !addressing.plan.permissions(of: decision.person).isDisjoint(with: allowed) else {
            throw Rejection(
                "decision \(decision.id): \(decision.person) may not have delivery \(delivery.id) tried again; expected "
                    + "a role that allows allocate, instruct, release or administer")
        }
        guard !delivery.address.isEmpty, !delivery.lastError.hasPrefix("statement \(delivery.about):") else {
            throw Rejection("decision \(decision.id): delivery \(delivery.id) cannot be sent: \(delivery.lastError)")
        }
        book.apply(delivery.id) { $0.retried(at: now) }
    }

    private func delivery(_ id: String, _ decision: Decision) throws -> Delivery {
        guard let delivery = book[id] else {
            throw Rejection("decision \(decision.id) is about delivery \"\(id)\", which does not exist")
        }
        return delivery
    }

    private mutating func request(_ asked: RequestResource, _ decision: Decision, at time: Int64) throws {
        let id = ResourceRules.requestID(asked, decision)
        guard resources[id] == nil else {
            throw Rejection(
                "decision \(decision.id): resource request \(id) exists already; give the new one its own id")
        }
        let before = resources.rows.values.count { $0.incidentID == decision.incidentID }
        guard before < DecisionBounds.mostRequests else {
            throw Rejection(
                "decision \(decision.id): incident \(decision.incidentID) has \(before) resource requests; expected at "
                    + "most \(DecisionBounds.mostRequests)")
        }
        resources[id] = rules.request(asked, by: decision, at: time)
    }

    private mutating func decide(_ decided: DecideResource, _ decision: Decision, at time: Int64) throws {
        guard let request = resources[decided.requestID] else {
            throw Rejection(
                "decision \(decision.id) is about resource request \"\(decided.requestID)\", which does not exist")
        }
        resources[request.id] = try rules.decided(decided, by: decision, on: request, at: time)
    }
}
