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
                let id = EventID.derive("directive", file.row.incidentID, playbook.id, template.id)
                guard !file.row.directives.contains(where: { $0.id == id }) else { continue }
                var directive = Directive()
                directive.id = id
                directive.playbookItem = "\(playbook.id)/\(template.id)"
                directive.department = template.department
                directive.assignee = plan.department(template.department)?.head ?? ""
                directive.title = template.title[file.language]
                directive.text = template.text[file.language]
                directive.state = .proposed
                directive.requiredFields = template.requiredFields.map(\.id)
                directive.dueSeconds = Int64(template.due.seconds)
                file.row.directives.append(directive)
                file.enter(.directiveProposed, about: id, ["item": directive.playbookItem])
            }
        }
    }

    /// Puts a proposed directive, or a new one, in force.
    static func issue(_ issue: IssueDirective, by person: String, in file: inout CaseFile) throws(Refusal) {
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
        } else {
            throw Refusal("the case has no directive \"\(issue.directiveID)\"")
        }
        if !issue.department.isEmpty, issue.department != directive.department {
            directive.department = issue.department
            directive.assignee = plan.department(issue.department)?.head ?? ""
        }
        if !issue.assignee.isEmpty { directive.assignee = issue.assignee }
        if !issue.title.isEmpty { directive.title = issue.title }
        if !issue.text.isEmpty { directive.text = issue.text }
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
        } else if let template = template(directive.playbookItem, in: plan) {
            directive.dueAt = plan.due(after: template.due, from: file.now, time: template.time)
        }
        guard directive.dueAt > file.now else { throw Refusal("a directive takes a due time in the future") }
        try file.advance(.directiveIssued)
        directive.state = .issued
        directive.issuedBy = person
        directive.issuedAt = file.now
        if let index = file.row.directives.firstIndex(where: { $0.id == directive.id }) {
            file.row.directives[index] = directive
        } else {
            file.row.directives.append(directive)
        }
        file.enter(
            .directiveIssued, about: directive.id,
            [
                "department": directive.department, "assignee": directive.assignee, "title": directive.title,
                "due": Timestamps.rfc3339(directive.dueAt),
            ])
        NoticeWriter.write(
            .directiveIssued, about: directive.id, occasion: "issued", title: directive.title,
            text: text(of: directive, in: file), concerned: recipients(of: directive), in: &file)
    }

    /// Accepted, told of, handed on or done, by the department it went to or by who may instruct.
    static func update(_ update: UpdateDirective, by person: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: update.directiveID, in: file)
        var directive = file.row.directives[index]
        guard directive.isInForce else {
            throw Refusal("directive \(directive.id) is \(directive.state.word); nothing is to be done on it")
        }
        let instructs = file.plan.may(person, .instruct)
        guard
            instructs || person == directive.assignee || file.plan.person(person)?.department == directive.department
        else { throw Refusal("directive \(directive.id) went to \(directive.department), not to \(person)") }
        directive.fields.merge(update.fields) { _, new in new }
        if !update.progress.isEmpty { directive.progress = update.progress }
        switch update.step {
        case .accept:
            guard directive.state != .accepted else { throw Refusal("directive \(directive.id) is accepted already") }
            directive.state = .accepted
            directive.acceptedAt = file.now
            directive.acceptedBy = person
            file.enter(.directiveAccepted, about: directive.id)
        case .progress:
            guard !update.progress.isEmpty || !update.fields.isEmpty else { throw Refusal("nothing was told") }
            file.enter(.directiveProgressed, about: directive.id, ["progress": update.progress])
        case .reassign:
            guard instructs else { throw Refusal("\(person) may not hand on directives (permission instruct)") }
            guard let assignee = file.plan.person(update.assignee) else {
                throw Refusal("person \"\(update.assignee)\" is not in the plan")
            }
            directive.assignee = assignee.id
            directive.department = assignee.department
            file.enter(.directiveReassigned, about: directive.id, ["assignee": assignee.id])
            NoticeWriter.write(
                .directiveIssued, about: directive.id, occasion: "to-\(assignee.id)-\(file.now)",
                title: directive.title, text: text(of: directive, in: file), concerned: [.person(assignee.id)],
                in: &file)
        case .done:
            let missing = directive.requiredFields.filter { (directive.fields[$0] ?? "").isBlank }
            guard missing.isEmpty else {
                throw Refusal("directive \(directive.id) is done only with \(missing.joined(separator: ", "))")
            }
            directive.state = .done
            directive.doneAt = file.now
            directive.doneBy = person
            file.enter(
                .directiveDone, about: directive.id,
                ["late": file.now > directive.dueAt ? file.wording.length(file.now - directive.dueAt) : ""])
        case .amend:
            throw Refusal("directive \(directive.id) was issued; it is reassigned or waived")
        case .unspecified, .UNRECOGNIZED:
            throw Refusal("the step is missing: accept, progress, reassign or done")
        }
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
        file.row.directives[index].state = .waived
        file.row.directives[index].waiveReason = reason
        file.enter(.directiveWaived, about: waive.directiveID, ["reason": reason])
        settle(&file)
    }

    /// With nothing left to do, the case goes on to watching the decline.
    static func settle(_ file: inout CaseFile) {
        guard file.row.directives.allSatisfy({ !$0.isOpen }) else { return }
        file.advanceIfPossible(.directivesSettled)
    }

    /// Says what is overdue, at once and then again by the plan's grouping.
    static func tick(_ file: inout CaseFile) {
        for index in file.row.directives.indices {
            let directive = file.row.directives[index]
            guard directive.isInForce, let at = nextReminder(directive, plan: file.plan), at <= file.now else {
                continue
            }
            if !directive.overdue {
                file.row.directives[index].overdue = true
                file.enter(.directiveOverdue, about: directive.id, ["due": Timestamps.rfc3339(directive.dueAt)])
            }
            file.row.directives[index].remindedAt = file.now
            NoticeWriter.write(
                .directiveOverdue, about: directive.id, occasion: "\(at)",
                title: file.wording.say("指令逾期：\(directive.title)", "Directive overdue: \(directive.title)"),
                text: text(of: directive, in: file), concerned: recipients(of: directive), in: &file)
        }
    }

    /// When a directive in force has to be spoken of next.
    static func nextReminder(_ directive: Directive, plan: ResponsePlan) -> Int64? {
        guard directive.isInForce else { return nil }
        guard directive.overdue else { return directive.dueAt }
        let every = Int64(plan.grouping.repeatAfter.seconds) * 1000
        return every > 0 ? directive.remindedAt + every : nil
    }

    static func recipients(of directive: Directive) -> [ResponsePlan.Recipient] {
        [directive.assignee.isEmpty ? .department(directive.department) : .person(directive.assignee)]
    }

    private static func text(of directive: Directive, in file: CaseFile) -> String {
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

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
