import Plan
import Schemas

/// What the house says of decisions and judgements, in the reader's language. Services say it in sentences whose holes hold
/// ids, names and numbers: refusals in English, reasons and lessons in the institution's own language. Each of those
/// sentences stands in the catalogue under one key (`said_…`, holes numbered `{1}`) in every language. A sentence is found
/// by its form in any of them and said again in the reader's, what stood in its holes by name. So what was entered in a
/// journal years ago is read in any language too. What the plan itself says is said in the plan's words of that language;
/// what no sentence fits stays as it was said.
struct Said {
    let naming: Naming
    /// Of the case that it is about: its statements and directives are called by name.
    var matter: Case?

    func text(_ said: String) -> String {
        guard said.contains("\n") else { return text(said, depth: 0) }
        return said.split(separator: "\n", omittingEmptySubsequences: false).map { text(String($0), depth: 0) }
            .joined(separator: "\n")
    }

    /// Whether it is one of the catalogue's sentences, or of the plan's.
    func knows(_ said: String) -> Bool {
        Self.sentence(of: said, among: naming.sentences) != nil || naming.saidByPlan(said) != nil
    }

    private func text(_ said: String, depth: Int) -> String {
        guard depth < 4, said.utf8.count <= 8_000 else { return said }
        if let own = naming.saidByPlan(said) { return own }
        guard let found = Self.sentence(of: said, among: naming.sentences) else { return said }
        // In its own language it stays as it was said.
        let isOwn = found.languages.contains(naming.words.language)
        var out = naming.words[found.key]
        for (number, value) in found.values.enumerated() {
            out = out.replacing("{\(number + 1)}", with: isOwn ? value : name(value, depth: depth))
        }
        return out
    }

    /// The sentence of the catalogue that this one is, and what stands in its holes: of several that fit the one that says
    /// most by itself.
    static func sentence(
        of said: String, among sentences: [SaidSentence]
    ) -> (key: String, values: [String], languages: Set<ResponsePlan.Language>)? {
        var best: (key: String, values: [String], languages: Set<ResponsePlan.Language>, weight: Int)?
        for sentence in sentences where sentence.weight > best?.weight ?? 0 {
            guard let values = sentence.values(in: said) else { continue }
            best = (sentence.key, values, sentence.languages, sentence.weight)
        }
        return best.map { ($0.key, $0.values, $0.languages) }
    }

    /// An id by its name, a list of them by theirs, a length of time and a sentence in a sentence in the reader's language.
    private func name(_ value: String, depth: Int) -> String {
        let items = value.split(separator: ", ").map(String.init)
        let named = items.map { known($0) }
        if !items.isEmpty, named.contains(where: { $0 != nil }) {
            return naming.list(zip(items, named).map { $1 ?? $0 })
        }
        return naming.lengthSaid(value) ?? text(value, depth: depth + 1)
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
