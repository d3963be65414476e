import Plan
import Schemas

/// What the house says of decisions, in the reader's language. Services say it in English, in sentences whose holes hold
/// ids and numbers; each of those sentences stands in the catalogue (`said_…`, holes numbered `{1}`). The sentence is
/// found by its English form and said again in another language, what stood in its holes by name. So what was entered in
/// a journal years ago is read in any language too. What no sentence fits stays as it was said.
struct Said {
    let naming: Naming
    /// Of the case that it is about: its statements and directives are called by name.
    var matter: Case?

    func text(_ said: String) -> String { text(said, depth: 0) }

    private func text(_ said: String, depth: Int) -> String {
        guard naming.words.language != .english, depth < 4, said.utf8.count <= 8_000,
            let (key, values) = Self.sentence(of: said, among: naming.sentences)
        else { return said }
        var out = naming.words[key]
        for (number, value) in values.enumerated() {
            out = out.replacing("{\(number + 1)}", with: name(value, depth: depth))
        }
        return out
    }

    /// The sentence of the catalogue that this one is, and what stands in its holes: of several that fit the one that says
    /// most by itself.
    static func sentence(
        of said: String, among sentences: [(key: String, english: [String])]
    ) -> (key: String, values: [String])? {
        var best: (key: String, values: [String], weight: Int)?
        for (key, parts) in sentences {
            guard let values = values(in: said, between: parts) else { continue }
            let weight = parts.reduce(0) { $0 + $1.utf8.count }
            if weight > best?.weight ?? 0 { best = (key, values, weight) }
        }
        return best.map { ($0.key, $0.values) }
    }

    /// What stands between the parts of a sentence; `nil` where it is another one.
    private static func values(in said: String, between parts: [String]) -> [String]? {
        guard let first = parts.first, let last = parts.last, said.hasPrefix(first) else { return nil }
        guard parts.count > 1 else { return said == first ? [] : nil }
        var rest = said.dropFirst(first.count)
        guard rest.hasSuffix(last), !last.isEmpty || !rest.isEmpty else { return nil }
        rest = rest.dropLast(last.count)
        var values: [String] = []
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: part) else { return nil }
            values.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return values + [String(rest)]
    }

    /// Cuts a sentence of the catalogue at its holes, which come in the order of their numbers.
    static func parts(of sentence: String) -> [String] {
        sentence.split(separator: /\{[0-9]\}/, omittingEmptySubsequences: false).map { String($0) }
    }

    /// An id by its name, a list of them by theirs, a sentence in a sentence in the reader's language.
    private func name(_ value: String, depth: Int) -> String {
        let items = value.split(separator: ", ").map(String.init)
        let named = items.map { known($0) }
        if !items.isEmpty, named.contains(where: { $0 != nil }) {
            return naming.list(zip(items, named).map { $1 ?? $0 })
        }
        return text(value, depth: depth + 1)
    }

    private func known(_ id: String) -> String? {
        let plan = naming.plan
        if plan.person(id) != nil { return naming.person(id) }
        if plan.role(id) != nil { return naming.role(id) }
        if plan.department(id) != nil { return naming.department(id) }
        if plan.channel(id) != nil { return naming.channel(id) }
        if naming.clockRule(id) != nil { return naming.clock(id) }
        if plan.evaluation.sections.contains(where: { $0.id == id }) { return naming.section(id) }
        if ResponsePlan.Strategy.ID(rawValue: id) != nil { return naming.strategy(id) }
        if let statement = matter?.statements.first(where: { $0.id == id }) {
            let language = naming.words.texts["language_\(statement.language)"] ?? statement.language
            return "\(naming.channel(statement.channel)) · \(language)"
        }
        if let directive = matter?.directives.first(where: { $0.id == id }) { return naming.directive(directive) }
        let words = naming.words.texts
        return words["statementState_\(id)"] ?? words["directiveState_\(id)"] ?? words["clockState_\(id)"]
            ?? words["language_\(id)"] ?? words["permission_\(id)"] ?? words["decision_\(id)"]
            ?? words["requiredField_\(id)"]
    }
}
