import Foundation
import Mustache
import Text

/// What a template is given: strings, numbers, truth values, lists, and further fields.
typealias Fields = [String: Any]

extension Dictionary where Key == String, Value == Any {
    /// Fields without those that have no value: a template's section is then left out.
    init(_ some: [String: Any?]) { self = some.compactMapValues { $0 } }
}

/// Fills the templates. Every value goes through `shown`, and no template may leave anything unescaped.
struct Renderer: Sendable {
    /// A template or text that should have come with the program and did not.
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    private let library: MustacheLibrary

    init(folder: URL) throws {
        var templates: [String: MustacheTemplate] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "mustache" {
            let name = file.deletingPathExtension().lastPathComponent
            do {
                templates[name] = try MustacheTemplate(string: String(contentsOf: file, encoding: .utf8))
            } catch {
                throw Missing(description: "reading template \(name): \(error)")
            }
        }
        library = MustacheLibrary(templates: templates)
    }

    func render(_ template: String, _ fields: Fields) throws -> String {
        guard let text = library.render(Self.shown(fields), withTemplate: template) else {
            throw Missing(description: "rendering: there is no template \"\(template)\"; look into Resources/templates")
        }
        return text
    }

    /// Longer texts are cut; a statement's body is at most as long.
    static let maximumCharacters = 20_000

    static func shown(_ value: Any) -> Any {
        switch value {
        case let text as String: shown(text)
        case let fields as Fields: fields.mapValues { shown($0) }
        case let list as [Fields]: list.map { $0.mapValues { shown($0) } }
        case let list as [String]: list.map { shown($0) }
        default: value
        }
    }

    /// Text fit to be seen, and safe to be escaped.
    ///
    /// The template engine escapes by `Character`: a quote that a combining mark makes part of a longer character would
    /// pass through it and end an attribute. So what joins onto such a character is dropped.
    static func shown(_ text: String) -> String {
        let clean = SafeText.clean(text, maximumCharacters: maximumCharacters)
        guard clean.utf8.contains(where: { $0 == 0x22 || $0 == 0x26 || $0 == 0x27 || $0 == 0x3c || $0 == 0x3e }) else {
            return clean
        }
        var safe = ""
        for character in clean {
            let special = character.unicodeScalars.filter { "<>&\"'".unicodeScalars.contains($0) }
            if special.isEmpty || character.unicodeScalars.count == 1 {
                safe.append(character)
            } else {
                safe.unicodeScalars.append(contentsOf: special)
            }
        }
        return safe
    }
}
