import Crypto
import Foundation
import Plan
import Schemas

/// How vendors want a call signed. The source of each is with its preset.
enum PresetSigning {
    /// - Parameter time: ms since 1970.
    /// - Throws: `WebhookSecret.Malformed`.
    static func signature(
        _ signing: ResponsePlan.ChannelPreset.Signing, secret: String, id: String, time: Int64, body: [UInt8]
    ) throws -> String {
        let seconds = time / 1000
        switch signing {
        case .none: return ""
        case .standardWebhooks:
            return try WebhookSecret.list(secret).map { $0.signature(id: id, seconds: seconds, body: body) }
                .joined(separator: " ")
        case .dingtalk: return base64(key: secret, Data("\(time)\n\(secret)".utf8))
        case .feishu: return base64(key: "\(seconds)\n\(secret)", Data())
        case .slack:
            let signed = Data("v0:\(seconds):".utf8) + Data(body)
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Data(secret.utf8)))
            return "v0=" + EventID.hex(code)
        }
    }

    private static func base64(key: String, _ data: Data) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: Data(key.utf8)))
        return Data(code).base64EncodedString()
    }
}
