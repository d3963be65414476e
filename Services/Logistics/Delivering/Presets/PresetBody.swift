import Foundation
import Plan
import Schemas
import Text

/// A call's body, as long as the vendor takes it. No I/O, no clock.
struct PresetBody {
    var filling: PresetFilling

    /// - Throws: `PresetFilling.Mistake.tooLong` for a statement that would have to be cut.
    mutating func fitted() throws -> [UInt8] {
        if filling.message.isStatement {
            for name in ["text", "title", "body"] where filling.preset.placeholders.contains(name) {
                let whole =
                    name == "text"
                    ? filling.message.text : name == "title" ? filling.message.title : filling.message.body
                guard try filling.value(name) == whole else { throw tooLong() }
            }
        }
        let whole = try encoded()
        if whole.count <= filling.preset.limits.body { return whole }
        guard !filling.message.isStatement else { throw tooLong() }
        filling.message.body = try Cut.longest(of: filling.message.body) { body in
            var trial = self
            trial.filling.message.body = body
            return try trial.encoded().count <= filling.preset.limits.body
        }
        let head = filling.message.headline
        var cut = try encoded()
        var most = 1000
        while cut.count > filling.preset.limits.body, most > 10 {
            filling.message.headline = Cut.characters(head, most)
            filling.message.title = Cut.characters(filling.message.title, most)
            cut = try encoded()
            most /= 2
        }
        guard cut.count <= filling.preset.limits.body else { throw tooLong() }
        return cut
    }

    private func tooLong() -> PresetFilling.Mistake {
        .tooLong(
            filling.message.isStatement
                ? "the statement is longer than \(filling.preset.id) takes; shorten it and have it signed anew, or publish it elsewhere"
                : "the message is longer than the \(filling.preset.limits.body) bytes that \(filling.preset.id) takes; correct its preset"
        )
    }

    private func encoded() throws -> [UInt8] {
        switch filling.preset.body {
        case .json(let template): Array(try json(template)?.utf8 ?? "null".utf8)
        case .form(let fields):
            Array(
                try fields.map {
                    "\(PercentEncoding.component($0.name))=\(PercentEncoding.component(try $0.value.filled(filling.value)))"
                }
                .joined(separator: "&").utf8)
        case .text(let template): Array(try template.filled(filling.value).utf8)
        case .nothing: []
        }
    }

    /// - Returns: `nil` for what is left out: a mapping whose condition says nothing.
    private func json(_ template: ResponsePlan.ChannelPreset.JSONTemplate) throws -> String? {
        switch template {
        case .literal(let text): return text
        case .text(let template):
            let text = try template.filled(filling.value)
            if template.isNumber, let number = Int64(text) { return String(number) }
            return Self.quoted(text)
        case .list(let items): return "[" + (try items.compactMap(json)).joined(separator: ",") + "]"
        case .mapping(let members, let when):
            if let when, try filling.value(when).isEmpty { return nil }
            let written = try members.compactMap { member -> String? in
                // A member that is one placeholder and says nothing is left out.
                if case .text(let text) = member.value, text.parts.count == 1, !text.placeholders.isEmpty,
                    try text.filled(filling.value).isEmpty
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
