import Casework
import Plan
import Schemas

/// The directives of one case: those that are not settled first, each with the forms this person may use on it.
extension IncidentFile {
    /// Notes of one directive on the page; the API has all of them.
    private static let shownNotes = 60

    private var canInstruct: Bool { isOpen && may(.issueDirective(IssueDirective())) }

    func directiveFields(_ matter: Case) -> Fields {
        let sorted = snapshot.directives(of: matter).sorted {
            ($0.state.isSettled ? 1 : 0, $0.dueAt, $0.id) < ($1.state.isSettled ? 1 : 0, $1.dueAt, $1.id)
        }
        let departments = plan.departments.map { ["id": $0.id, "name": naming.department($0.id)] as Fields }
        let new: Fields = ["action": action("issue-directive"), "departments": departments]
        return Fields([
            "directives": sorted.map { task(of: $0).merging(course(of: $0)) { $1 }.merging(forms(on: $0)) { $1 } },
            "newDirective": canInstruct ? new : nil,
        ])
    }

    private func task(of directive: Directive) -> Fields {
        let due: Fields = [
            "due": directive.dueAt, "remaining": naming.remaining(until: directive.dueAt, now: now),
            "isOver": directive.dueAt < now,
        ]
        let isDue = directive.dueAt > 0 && !directive.state.isSettled
        let within: String? =
            directive.state == .proposed && directive.dueSeconds > 0
            ? naming.length(directive.dueSeconds * 1000) : nil
        return Fields([
            "id": directive.id, "stateWord": directive.state.word, "stateName": naming.state(directive.state),
            "isOverdue": directive.overdue, "title": naming.directive(directive), "text": directive.text,
            "department": directive.department, "departmentName": naming.department(directive.department),
            "assigneeName": directive.assignee.isEmpty ? nil : naming.person(directive.assignee),
            "playbookItem": directive.playbookItem, "directiveDue": isDue ? due : nil, "dueWithin": within,
            "seenHash": directive.seenHash,
            "dueHours": naming.number(Double(max(directive.dueSeconds, 900)) / 3600),
        ])
    }

    /// What came of it so far.
    private func course(of directive: Directive) -> Fields {
        let filled = directive.fields.sorted { $0.key < $1.key }.map { key, value -> Fields in
            ["label": naming.requiredField(key, of: directive), "value": value]
        }
        let told = naming.list(directive.escalatedTo.map { naming.person($0) })
        let escalated: String? =
            told.isEmpty
            ? nil : words.filled("directive_escalated", told, naming.time(directive.escalatedAt) ?? "")
        let pairs: Fields = ["pairs": filled]
        let notes = snapshot.notes(of: directive, in: incident.id)
        return Fields([
            "progressNote": directive.progress.isEmpty ? nil : directive.progress,
            "waived": directive.waiveReason.isEmpty ? nil : directive.waiveReason, "escalated": escalated,
            "filled": filled.isEmpty ? nil : pairs, "hasNotes": !notes.isEmpty,
            "notes": notes.suffix(Self.shownNotes).reversed().map { note($0) },
        ])
    }

    private func note(_ note: DirectiveNote) -> Fields {
        [
            "noteAt": naming.time(note.at) ?? "", "noteText": note.text,
            "notePerson": naming.person(note.person.isEmpty ? "system" : note.person),
            "noteStep": words.texts["directiveStep_\(note.step)"] ?? note.step,
        ]
    }

    private func forms(on directive: Directive) -> Fields {
        let canReport = isOpen && directive.isFor(visitor.acting, in: plan) && may(.updateDirective(UpdateDirective()))
        let isUnderWay = !directive.state.isSettled && directive.state != .proposed
        let isNew =
            directive.state == .issued || directive.state == .delivered
            || (directive.state == .overdue && directive.acceptedAt == 0)
        let required = directive.requiredFields.map { id -> Fields in
            [
                "fieldID": id, "label": naming.requiredField(id, of: directive),
                "value": directive.fields[id] ?? "",
            ]
        }
        return Fields([
            "required": required, "canIssue": canInstruct && directive.state == .proposed,
            "canAccept": canReport && isNew, "canWork": canReport && isUnderWay, "canReassign": canInstruct,
            "canAmend": canInstruct && isUnderWay,
            "canWaive": isOpen && !directive.state.isSettled && may(.waiveDirective(WaiveDirective())),
            "issueAction": action("issue-directive"), "updateAction": action("update-directive"),
            "waiveAction": action("waive-directive"),
        ])
    }
}
