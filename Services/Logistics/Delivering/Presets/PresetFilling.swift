import Egress
import Foundation
import Plan
import Schemas
import Text

/// What stands in the place of a preset's placeholders. No I/O, no clock.
struct PresetFilling {
    enum Mistake: Error, Hashable, CustomStringConvertible {
        /// A variable that the plan names is not set: the delivery waits for it.
        case missing(variable: String)
        /// A statement goes out as it was signed or not at all.
        case tooLong(String)
        case address(String)

        var description: String {
            switch self {
            case .missing(let variable): "environment \(variable) is not set; set it to the secret"
            case .tooLong(let reason): reason
            case .address(let reason): reason
            }
        }
    }

    let preset: ResponsePlan.ChannelPreset
    var delivery: Delivery
    var contact: ResponsePlan.Contact
    var message: ChannelMessage
    /// The institution's name, as the plan has it.
    var institution: String
    /// Milliseconds since 1970.
    var time: Int64
    var token = ""
    /// Of what is sent, or of the moment; empty until it is known.
    var signature = ""
    /// The value of a variable of the environment.
    var environment: (String) -> String?

    func secret(_ name: String) throws -> String {
        guard let variable = contact.secrets[name], let text = environment(variable), !text.isEmpty else {
            throw Mistake.missing(variable: contact.secrets[name] ?? name)
        }
        return text
    }

    /// A placeholder that stands in an address is one component of it, whatever is in it; `{{base}}` is an address itself.
    func address(_ template: ResponsePlan.ChannelPreset.Template) throws -> WebAddress {
        let text = try template.filled { name in
            let value = try value(name)
            return name == "base" ? Self.withoutSlash(value) : PercentEncoding.component(value)
        }
        do {
            return try WebAddress(text)
        } catch {
            // The address may hold a key: it is not repeated.
            throw Mistake.address("the address of \(preset.id): \(error.expected) was expected; correct it in the plan")
        }
    }

    private static func withoutSlash(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }

    func headers() throws -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        switch preset.body {
        case .json: headers.append(("content-type", "application/json; charset=utf-8"))
        case .form: headers.append(("content-type", "application/x-www-form-urlencoded"))
        case .text: headers.append(("content-type", "text/plain; charset=utf-8"))
        case .nothing: break
        }
        for field in preset.headers {
            let text = try field.value.filled(value)
            // What could end a line begins no other header.
            let clean = String(String.UnicodeScalarView(text.unicodeScalars.filter { (32...126).contains($0.value) }))
            headers.removeAll { $0.name == field.name.lowercased() }
            headers.append((field.name.lowercased(), clean))
        }
        return headers
    }

    func value(_ name: String) throws -> String {
        let text: String
        switch name {
        case "base": text = contact.address
        case "to": text = contact.to ?? ""
        case "title": text = message.title
        case "body": text = message.body
        case "headline": text = message.headline
        case "ask": text = message.ask
        case "link": text = message.link
        case "open": text = message.open
        case "text": text = message.text
        case "grade": text = delivery.gradeLabel ?? ""
        case "delivery": text = delivery.id
        case "incident": text = delivery.incidentID
        case "subject": text = delivery.subject
        case "recipient": text = delivery.recipient
        case "institution": text = institution
        case "time": text = Timestamps.rfc3339(time)
        case "seconds": text = String(time / 1000)
        case "milliseconds": text = String(time)
        case "signature": text = signature
        case "token": text = token
        default: text = try named(name)
        }
        return limited(text, name)
    }

    /// `secret.NAME`, `value.NAME`, `byGrade.NAME`.
    private func named(_ name: String) throws -> String {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return "" }
        switch parts[0] {
        case "secret": return try secret(parts[1])
        case "value": return contact.values[parts[1]] ?? ""
        default:
            let grade = delivery.gradeLabel ?? "none"
            return preset.byGrade[parts[1]]?[grade] ?? ""
        }
    }

    private func limited(_ text: String, _ name: String) -> String {
        var text = text
        if let most = preset.limits.bytes[name] { text = Cut.bytes(text, most) }
        if let most = preset.limits.characters[name] { text = Cut.characters(text, most) }
        return text
    }
}
