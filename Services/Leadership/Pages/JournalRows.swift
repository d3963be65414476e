import Plan
import Schemas

/// Entries of journals as people read them: names for ids, words for keys.
struct JournalRows {
    let naming: Naming
    /// Of the case whose journal it is: what a step was done to is called by name.
    var statements: [Statement] = []
    var directives: [Directive] = []

    /// - Parameter matter: with every part it has had, in its row or beside it.
    init(naming: Naming, matter: Case? = nil, snapshot: ViewSnapshot? = nil) {
        self.naming = naming
        guard let matter else { return }
        statements = snapshot?.statements(of: matter) ?? matter.statements
        directives = snapshot?.directives(of: matter) ?? matter.directives
    }

    init(naming: Naming, evaluation: Evaluation) {
        self.naming = naming
        statements = evaluation.statements
        directives = evaluation.directives
    }

    /// What a step was done to: a version by its channel and language, a directive, clock or kind of decision by name.
    func object(of entry: JournalEntry) -> String? {
        let id = entry.about
        guard !id.isEmpty else { return nil }
        if let statement = statements.first(where: { $0.id == id }) {
            let language = naming.words.texts["language_\(statement.language)"] ?? statement.language
            return "\(naming.channel(statement.channel)) · \(language)"
        }
        if let directive = directives.first(where: { $0.id == id }) { return naming.directive(directive) }
        if naming.clockRule(id) != nil { return naming.clock(id) }
        if let decision = naming.words.texts["decision_\(id)"] { return decision }
        if naming.plan.person(id) != nil { return naming.person(id) }
        let section = naming.section(id)
        return section == id ? nil : section
    }

    func row(_ entry: JournalEntry) -> Fields {
        let words = naming.words
        let details = entry.details.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.prefix(12)
        return Fields([
            "sequence": entry.sequence, "at": naming.time(entry.at),
            "action": words.texts["journal_\(entry.action)"] ?? entry.action, "object": object(of: entry),
            "actor": naming.person(entry.actor),
            "hash": String(EventID.hex(entry.hash).prefix(16)),
            "details": details.map { key, value -> Fields in
                [
                    "label": words.texts["detail_\(key)"] ?? key,
                    "value": String(self.value(value, of: key, in: entry).prefix(400)),
                ]
            },
        ])
    }

    /// A detail's value in the reader's words, where it is an id or word of ours.
    private func value(_ value: String, of key: String, in entry: JournalEntry) -> String {
        let words = naming.words
        func each(_ name: (String) -> String) -> String {
            naming.list(value.split(whereSeparator: { $0 == " " || $0 == "," }).map { name(String($0)) })
        }
        switch key {
        case "strategy", "supplement", "allowed": return each { naming.strategy($0) }
        case "responsibility": return words.texts["responsibility_\(value)"] ?? value
        case "grade": return value
        case "kind" where entry.action.hasPrefix("report"): return naming.report(value)
        case "reason" where entry.action == "refused", "why", "error": return Said(naming: naming).text(value)
        case "occasion": return words.texts["occasion_\(value)"] ?? value
        case "kind": return words.texts["eventKind_\(value)"] ?? value
        case "from" where entry.action == "kind-changed", "to" where entry.action == "kind-changed":
            return words.texts["eventKind_\(value)"] ?? value
        case "from" where entry.action == "state-changed", "to" where entry.action == "state-changed", "state":
            return words.texts["caseState_\(Self.word(value))"] ?? words.texts["rumourState_\(value)"]
                ?? words.texts["directiveState_\(value)"] ?? value
        case "assignee", "by", "askedFor", "for", "recipient": return naming.recipient(value)
        case "signers": return each { naming.person($0) }
        case "department": return naming.department(value)
        case "role": return naming.role(value)
        case "channel": return naming.channel(value)
        case "language": return words.texts["language_\(value)"] ?? value
        case "outcome": return words.texts["outcome_\(value)"] ?? value
        case "verdict": return words.texts["verdict_\(value)"] ?? value
        case "due", "started": return Timestamps.milliseconds(rfc3339: value).flatMap { naming.time($0) } ?? value
        case "fraction": return Double(value).map { naming.percent($0) } ?? value
        case "overrides", "approved", "late": return words.texts["answer_\(value)"] ?? value
        default: return value
        }
    }

    /// `strategy-decided` as `strategyDecided`.
    private static func word(_ text: String) -> String {
        let parts = text.split(separator: "-")
        return parts.prefix(1).joined() + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
