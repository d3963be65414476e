import Plan
import Schemas

/// Tasks for departments: proposed by the plan's playbooks, issued by a person, followed until done or waived.
enum DirectiveDesk {
    /// The playbook's directive behind `playbook/directive`.
    static func template(_ item: String, in plan: ResponsePlan) -> ResponsePlan.DirectiveTemplate? {
        let parts = item.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return plan.playbook(parts[0])?.directives.first { $0.id == parts[1] }
    }

    /// Proposes what the playbooks have for this kind and grade and is not there yet.
    static func propose(_ file: inout CaseFile) {
        let plan = file.plan
        for playbook in plan.playbooks(for: file.kind, grade: file.grade) {
            for template in playbook.directives {
                // A case that opened again is given its directives anew, but none that is still under way.
                let times = file.row.reopened > 0 ? ["\(file.row.reopened)"] : []
                let id = EventID.derive(["directive", file.row.incidentID, playbook.id, template.id] + times)
                let item = "\(playbook.id)/\(template.id)"
                guard !file.row.directives.contains(where: { $0.id == id || ($0.playbookItem == item && $0.isOpen) })
                else { continue }
                var directive = Directive()
                directive.id = id
                directive.playbookItem = item
                directive.department = template.department
                directive.assignee = plan.department(template.department)?.head ?? ""
                directive.title = template.title[file.language]
                directive.text = template.text[file.language]
                directive.state = .proposed
                directive.requiredFields = template.requiredFields.map(\.id)
                directive.dueSeconds = Int64(template.due.seconds)
                directive.workingTime = template.time == .working
                file.row.directives.append(directive)
                file.enter(.directiveProposed, about: id, ["item": directive.playbookItem])
            }
        }
    }

    /// Puts a proposed directive, or a new one, in force.
    static func issue(_ issue: IssueDirective, in file: inout CaseFile) throws(Refusal) {
        let plan = file.plan
        var directive: Directive
        if let index = file.row.directives.firstIndex(where: {
            $0.id == issue.directiveID && !issue.directiveID.isEmpty
        }) {
            directive = file.row.directives[index]
            guard directive.state == .proposed else {
                throw Refusal("directive \(directive.id) is \(directive.state.word) already")
            }
        } else if issue.directiveID.isEmpty {
            directive = Directive()
            directive.id = EventID.derive("directive", file.row.incidentID, file.decisionID)
            directive.playbookItem = issue.playbookItem
            directive.edited = true
        } else {
            throw Refusal("the case has no directive \"\(issue.directiveID)\"")
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
            throw Refusal("department \"\(directive.department)\" is not in the plan")
        }
        guard directive.assignee.isEmpty || plan.person(directive.assignee) != nil else {
            throw Refusal("person \"\(directive.assignee)\" is not in the plan")
        }
        guard !directive.title.isEmpty, !directive.text.isEmpty else {
            throw Refusal("a directive takes a title and a text")
        }
        if issue.dueAt > 0 {
            directive.dueAt = issue.dueAt
            directive.edited = true
        } else if let template = template(directive.playbookItem, in: plan) {
            directive.dueAt = plan.due(after: template.due, from: file.now, time: template.time)
        }
        guard directive.dueAt > file.now else { throw Refusal("a directive takes a due time in the future") }
        try file.advance(.directiveIssued)
        directive.state = .issued
        directive.issuedBy = file.actor
        directive.issuedAt = file.now
        note("issued", on: &directive, in: file)
        directive.nextReminderAt = DirectiveFollowing.nextLook(directive, plan: plan) ?? 0
        if let index = file.row.directives.firstIndex(where: { $0.id == directive.id }) {
            file.row.directives[index] = directive
        } else {
            file.row.directives.append(directive)
        }
        file.enter(
            .directiveIssued, about: directive.id,
            [
                "department": directive.department, "assignee": directive.assignee, "title": directive.title,
                "due": Timestamps.rfc3339(directive.dueAt), "edited": directive.edited ? "true" : "",
            ])
        tell(directive, occasion: "issued", in: &file)
    }

    /// Accepted, told of, changed, handed on or done: by the department it went to, a deputy of its assignee, or who may
    /// instruct.
    static func update(_ update: UpdateDirective, reason: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: update.directiveID, in: file)
        var directive = file.row.directives[index]
        guard directive.isInForce else {
            throw Refusal("directive \(directive.id) is \(directive.state.word); nothing is to be done on it")
        }
        let stoodInFor = try standing(on: directive, in: file)
        directive.fields.merge(update.fields) { _, new in new }
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

    static func waive(_ waive: WaiveDirective, reason: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: waive.directiveID, in: file)
        guard file.row.directives[index].isOpen else {
            throw Refusal("directive \(waive.directiveID) is \(file.row.directives[index].state.word) already")
        }
        guard !reason.isBlank else { throw Refusal("waiving a directive takes a reason") }
        drop(index, why: reason, in: &file)
        settle(&file)
    }

    /// Waives a directive, journalled.
    static func drop(_ index: Int, why: String, in file: inout CaseFile) {
        var directive = file.row.directives[index]
        directive.state = .waived
        directive.waiveReason = why
        directive.waivedBy = file.actor
        directive.waivedAt = file.now
        directive.nextReminderAt = 0
        note("waived", why, on: &directive, in: file)
        file.row.directives[index] = directive
        file.enter(.directiveWaived, about: directive.id, ["reason": why])
    }

    /// Keeps what happened on the directive; the oldest of many make room.
    static func note(
        _ step: String, _ text: String = "", for principal: String = "", on directive: inout Directive,
        in file: CaseFile
    ) {
        var note = DirectiveNote()
        note.at = file.now
        note.person = file.actor
        note.deputyFor = principal.isEmpty ? file.principal : principal
        note.step = step
        note.text = text
        directive.notes.append(note)
        let excess = directive.notes.count - CaseFile.mostNotes
        if excess > 0 { directive.notes.removeFirst(excess) }
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

    private static func tell(_ directive: Directive, occasion: String, in file: inout CaseFile) {
        NoticeWriter.write(
            .directiveIssued, about: directive.id, occasion: occasion, title: directive.title,
            text: text(of: directive, in: file), concerned: recipients(of: directive), in: &file)
    }

    /// With nothing left to do, the case goes on to watching the decline.
    static func settle(_ file: inout CaseFile) {
        guard file.row.directives.allSatisfy({ !$0.isOpen }) else { return }
        file.advanceIfPossible(.directivesSettled)
    }

    static func recipients(of directive: Directive) -> [ResponsePlan.Recipient] {
        [directive.assignee.isEmpty ? .department(directive.department) : .person(directive.assignee)]
    }

    static func text(of directive: Directive, in file: CaseFile) -> String {
        let due = file.wording.moment(directive.dueAt, in: file.plan.institution.timeZone)
        return "\(directive.text)\n" + file.wording.say("时限：\(due)", "Due: \(due)")
    }

    private static func index(of id: String, in file: CaseFile) throws(Refusal) -> Int {
        guard let index = file.row.directives.firstIndex(where: { $0.id == id }) else {
            throw Refusal("the case has no directive \"\(id)\"")
        }
        return index
    }
}

extension Directive {
    /// Issued, and neither done nor waived.
    var isInForce: Bool {
        switch state {
        case .issued, .delivered, .accepted, .overdue: true
        case .unspecified, .proposed, .done, .waived, .UNRECOGNIZED: false
        }
    }
    /// Still to be settled: in force, or proposed.
    var isOpen: Bool { isInForce || state == .proposed }
}
