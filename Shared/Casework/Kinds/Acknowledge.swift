import Plan
import Schemas

extension CaseFile {
    /// A message has been read: by its recipient or a deputy of theirs, while it is not settled. What failed to arrive may
    /// have been heard elsewhere.
    func acknowledge(_ acknowledge: Acknowledge, _ ruling: Ruling) throws(Refusal) {
        let delivery = try delivery(acknowledge.deliveryID, of: ruling.decision)
        let person = ruling.decision.person
        guard person == delivery.recipient || plan.isDeputy(person, of: delivery.recipient) else {
            throw .forbidden(
                "the message went to \(delivery.recipient), who or whose deputy acknowledges it, not to \(person)")
        }
        switch delivery.state {
        case .pending, .delivered, .failed: return
        case .acknowledged: throw .conflict("delivery \(delivery.id) is acknowledged already")
        case .cancelled, .unspecified, .UNRECOGNIZED: throw .conflict("delivery \(delivery.id) is not wanted any more")
        }
    }

    func delivery(_ id: String, of decision: Decision) throws(Refusal) -> Delivery {
        guard let delivery = delivery.value, delivery.incidentID == decision.incidentID else {
            throw .missing("there is no delivery \"\(id)\" about this incident", "deliveryId")
        }
        return delivery
    }
}
