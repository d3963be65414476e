import Casework
import Plan
import Schemas

/// What happens to a directive in force, step by step, until it is done.
extension DirectiveDesk {
    /// Accepted, told of, changed, handed on or done: by the department it went to, a deputy of its assignee, or who may
    /// instruct.
    static func update(_ update: UpdateDirective, reason: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: update.directiveID, in: file)
        var directive = file.row.directives[index]
        guard directive.isInForce else {
            throw Refusal("directive \(directive.id) is \(directive.state.word); nothing is to be done on it")
        }
        let stoodInFor = try standing(on: directive, in: file)
        directive.fields = try fields(update.fields, on: directive)
        if !update.progress.isEmpty { directive.progress = update.progress }
        switch update.step {
        case .accept: try accept(&directive, for: stoodInFor, in: &file)
        case .progress:
            guard !update.progress.isEmpty || !update.fields.isEmpty else { throw Refusal("nothing was told") }
            note("progress", update.progress, for: stoodInFor, on: &directive, in: file)
            file.enter(.directiveProgressed, about: directive.id, ["progress": update.progress])
        case .reassign: try reassign(&directive, to: update.assignee, reason: reason, in: &file)
        case .amend: try amend(&directive, update, reason: reason, in: &file)
        case .done: try finish(&directive, for: stoodInFor, in: &file)
        case .unspecified, .UNRECOGNIZED:
            throw Refusal("the step is missing: accept, progress, amend, reassign or done")
        }
        directive.nextReminderAt = DirectiveFollowing.nextLook(directive, plan: file.plan) ?? 0
        file.row.directives[index] = directive
        file.advanceIfPossible(.directiveProgressed)
        settle(&file)
    }

    private static func fields(
        _ new: [String: String], on directive: Directive
    ) throws(Refusal) -> [String: String] {
        do { return try DecisionBounds.merged(new, into: directive.fields) } catch { throw Refusal("\(error)") }
    }

    /// Whether the actor may carry the directive on.
    /// - Returns: the assignee whom the actor stands in for as a deputy; empty where that is not so.
    private static func standing(on directive: Directive, in file: CaseFile) throws(Refusal) -> String {
        let holder = file.roleHolder
        if file.principal.isEmpty, file.actor != directive.assignee,
            file.plan.isDeputy(file.actor, of: directive.assignee)
        {
            return directive.assignee
        }
        guard
            file.actorMay(.instruct) || holder == directive.assignee
                || file.plan.person(holder)?.department == directive.department
        else { throw Refusal("directive \(directive.id) went to \(directive.department), not to \(holder)") }
        return file.principal
    }

    private static func accept(
        _ directive: inout Directive, for principal: String, in file: inout CaseFile
    ) throws(Refusal) {
        guard directive.state != .accepted else { throw Refusal("directive \(directive.id) is accepted already") }
        directive.state = .accepted
        directive.acceptedAt = file.now
        directive.acceptedBy = file.actor
        directive.acceptedFor = principal
        note("accepted", for: principal, on: &directive, in: file)
        file.enter(.directiveAccepted, about: directive.id, ["for": principal])
    }

    private static func finish(
        _ directive: inout Directive, for principal: String, in file: inout CaseFile
    ) throws(Refusal) {
        let fields = directive.fields
        let missing = directive.requiredFields.filter { (fields[$0] ?? "").isBlank }
        guard missing.isEmpty else {
            throw Refusal("directive \(directive.id) is done only with \(missing.joined(separator: ", "))")
        }
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
    ) throws(Refusal) {
        guard file.actorMay(.instruct) else {
            throw Refusal("\(file.roleHolder) may not hand on directives (permission instruct)")
        }
        guard let assignee = file.plan.person(person) else { throw Refusal("person \"\(person)\" is not in the plan") }
        guard assignee.id != directive.assignee else { throw Refusal("\(assignee.id) has the directive already") }
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
    ) throws(Refusal) {
        guard file.actorMay(.instruct) else {
            throw Refusal("\(file.roleHolder) may not change directives (permission instruct)")
        }
        guard !reason.isBlank else { throw Refusal("changing a directive takes a reason") }
        guard !update.title.isEmpty || !update.text.isEmpty || update.dueAt > 0 else {
            throw Refusal("nothing is to be changed: title, text and due time are empty")
        }
        if !update.title.isEmpty { directive.title = update.title }
        if !update.text.isEmpty { directive.text = update.text }
        if update.dueAt > 0 {
            guard update.dueAt > file.now else { throw Refusal("a directive takes a due time in the future") }
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
