public import Plan
import Schemas

extension CaseFile {
    /// A proposed or a new task comes into force: for a department and a person of the plan, with a title, a text and a
    /// due time ahead.
    func issue(_ issue: IssueDirective, _ ruling: inout Ruling) throws(Refusal) {
        let row = try anyCase()
        try step(.directiveIssued, from: row.state)
        var directive = Directive()
        if issue.directiveID.isEmpty {
            directive.id = EventID.derive("directive", row.incidentID, ruling.decision.id)
            directive.playbookItem = issue.playbookItem
            directive.edited = true
        } else {
            directive = try self.directive(issue.directiveID, in: row)
            guard directive.state == .proposed else {
                throw .conflict("directive \(directive.id) is \(directive.state.word) already")
            }
        }
        let proposed = directive
        if !issue.department.isEmpty, issue.department != directive.department {
            directive.department = issue.department
            directive.assignee = plan.department(issue.department)?.head ?? ""
        }
        if !issue.assignee.isEmpty { directive.assignee = issue.assignee }
        if !issue.title.isEmpty { directive.title = issue.title }
        if !issue.text.isEmpty { directive.text = issue.text }
        if !issue.requiredFields.isEmpty { directive.requiredFields = issue.requiredFields }
        if directive != proposed { directive.edited = true }
        guard plan.department(directive.department) != nil else {
            throw .invalid("department \"\(directive.department)\" is not in the plan", "department")
        }
        guard directive.assignee.isEmpty || plan.person(directive.assignee) != nil else {
            throw .invalid("person \"\(directive.assignee)\" is not in the plan", "assignee")
        }
        guard !directive.title.isBlank else { throw .invalid("a directive takes a title", "title") }
        guard !directive.text.isBlank else { throw .invalid("a directive takes a text", "text") }
        if issue.dueAt > 0 {
            directive.dueAt = issue.dueAt
            directive.edited = true
        } else if let template = plan.directiveTemplate(directive.playbookItem) {
            directive.dueAt = plan.due(after: template.due, from: now, time: template.time)
        }
        guard directive.dueAt > now else { throw .invalid("a directive takes a due time in the future", "dueAt") }
        ruling.directive = directive
    }
}

extension ResponsePlan {
    /// The playbook's directive behind `playbook/directive`.
    public func directiveTemplate(_ item: String) -> DirectiveTemplate? {
        let parts = item.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return playbook(parts[0])?.directives.first { $0.id == parts[1] }
    }
}
