import Egress
import Foundation
import Plan
import Schemas
import Text

/// One call of a vendor's channel, made from its preset. No I/O, no clock.
struct PresetRequest {
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

    var method: OutgoingCall.Method
    var address: WebAddress
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// What the templates may say of this delivery.
    struct Values {
        var delivery: Delivery
        var contact: ResponsePlan.Contact
        var message: ChannelMessage
        /// The institution's name, in the recipient's language.
        var institution: String
        /// Milliseconds since 1970.
        var time: Int64
        var token = ""
        /// The value of a variable of the environment.
        var environment: (String) -> String?
    }

    private let preset: ResponsePlan.ChannelPreset
    private var values: Values
    private var signature = ""

    /// - Throws: `Mistake`.
    init(_ preset: ResponsePlan.ChannelPreset, _ values: Values) throws {
        self.preset = preset
        self.values = values
        (method, headers, body) = (preset.method == .get ? .get : .post, [], [])
        address = try WebAddress("http://0.0.0.0/")
        // These two prove who calls, whatever is said; the others sign what is sent.
        switch preset.signing {
        case .dingtalk, .feishu: signature = try sign(body: [])
        case .none, .standardWebhooks, .slack: break
        }
        body = try fitted()
        switch preset.signing {
        case .standardWebhooks, .slack: signature = try sign(body: body)
        case .none, .dingtalk, .feishu: break
        }
        address = try filledAddress(preset.address)
        headers = try filledHeaders()
    }

    /// Where an access token is fetched.
    static func tokenAddress(
        _ template: ResponsePlan.ChannelPreset.Template, _ preset: ResponsePlan.ChannelPreset, _ values: Values
    )
        throws -> WebAddress
    {
        try PresetRequest(addressOnly: template, preset, values).address
    }

    private init(
        addressOnly template: ResponsePlan.ChannelPreset.Template, _ preset: ResponsePlan.ChannelPreset,
        _ values: Values
    ) throws {
        self.preset = preset
        self.values = values
        (method, headers, body) = (.get, [], [])
        address = try WebAddress("http://0.0.0.0/")
        address = try filledAddress(template)
    }

    // MARK: Parts

    private func sign(body: [UInt8]) throws -> String {
        try PresetSigning.signature(
            preset.signing, secret: try secret("signing"), id: values.delivery.id, time: values.time, body: body)
    }

    private func secret(_ name: String) throws -> String {
        let variable = values.contact.secrets[name] ?? name
        guard let text = values.environment(variable), !text.isEmpty else { throw Mistake.missing(variable: variable) }
        return text
    }

