import Casework
import Plan
import Schemas

/// Follows directives in force by the plan's `following`: reminds before they are due, says again and again that they
/// are overdue, and tells those above, step by step. Everything counts in the directive's own time.
enum DirectiveFollowing {
    static func tick(_ file: inout CaseFile) {
        for index in file.row.directives.indices {
            guard let at = nextLook(file.row.directives[index], plan: file.plan), at <= file.now else { continue }
            remind(index, in: &file)
            overdue(index, in: &file)
            escalate(index, in: &file)
            file.row.directives[index].nextReminderAt = nextLook(file.row.directives[index], plan: file.plan) ?? 0
        }
    }

    /// When a directive in force has to be spoken of next; `nil` where it is not.
    static func nextLook(_ directive: Directive, plan: ResponsePlan) -> Int64? {
        guard directive.isInForce else { return nil }
        let time = timekeeping(of: directive)
        var moments: [Int64] = []
        if directive.overdue {
            moments.append(plan.due(after: plan.following.repeatOverdue, from: directive.remindedAt, time: time))
            if let step = nextStep(of: directive, plan: plan) {
                moments.append(plan.due(after: step.after, from: directive.dueAt, time: time))
            }
        } else {
            moments.append(directive.dueAt)
            let reminders = reminders(of: directive, plan: plan).dropFirst(Int(directive.reminders))
            if let next = reminders.first { moments.append(next) }
        }
        return moments.min()
    }

    /// The moments of the reminders before the due time.
    static func reminders(of directive: Directive, plan: ResponsePlan) -> [Int64] {
        plan.following.remindAt.map {
            plan.moment($0, from: directive.issuedAt, to: directive.dueAt, time: timekeeping(of: directive))
        }
    }

    /// Of several reminders due at once one is told; none once it is due.
    private static func remind(_ index: Int, in file: inout CaseFile) {
        var directive = file.row.directives[index]
        guard !directive.overdue else { return }
        let passed = reminders(of: directive, plan: file.plan).count { $0 <= file.now }
        guard passed > Int(directive.reminders) else { return }
        directive.reminders = Int32(clamping: passed)
        guard file.now < directive.dueAt else {
            file.row.directives[index] = directive
            return
        }
        DirectiveDesk.note("reminded", on: &directive, in: file)
        file.row.directives[index] = directive
        file.enter(.directiveReminded, about: directive.id, ["due": Timestamps.rfc3339(directive.dueAt)])
        let left = file.wording.length(directive.dueAt - file.now)
        NoticeWriter.write(
            .directiveReminder, about: directive.id, occasion: "\(passed) of \(directive.dueAt)",
            title: file.wording.say(
                "指令提醒：\(directive.title)，剩余\(left)", "Directive due in \(left): \(directive.title)"),
            text: DirectiveDesk.text(of: directive, in: file), concerned: DirectiveDesk.recipients(of: directive),
            in: &file)
    }

    private static func overdue(_ index: Int, in file: inout CaseFile) {
        var directive = file.row.directives[index]
        let every = file.plan.following.repeatOverdue
        let next =
            directive.overdue
            ? file.plan.due(after: every, from: directive.remindedAt, time: timekeeping(of: directive))
            : directive.dueAt
        guard next <= file.now else { return }
        if !directive.overdue {
            directive.overdue = true
            DirectiveDesk.note("overdue", on: &directive, in: file)
            file.enter(.directiveOverdue, about: directive.id, ["due": Timestamps.rfc3339(directive.dueAt)])
        }
        directive.remindedAt = file.now
        file.row.directives[index] = directive
        NoticeWriter.write(
            .directiveOverdue, about: directive.id, occasion: "\(next)",
            title: file.wording.say("指令逾期：\(directive.title)", "Directive overdue: \(directive.title)"),
            text: DirectiveDesk.text(of: directive, in: file), concerned: DirectiveDesk.recipients(of: directive),
            in: &file)
    }

    /// Takes every step that came due; each is told once.
    private static func escalate(_ index: Int, in file: inout CaseFile) {
        while let step = nextStep(of: file.row.directives[index], plan: file.plan) {
            var directive = file.row.directives[index]
            let at = file.plan.due(after: step.after, from: directive.dueAt, time: timekeeping(of: directive))
            guard directive.overdue, at <= file.now else { return }
            let people = file.plan.people(for: step.to, at: file.date).map(\.id)
            directive.escalation += 1
            directive.escalatedAt = file.now
            directive.escalatedTo += people.filter { !directive.escalatedTo.contains($0) }
            DirectiveDesk.note("escalated", people.joined(separator: " "), on: &directive, in: file)
            file.row.directives[index] = directive
            file.enter(
                .directiveEscalated, about: directive.id,
                ["step": "\(directive.escalation)", "to": people.joined(separator: " ")])
            let late = file.wording.length(file.now - directive.dueAt)
            NoticeWriter.write(
                .directiveEscalated, about: directive.id, occasion: "\(directive.escalation) of \(directive.dueAt)",
                title: file.wording.say(
                    "指令逾期升级：\(directive.title)，已逾期\(late)", "Directive \(late) overdue: \(directive.title)"),
                text: DirectiveDesk.text(of: directive, in: file), concerned: step.to, in: &file)
        }
    }

    private static func nextStep(
        of directive: Directive, plan: ResponsePlan
    ) -> ResponsePlan.Following.Escalation? {
        let taken = Int(directive.escalation)
        return plan.following.escalation.indices.contains(taken) ? plan.following.escalation[taken] : nil
    }

    private static func timekeeping(of directive: Directive) -> ResponsePlan.Timekeeping {
        directive.workingTime ? .working : .calendar
    }
}
