import Casework
import Hummingbird
import Plan
import Schemas

/// A form that was refused: why, what stands there now, and the person's own words, to be sent once more from what they
/// read here. Nothing that somebody wrote is lost to a refusal.
struct RefusedForm {
    let problem: Problem
    let decision: Decision
    /// As posted.
    let fields: FormFields
    let snapshot: ViewSnapshot
    let naming: Naming

    /// Fields that people write into, and how they are called.
    private static let written: [(name: String, label: String, rows: Int)] = [
        ("title", "form_title", 1), ("body", "form_body", 12), ("text", "form_text", 8),
        ("progress", "form_progress", 3),
        ("correction", "form_correction", 3), ("purpose", "resource_purpose", 2), ("reason", "form_reason", 2),
        ("receipt_number", "clock_receipt", 1), ("document_hash", "clock_documentHash", 1),
    ]

    /// What is signed or let out is read again where it stands, never sent again from here.
    private var isOfOneText: Bool {
        switch decision.kind {
        case .sign, .release: true
        default: false
        }
    }

    private var words: Words { naming.words }
    private var matter: Case? { snapshot.cases[decision.incidentID] }

    /// For the template `refused`.
    func fields(action: String, back: String) -> Fields {
        Fields([
            "detail": Said(naming: naming, matter: matter).text(problem.detail), "kind": problem.kind.name,
            "advice": words["advice_\(problem.kind.name)"], "backHref": back, "action": action,
            "stands": stands.isEmpty ? nil : ["rows": stands] as Fields, "difference": difference,
            "again": canSendAgain
                ? [
                    "kept": kept, "carried": carried,
                    "sendName": decision.kind.map { naming.decision($0) } ?? "",
                ] as Fields : nil,
        ])
    }

    private var canSendAgain: Bool {
        guard decision.kind != nil, !isOfOneText else { return false }
        switch problem.kind {
        case .invalid, .conflict, .unavailable, .keyReused, .busy: return true
        default: return false
        }
    }

    private var kept: [Fields] {
        Self.written.compactMap { name, label, rows in
            guard let value = fields[name] else {
                // A reason that was missing can be given here.
                guard name == problem.field, name == "reason" || name == "title" || name == "body" else { return nil }
                return ["name": name, "label": words[label], "value": "", "rows": rows]
            }
            return ["name": name, "label": words[label], "value": value, "rows": rows]
        }
    }

    private var carried: [Fields] {
        let own = Set(
            kept.compactMap { $0["name"] as? String } + [Forgery.field, "nonce", "confirmed", "seen_hash", "revision"])
        var pairs = fields.pairs.filter { !own.contains($0.name) }
            .map { ["name": $0.name, "value": $0.value] as Fields }
        // From here on they decide from what stands here.
        if let kind = decision.kind, !decision.seenHash.isEmpty,
            let stands = matter?.replaced(by: kind)
                ?? snapshot.incidents[decision.incidentID]?.replaced(by: kind)
        {
            pairs.append(["name": "seen_hash", "value": stands])
        }
        pairs.append(["name": "revision", "value": "\(matter?.revision ?? decision.seenRevision)"])
        return pairs
    }

    private func row(_ label: String, _ value: String) -> Fields? {
        value.isEmpty ? nil : ["label": words[label], "value": value]
    }

    /// What the decision would have replaced, as it is now.
    private var stands: [Fields] {
        guard case .conflict = problem.kind, let matter, let kind = decision.kind else { return [] }
        switch kind {
        case .editStatement(let edit):
            guard let statement = matter.statements.first(where: { $0.id == edit.statementID }) else { return [] }
            return [
                row("form_title", statement.title),
                row("kept_by", "\(naming.person(statement.draftedBy)) · \(naming.time(statement.draftedAt) ?? "")"),
            ].compactMap { $0 }
        case .strategy:
            guard matter.hasStrategy else { return [] }
            let choice = matter.strategy
            return [
                row(
                    "strategy",
                    naming.list([
                        naming.strategy(choice.strategy),
                        choice.supplement.isEmpty ? "" : naming.strategy(choice.supplement),
                    ])),
                row("responsibility", words.texts["responsibility_\(choice.responsibility)"] ?? choice.responsibility),
                row("form_reason", choice.reason),
                row("kept_by", "\(naming.person(choice.decidedBy)) · \(naming.time(choice.decidedAt) ?? "")"),
            ].compactMap { $0 }
        case .writeEvaluation(let write):
            guard let section = matter.written.first(where: { $0.section == write.section }) else { return [] }
            return [
                row("form_text", section.text),
                row("kept_by", "\(naming.person(section.writtenBy)) · \(naming.time(section.writtenAt) ?? "")"),
            ].compactMap { $0 }
        case .updateDirective(let update):
            guard let directive = matter.directives.first(where: { $0.id == update.directiveID }) else { return [] }
            return [
                row("form_title", naming.directive(directive)), row("form_text", directive.text),
                row("directive_assignee", directive.assignee.isEmpty ? "" : naming.person(directive.assignee)),
                row("clock_due", naming.time(directive.dueAt) ?? ""),
            ].compactMap { $0 }
        default: return []
        }
    }

    /// What changed between the text the form was made from and the one that stands now.
    private var difference: Fields? {
        guard case .conflict = problem.kind, case .editStatement(let edit)? = decision.kind,
            let statement = matter?.statements.first(where: { $0.id == edit.statementID }),
            let seen = snapshot.statementVersions[decision.incidentID]?[edit.statementID]?
                .first(where: { $0.contentHash == decision.seenHash })
        else { return nil }
        return TextChange(from: seen, to: statement).fields
    }
}
