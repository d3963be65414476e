import Schemas

extension CaseFile {
    /// A failed message is tried again, where it has an address and its text is still the signed one.
    func retry(_ retry: RetryDelivery, _ ruling: Ruling) throws(Refusal) {
        let delivery = try delivery(retry.deliveryID, of: ruling.decision)
        guard delivery.state == .failed else {
            throw .conflict("delivery \(delivery.id) has not failed; only a failed one is tried again")
        }
        guard !delivery.address.isEmpty, !delivery.lastError.hasPrefix("statement \(delivery.about):") else {
            throw .conflict("delivery \(delivery.id) cannot be sent: \(delivery.lastError)")
        }
    }
}
