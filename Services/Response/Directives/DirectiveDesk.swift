import Casework
import Plan
import Schemas

/// Tasks for departments: proposed by the plan's playbooks, issued by a person, followed until done or waived.
enum DirectiveDesk {
    /// Proposes what the playbooks have for this kind and grade and is not there yet.
    static func propose(_ file: inout CaseFile) {
        let plan = file.plan
        for playbook in plan.playbooks(for: file.kind, grade: file.grade) {
            for template in playbook.directives {
                // A case that opened again is given its directives anew, but none that is still under way.
                let times = file.row.reopened > 0 ? ["\(file.row.reopened)"] : []
                let id = EventID.derive(["directive", file.row.incidentID, playbook.id, template.id] + times)
                let item = "\(playbook.id)/\(template.id)"
                guard !file.directives.contains(where: { $0.id == id || ($0.playbookItem == item && $0.isOpen) })
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
    static func issue(_ admitted: Directive, in file: inout CaseFile) {
        let plan = file.plan
        var directive = admitted
        file.advance(.directiveIssued)
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

    static func waive(_ waive: WaiveDirective, reason: String, in file: inout CaseFile) {
        guard let index = index(of: waive.directiveID, in: file) else { return }
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

    /// What ended the case was taken back: directives that it dropped stand as they were, issued or proposed.
    static func resume(droppedAt moment: Int64, in file: inout CaseFile) {
        for index in file.row.directives.indices {
            var directive = file.row.directives[index]
            guard moment > 0, directive.state == .waived, directive.waivedAt == moment else { continue }
            directive.state = directive.acceptedAt > 0 ? .accepted : directive.issuedAt > 0 ? .issued : .proposed
            directive.waiveReason = ""
            directive.waivedBy = ""
            directive.waivedAt = 0
            directive.nextReminderAt = DirectiveFollowing.nextLook(directive, plan: file.plan) ?? 0
            file.row.directives[index] = directive
            file.enter(.directiveResumed, about: directive.id)
        }
    }

    /// Keeps what happened on the directive; ``CaseRoom`` moves the oldest of many to rows of their own.
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
    }

    static func tell(_ directive: Directive, occasion: String, in file: inout CaseFile) {
        NoticeWriter.write(
            .directiveIssued, about: directive.id, occasion: occasion, title: directive.title,
            text: text(of: directive, in: file), concerned: recipients(of: directive), in: &file)
    }

    /// With nothing left to do, the case goes on to watching the decline.
    static func settle(_ file: inout CaseFile) {
        guard file.row.directives.allSatisfy({ !$0.isOpen }) else { return }
        file.advance(.directivesSettled)
    }

    static func recipients(of directive: Directive) -> [ResponsePlan.Recipient] {
        [directive.assignee.isEmpty ? .department(directive.department) : .person(directive.assignee)]
    }

    static func text(of directive: Directive, in file: CaseFile) -> String {
        let due = file.wording.moment(directive.dueAt, in: file.plan.institution.timeZone)
        return "\(directive.text)\n" + file.wording.say("时限：\(due)", "Due: \(due)")
    }

    static func index(of id: String, in file: CaseFile) -> Int? { file.row.directives.firstIndex { $0.id == id } }
}
