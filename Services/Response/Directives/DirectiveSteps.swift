import Casework
import Plan
import Schemas

/// What happens to a directive in force, step by step, until it is done.
extension DirectiveDesk {
    /// Accepted, told of, changed, handed on or done.
    /// - Parameter principal: whom the actor stands in for on it.
    static func update(
        _ update: UpdateDirective, for principal: String, reason: String, in file: inout CaseFile
    ) {
        guard let index = index(of: update.directiveID, in: file) else { return }
        var directive = file.row.directives[index]
        directive.fields.merge(update.fields) { _, new in new }
        if !update.progress.isEmpty { directive.progress = update.progress }
        switch update.step {
        case .accept: accept(&directive, for: principal, in: &file)
        case .progress:
            note("progress", update.progress, for: principal, on: &directive, in: file)
            file.enter(.directiveProgressed, about: directive.id, ["progress": update.progress])
        case .reassign: reassign(&directive, to: update.assignee, reason: reason, in: &file)
        case .amend: amend(&directive, update, reason: reason, in: &file)
        case .done: finish(&directive, for: principal, in: &file)
        case .unspecified, .UNRECOGNIZED: return
        }
        directive.nextReminderAt = DirectiveFollowing.nextLook(directive, plan: file.plan) ?? 0
        file.row.directives[index] = directive
        file.advance(.directiveProgressed)
        settle(&file)
    }

    private static func accept(
        _ directive: inout Directive, for principal: String, in file: inout CaseFile
    ) {
        directive.state = .accepted
        directive.acceptedAt = file.now
        directive.acceptedBy = file.actor
        directive.acceptedFor = principal
        note("accepted", for: principal, on: &directive, in: file)
        file.enter(.directiveAccepted, about: directive.id, ["for": principal])
    }

    private static func finish(
        _ directive: inout Directive, for principal: String, in file: inout CaseFile
    ) {
        directive.state = .done
        directive.doneAt = file.now
        directive.doneBy = file.actor
        directive.doneFor = principal
        note("done", for: principal, on: &directive, in: file)
        let late = file.now > directive.dueAt ? file.wording.length(file.now - directive.dueAt) : ""
        file.enter(.directiveDone, about: directive.id, ["late": late, "for": principal])
    }

    private static func reassign(
        _ directive: inout Directive, to person: String, reason: String, in file: inout CaseFile
    ) {
        guard let assignee = file.plan.person(person) else { return }
        directive.assignee = assignee.id
        directive.department = assignee.department
        // Whoever had it accepted it for themselves.
        directive.state = .issued
        directive.acceptedAt = 0
        directive.acceptedBy = ""
        directive.acceptedFor = ""
        note("reassigned", assignee.id, on: &directive, in: file)
        file.enter(.directiveReassigned, about: directive.id, ["assignee": assignee.id, "reason": reason])
        tell(directive, occasion: "to-\(assignee.id)-\(file.now)", in: &file)
    }

    /// Changes text or due time of what is in force; those who have to act hear of it, and are reminded anew.
    private static func amend(
        _ directive: inout Directive, _ update: UpdateDirective, reason: String, in file: inout CaseFile
    ) {
        if !update.title.isEmpty { directive.title = update.title }
        if !update.text.isEmpty { directive.text = update.text }
        if update.dueAt > 0 {
            directive.dueAt = update.dueAt
            directive.overdue = false
            directive.escalation = 0
            directive.reminders = Int32(
                clamping: DirectiveFollowing.reminders(of: directive, plan: file.plan).count { $0 <= file.now })
        }
        directive.edited = true
        note("amended", reason, on: &directive, in: file)
        file.enter(
            .directiveAmended, about: directive.id,
            ["reason": reason, "due": Timestamps.rfc3339(directive.dueAt), "title": directive.title])
        tell(directive, occasion: "amended-\(file.now)", in: &file)
    }
}
