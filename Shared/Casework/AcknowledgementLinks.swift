import Crypto
import Foundation
public import Schemas

/// Links by which a message is acknowledged where it arrives. A link is bound to one delivery, its recipient and the
/// moment it was made out, ends after ``lifetime``, and proves nothing but that its bearer got that message: what it lets
/// them do is to say so, once.
public struct AcknowledgementLinks: Sendable {
    public enum Finding: Hashable, Sendable {
        case good
        case expired
        /// Of another delivery or recipient, signed with another key, or no link at all.
        case wrong
    }

    /// Where the console answers them: `PATH/TOKEN`.
    public static let path = "acknowledge"
    /// After the delivery was made out, in milliseconds: three days.
    public static let lifetime: Int64 = 3 * 86_400_000
    /// Bytes of the code (RFC 2104, 5: no less than half of the hash's).
    private static let codeLength = 16

    private let key: SymmetricKey

    /// - Parameter secret: at least 32 bytes, the same for logistics and the console.
    public init(secret: String) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), salt: Data("fenghuo".utf8),
            info: Data("acknowledgement links".utf8), outputByteCount: 32)
    }

    /// The delivery's id and a code over what the link is bound to; the same at every attempt.
    public func token(of delivery: Delivery) -> String {
        "\(delivery.id).\(Self.hex(code(of: delivery)))"
    }

    /// The delivery that a token claims to be of; `nil` where it can be none of ours.
    public static func deliveryID(in token: String) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 200, parts.count == 2, !parts[0].isEmpty, parts[1].utf8.count == codeLength * 2 else {
            return nil
        }
        return String(parts[0])
    }

    /// - Parameter now: ms since 1970.
    public func check(_ token: String, of delivery: Delivery, now: Int64) -> Finding {
        let (given, good) = (Array(token.utf8), Array(self.token(of: delivery).utf8))
        // All of it is compared, so that how long it takes says nothing.
        guard given.count == good.count, zip(given, good).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 else {
            return .wrong
        }
        return now <= EventBounds.sum(delivery.createdAt, Self.lifetime) ? .good : .expired
    }

    private func code(of delivery: Delivery) -> [UInt8] {
        let bound = EventID.hexSHA256(
            ["acknowledge", delivery.id, delivery.incidentID, delivery.recipient, String(delivery.createdAt)])
        return Array(HMAC<SHA256>.authenticationCode(for: Data(bound.utf8), using: key).prefix(Self.codeLength))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
