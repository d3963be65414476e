import Plan

/// What a key path of the plan is called, for people who do not read YAML.
struct ClauseName {
    let naming: Naming

    func name(of path: String) -> String {
        let parts = path.split(separator: ".").map(String.init)
        let words = naming.words
        switch parts.first {
        case "clocks" where parts.count > 1: return "\(words["clock"]) · \(naming.clock(parts[1]))"
        case "playbooks" where parts.count > 3:
            let directive = naming.plan.playbook(parts[1])?.directives.first { $0.id == parts[3] }
            return "\(words["directive"]) · \(directive?.title[words.language] ?? parts[3])"
        case "reports" where parts.count > 1:
            return naming.report(parts[1])
        case "evaluation" where parts.count == 2: return words["clausePath_evaluation"]
        case "people" where parts.count > 1: return naming.person(parts[1])
        case "strategyRules": return words["clausePath_strategyRules"]
        default: return words.texts["clausePath_\(path)"] ?? path
        }
    }

    /// The record's note in the reader's language, where it is one of ours; what people wrote stays as they wrote it.
    func note(_ note: String) -> String {
        let words = naming.words
        let sides = note.split(separator: ":", maxSplits: 1)
        guard let head = sides.first else { return note }
        let key = "clauseNote_" + head.replacing(" ", with: "-")
        guard let known = words.texts[key] else {
            return naming.plan.role(String(head)).map { _ in signers(note) } ?? strategy(note)
        }
        return sides.count > 1 ? "\(known)\(words["colon"])\(sides[1].drop { $0 == " " })" : known
    }

    /// `response-lead: fang-jing, legal-counsel: xu-wenqing`.
    private func signers(_ note: String) -> String {
        naming.list(
            note.split(separator: ",").map { pair in
                let sides = pair.split(separator: ":").map { String($0.drop { $0 == " " }) }
                guard sides.count == 2 else { return String(pair) }
                return "\(naming.role(sides[0])) \(naming.person(sides[1]))"
            })
    }

    /// A strategy's, a person's or the evaluation's sections' names for their ids; else the note as it is.
    private func strategy(_ note: String) -> String {
        let sections = note.split(separator: ",").map { id in
            naming.plan.evaluation.sections.first { $0.id == id.drop { $0 == " " } }?.names[naming.words.language]
        }
        if !sections.isEmpty, sections.allSatisfy({ $0 != nil }) { return naming.list(sections.compactMap { $0 }) }
        let strategy = naming.strategy(note)
        return strategy == note ? naming.person(note) : strategy
    }
}
