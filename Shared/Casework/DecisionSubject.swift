public import Schemas

extension Decision.OneOf_Kind {
    /// The delivery that it is about.
    public var deliveryID: String? {
        switch self {
        case .acknowledge(let acknowledge): acknowledge.deliveryID
        case .retryDelivery(let retry): retry.deliveryID
        default: nil
        }
    }

    /// The resource request that it makes or is about.
    public func requestID(of decision: Decision) -> String? {
        switch self {
        case .requestResource(let asked): asked.requestID(of: decision)
        case .decideResource(let verdict): verdict.requestID
        default: nil
        }
    }
}