    /// A placeholder that stands in an address is one component of it, whatever is in it; `{{base}}` is an address itself.
    private func filledAddress(_ template: ResponsePlan.ChannelPreset.Template) throws -> WebAddress {
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

    private func filledHeaders() throws -> [(name: String, value: String)] {
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

    private func value(_ name: String) throws -> String {
        let (delivery, message) = (values.delivery, values.message)
        let text: String
        switch name {
        case "base": text = values.contact.address
        case "to": text = values.contact.to ?? ""
        case "title": text = message.title
        case "body": text = message.body
        case "headline": text = message.headline
        case "ask": text = message.ask
        case "link": text = message.link
        case "open": text = message.open
        case "text": text = message.text
        case "grade": text = ChannelMessage.labels[delivery.grade] ?? ""
        case "delivery": text = delivery.id
        case "incident": text = delivery.incidentID
        case "subject": text = delivery.subject
        case "recipient": text = delivery.recipient
        case "institution": text = values.institution
        case "time": text = Timestamps.rfc3339(values.time)
        case "seconds": text = String(values.time / 1000)
        case "milliseconds": text = String(values.time)
        case "signature": text = signature
        case "token": text = values.token
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
        case "value": return values.contact.values[parts[1]] ?? ""
        default:
            let grade = ChannelMessage.labels[values.delivery.grade] ?? "none"
            return preset.byGrade[parts[1]]?[grade] ?? ""
        }
    }

    private func limited(_ text: String, _ name: String) -> String {
        var text = text
        if let most = preset.limits.bytes[name] { text = Cut.bytes(text, most) }
        if let most = preset.limits.characters[name] { text = Cut.characters(text, most) }
        return text
    }

    // MARK: The body, as long as it may be

    /// - Throws: `Mistake.tooLong` for a statement that would have to be cut.
    private mutating func fitted() throws -> [UInt8] {
        if values.message.isStatement {
            for name in ["text", "title", "body"] where preset.placeholders.contains(name) {
                let whole =
                    name == "text" ? values.message.text : name == "title" ? values.message.title : values.message.body
                guard try value(name) == whole else { throw tooLong() }
            }
        }
        let whole = try encoded()
        if whole.count <= preset.limits.body { return whole }
        guard !values.message.isStatement else { throw tooLong() }
        let text = Array(values.message.body.unicodeScalars)
        let head = values.message.headline
        var (fits, tooMany) = (0, text.count + 1)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            values.message.body = Cut.scalars(text, middle)
            if try encoded().count <= preset.limits.body { fits = middle } else { tooMany = middle }
        }
        values.message.body = fits == 0 ? "" : Cut.scalars(text, fits)
        var cut = try encoded()
        var most = 1000
        while cut.count > preset.limits.body, most > 10 {
            values.message.headline = Cut.characters(head, most)
            values.message.title = Cut.characters(values.message.title, most)
            cut = try encoded()
            most /= 2
        }
        guard cut.count <= preset.limits.body else { throw tooLong() }
        return cut
    }

    private func tooLong() -> Mistake {
        .tooLong(
            values.message.isStatement
                ? "the statement is longer than \(preset.id) takes; shorten it and have it signed anew, or publish it elsewhere"
                : "the message is longer than the \(preset.limits.body) bytes that \(preset.id) takes; correct its preset"
        )
    }

    private func encoded() throws -> [UInt8] {
        switch preset.body {
        case .json(let template): Array(try json(template)?.utf8 ?? "null".utf8)
        case .form(let fields):
            Array(
                try fields.map {
                    "\(PercentEncoding.component($0.name))=\(PercentEncoding.component(try $0.value.filled(value)))"
                }
                .joined(separator: "&").utf8)
        case .text(let template): Array(try template.filled(value).utf8)
        case .nothing: []
        }
    }

    /// - Returns: `nil` for what is left out: a mapping whose condition says nothing.
    private func json(_ template: ResponsePlan.ChannelPreset.JSONTemplate) throws -> String? {
        switch template {
        case .literal(let text): return text
        case .text(let template):
            let text = try template.filled(value)
            if template.isNumber, let number = Int64(text) { return String(number) }
            return Self.quoted(text)
        case .list(let items): return "[" + (try items.compactMap(json)).joined(separator: ",") + "]"
        case .mapping(let members, let when):
            if let when, try value(when).isEmpty { return nil }
            let written = try members.compactMap { member -> String? in
                // A member that is one placeholder and says nothing is left out.
                if case .text(let text) = member.value, text.parts.count == 1, !text.placeholders.isEmpty,
                    try text.filled(value).isEmpty
                {
                    return nil
                }
                return try json(member.value).map { "\(Self.quoted(member.name)):\($0)" }
            }
            return "{" + written.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

/// Texts cut to a vendor's limit; what was cut ends with …
enum Cut {
    static func bytes(_ text: String, _ most: Int) -> String { cut(text, most) { $0.utf8.count } }
    /// In units of UTF-16.
    static func characters(_ text: String, _ most: Int) -> String { cut(text, most) { $0.utf16.count } }

    static func scalars(_ scalars: [Unicode.Scalar], _ count: Int) -> String {
        guard count < scalars.count else { return String(String.UnicodeScalarView(scalars)) }
        var cut = String.UnicodeScalarView(scalars.prefix(count))
        cut.append("…")
        return String(cut)
    }

    private static func cut(_ text: String, _ most: Int, _ size: (String) -> Int) -> String {
        guard size(text) > most else { return text }
        let room = most - size("…")
        guard room > 0 else { return "" }
        var (cut, used) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            used += size(String(scalar))
            guard used <= room else { break }
            cut.append(scalar)
        }
        cut.append("…")
        return String(cut)
    }
}
