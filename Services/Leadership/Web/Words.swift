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
    /// The sentences that services say (`said_…`), cut at their holes: see ``Said``.
    var sentences: [SaidSentence]

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
        sentences = Self.sentences(languages)
    }

    /// What judges and reports speaks the institution's language; everything else English.
    private static let inEveryLanguage = ["said_reason-", "said_lesson-", "said_proposal-"]

    private static func sentences(_ languages: [ResponsePlan.Language: Words]) -> [SaidSentence] {
        var all: [SaidSentence] = []
        for key in (languages[.english]?.texts.keys ?? [:].keys).filter({ $0.hasPrefix("said_") }).sorted() {
            var own: [SaidSentence] = []
            for language in ResponsePlan.Language.allCases {
                guard language == .english || inEveryLanguage.contains(where: key.hasPrefix),
                    let text = languages[language]?.texts[key], let sentence = SaidSentence(key, text, language)
                else { continue }
                // Where both scripts read alike it is one sentence.
                if let alike = own.firstIndex(where: { $0.parts == sentence.parts && $0.holes == sentence.holes }) {
                    own[alike].languages.insert(language)
                } else {
                    own.append(sentence)
                }
            }
            all += own
        }
        return all
    }

    subscript(language: ResponsePlan.Language) -> Words {
        languages[language] ?? Words(language: language, texts: [:])
    }
}
