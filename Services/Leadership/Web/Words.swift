import Foundation
import Mustache
import Plan

/// The console's own words in one language, by key.
struct Words: Sendable, MustacheParent {
    let language: ResponsePlan.Language
    let texts: [String: String]

    /// A key that nobody wrote down shows as such; a test looks for it.
    subscript(key: String) -> String { texts[key] ?? "⟦\(key)⟧" }

    func child(named key: String) -> Any? { self[key] }

    /// The text with `{}` replaced by values, in order.
    func filled(_ key: String, _ values: String...) -> String {
        var parts = self[key].components(separatedBy: "{}")
        var out = parts.removeFirst()
        for (index, part) in parts.enumerated() {
            out += (index < values.count ? values[index] : "") + part
        }
        return out
    }
}

/// The catalogue: one JSON object a language in `Resources/strings`.
struct Catalogue: Sendable {
    private let languages: [ResponsePlan.Language: Words]
    /// The sentences that services say (`said_…`), in English, cut at their holes.
    let sentences: [(key: String, english: [String])]

    init(folder: URL) throws {
        var languages: [ResponsePlan.Language: Words] = [:]
        for language in ResponsePlan.Language.allCases {
            let file = folder.appending(path: "\(language.rawValue).json")
            do {
                let texts = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
                languages[language] = Words(language: language, texts: texts)
            } catch {
                throw Renderer.Missing(description: "reading the strings in \(file.lastPathComponent): \(error)")
            }
        }
        self.languages = languages
        sentences = (languages[.english]?.texts ?? [:]).filter { $0.key.hasPrefix("said_") }.sorted { $0.key < $1.key }
            .map { ($0.key, Said.parts(of: $0.value)) }
    }

    subscript(language: ResponsePlan.Language) -> Words {
        languages[language] ?? Words(language: language, texts: [:])
    }
}
