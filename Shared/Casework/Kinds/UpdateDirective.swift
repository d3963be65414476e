public import Plan
public import Schemas

extension CaseFile {
    /// A directive in force is accepted, told of, changed, handed on or done: by the department it went to, a deputy of
    /// its assignee, or who may instruct.
    func update(_ update: UpdateDirective, _ ruling: inout Ruling) throws(Refusal) {
        let directive = try directive(update.directiveID, in: openCase())
        guard directive.isInForce else {
            throw .conflict("directive \(directive.id) is \(directive.state.word); nothing is to be done on it")
        }
        ruling.principal = try standing(on: directive, ruling)
        let fields: [String: String]
        do { fields = try DecisionBounds.merged(update.fields, into: directive.fields) } catch {
            throw .invalid("\(error)", error.field)
        }
        switch update.step {
        case .accept:
            guard directive.state != .accepted else {
                throw .conflict("directive \(directive.id) is accepted already")
            }
        case .progress:
            guard !update.progress.isEmpty || !update.fields.isEmpty else {
                throw .invalid("expected what was done", "progress")
            }
        case .reassign: try reassign(directive, to: update.assignee, ruling)
        case .amend: try amend(update, ruling)
        case .done:
            let missing = directive.requiredFields.filter { (fields[$0] ?? "").isBlank }
            guard missing.isEmpty else {
                throw .invalid(
                    "directive \(directive.id) is done only with \(missing.joined(separator: ", "))", missing.first)
            }
        case .unspecified, .UNRECOGNIZED:
            throw .invalid("the step is missing: accept, progress, amend, reassign or done", "step")
        }
    }

    /// - Returns: whom the person stands in for: the assignee, where they are a deputy of theirs, else as they said.
    private func standing(on directive: Directive, _ ruling: Ruling) throws(Refusal) -> String {
        let decision = ruling.decision
        if decision.deputyFor.isEmpty, decision.person != directive.assignee,
            plan.isDeputy(decision.person, of: directive.assignee)
        {
            return directive.assignee
        }
        guard directive.isFor(ruling.person, in: plan) else {
            throw .forbidden("directive \(directive.id) went to \(directive.department), not to \(ruling.holder)")
        }
        return decision.deputyFor
    }

    private func reassign(_ directive: Directive, to person: String, _ ruling: Ruling) throws(Refusal) {
        guard plan.may(ruling.holder, .instruct) else {
            throw .forbidden("\(ruling.holder) may not hand on directives (permission instruct)")
        }
        guard let assignee = plan.person(person) else {
            throw .invalid("person \"\(person)\" is not in the plan", "assignee")
        }
        guard assignee.id != directive.assignee else {
            throw .conflict("\(assignee.id) has the directive already")
        }
    }

    private func amend(_ update: UpdateDirective, _ ruling: Ruling) throws(Refusal) {
        guard plan.may(ruling.holder, .instruct) else {
            throw .forbidden("\(ruling.holder) may not change directives (permission instruct)")
        }
        guard !ruling.decision.reason.isBlank else { throw .invalid("changing a directive takes a reason", "reason") }
        guard !update.title.isEmpty || !update.text.isEmpty || update.dueAt > 0 else {
            throw .invalid("nothing is to be changed: title, text and due time are empty", "title")
        }
        guard update.dueAt == 0 || update.dueAt > now else {
            throw .invalid("a directive takes a due time in the future", "dueAt")
        }
    }
}

extension Directive {
    /// Those who instruct, the assignee and their deputies, and the department carry a directive on.
    public func isFor(_ person: ActingPerson, in plan: ResponsePlan) -> Bool {
        if person.principal.isEmpty, plan.isDeputy(person.person, of: assignee) { return true }
        let holder = person.principal.isEmpty ? person.person : person.principal
        return plan.may(holder, .instruct) || holder == assignee || plan.person(holder)?.department == department
    }

    /// Issued, and neither done nor waived.
    public var isInForce: Bool {
        switch state {
        case .issued, .delivered, .accepted, .overdue: true
        case .unspecified, .proposed, .done, .waived, .UNRECOGNIZED: false
        }
    }
    /// Still to be settled: in force, or proposed.
    public var isOpen: Bool { isInForce || state == .proposed }
}
