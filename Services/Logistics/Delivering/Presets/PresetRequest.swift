import Egress
import Plan
import Schemas
import Text

/// One call of a vendor's channel, made from its preset.
struct PresetRequest {
    var method: OutgoingCall.Method
    var address: WebAddress
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// - Throws: `PresetFilling.Mistake`, `WebhookSecret.Malformed`.
    init(_ filling: PresetFilling) throws {
        let signing = filling.preset.signing
        var filling = filling
        func sign(_ body: [UInt8]) throws -> String {
            try PresetSigning.signature(
                signing, secret: try filling.secret("signing"), id: filling.delivery.id, time: filling.time, body: body)
        }
        // These two prove who calls, whatever is said; the others sign what is sent.
        let isOfMoment = signing == .dingtalk || signing == .feishu
        if isOfMoment { filling.signature = try sign([]) }
        var text = PresetBody(filling: filling)
        body = try text.fitted()
        if !isOfMoment, signing != .none { filling.signature = try sign(body) }
        method = filling.preset.method == .get ? .get : .post
        address = try filling.address(filling.preset.address)
        headers = try filling.headers()
    }
}
