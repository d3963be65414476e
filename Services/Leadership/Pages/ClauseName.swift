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

    private func strategy(_ note: String) -> String {
        let strategy = naming.strategy(note)
        return strategy == note ? naming.person(note) : strategy
    }
}

/// What an action is called whose effect was measured.
struct ActionName {
    let naming: Naming

    /// - Parameter action: `strategy: diminish`, `statement: website/zh-Hans`, `directive: title`.
    func name(of action: String) -> String {
        let sides = action.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
        guard sides.count == 2 else { return action }
        let words = naming.words
        switch sides[0] {
        case "strategy": return words.filled("mark_strategy", naming.strategy(sides[1]))
        case "statement":
            let parts = sides[1].split(separator: "/").map(String.init)
            let language = parts.count > 1 ? words.texts["language_\(parts[1])"] ?? parts[1] : ""
            return words.filled(
                "mark_released", naming.channel(parts.first ?? "") + (language.isEmpty ? "" : " · \(language)"))
        case "directive": return words.filled("mark_done", sides[1])
        default: return action
        }
    }
}
