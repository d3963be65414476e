import Crypto
import Foundation

/// A signing secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes.
struct WebhookSecret: Sendable {
    private let key: SymmetricKey

    struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        var found: String
        var description: String {
            "a webhook secret: found \(found), expected whsec_ and the base64 of 24 to 64 bytes"
        }
    }

    init(_ text: String) throws(Malformed) {
        guard text.hasPrefix("whsec_") else { throw Malformed(found: "text that does not begin with whsec_") }
        guard let bytes = Data(base64Encoded: String(text.dropFirst(6))) else {
            throw Malformed(found: "something that is no base64 after whsec_")
        }
        guard (24...64).contains(bytes.count) else { throw Malformed(found: "\(bytes.count) bytes") }
        key = SymmetricKey(data: bytes)
    }

    /// Several are separated by spaces while one replaces the other; all of them sign.
    static func list(_ text: String) throws(Malformed) -> [WebhookSecret] {
        var secrets: [WebhookSecret] = []
        for part in text.split(whereSeparator: \.isWhitespace) { secrets.append(try WebhookSecret(String(part))) }
        guard !secrets.isEmpty else { throw Malformed(found: "nothing") }
        return secrets
    }

    /// `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks 1.0.0, "Signature scheme").
    /// - Parameter seconds: since 1970.
    func signature(id: String, seconds: Int64, body: [UInt8]) -> String {
        var authentication = HMAC<SHA256>(key: key)
        authentication.update(data: Data("\(id).\(seconds).".utf8))
        authentication.update(data: Data(body))
        return "v1,\(Data(authentication.finalize()).base64EncodedString())"
    }
}
