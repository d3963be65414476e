import Plan
import Schemas

/// What waits for one person, over all cases.
struct WaitingTasks {
    struct Task {
        /// Key in the catalogue and class: `sign`, `directive` and so on.
        var kind: String
        var incident: String
        var anchor: String
        var title: String
        var grade: Grade
        var due: Int64
        var fields: Fields
    }

    let snapshot: ViewSnapshot
    let plan: ResponsePlan
    let naming: Naming
    let now: Int64

    /// The most urgent first: what has a due time by that, then by grade.
    func tasks(for visitor: Visitor) -> [Task] {
        var tasks: [Task] = []
        for matter in snapshot.cases.values where !matter.state.isOver { tasks += caseTasks(matter, visitor) }
        for delivery in snapshot.deliveries.values
        where delivery.recipient == visitor.person.id && delivery.acknowledge && delivery.state == .delivered {
            tasks.append(task("acknowledge", delivery.incidentID, "deliveries", delivery.title, delivery.grade))
        }
        for request in snapshot.resources.values
        where request.state == .requested && visitor.may(.allocate)
            && request.approverRoles.contains(where: visitor.person.roles.contains)
        {
            let grade = snapshot.incidents[request.incidentID]?.grade ?? .unspecified
            let title = "\(naming.resourceKind(request.kind)) \(naming.number(request.quantity)) \(request.unit)"
            tasks.append(task("resource", request.incidentID, "resources", title, grade))
        }
        return tasks.sorted { a, b in
            (a.due == 0 ? Int64.max : a.due, a.grade.order, a.incident, a.kind, a.title)
                < (b.due == 0 ? Int64.max : b.due, b.grade.order, b.incident, b.kind, b.title)
        }
    }

    private func caseTasks(_ matter: Case, _ visitor: Visitor) -> [Task] {
        let roles = Set(visitor.person.roles)
        let id = matter.incidentID
        var tasks: [Task] = []
        if !matter.gradeConfirmed, let grade = matter.grade.plan,
            let rule = plan.grading.confirmation(of: grade), visitor.may(.regrade), !roles.isDisjoint(with: rule.roles)
        {
            let due = rule.within.map { matter.openedAt + Int64($0.seconds) * 1000 } ?? 0
            tasks.append(task("confirmGrade", id, "assessment", matter.title, matter.grade, due))
        }
        if matter.state == .analysed, visitor.may(.instruct) {
            tasks.append(task("strategy", id, "strategy", matter.title, matter.grade))
        }
        for statement in matter.statements {
            let missing = Set(statement.missingRoles)
            if statement.state == .draft, visitor.may(.sign), !missing.isDisjoint(with: roles) {
                tasks.append(task("sign", id, "statement-\(statement.id)", statement.title, matter.grade))
            }
            if statement.state == .signed, visitor.may(.release) {
                tasks.append(task("release", id, "statement-\(statement.id)", statement.title, matter.grade))
            }
        }
        for directive in matter.directives where isOf(directive, visitor) {
            let title = naming.directive(directive)
            tasks.append(task("directive", id, "directive-\(directive.id)", title, matter.grade, directive.dueAt))
        }
        let proposed = matter.directives.count { $0.state == .proposed }
        if proposed > 0, visitor.may(.instruct), matter.state != .reported {
            let title = naming.words.filled("tasks_proposed", String(proposed))
            tasks.append(task("issue", id, "directives", title, matter.grade))
        }
        let isOnTheCase = ["response", "leadership"].contains(visitor.person.group)
        for clock in matter.clocks where isOnTheCase && clock.proofRequired && clock.state == .running {
            let title = naming.clock(clock.id, else: clock.name)
            tasks.append(task("clock", id, "clocks", title, matter.grade, clock.dueAt))
        }
        return tasks
    }

    private func isOf(_ directive: Directive, _ visitor: Visitor) -> Bool {
        guard directive.state != .proposed, !directive.state.isSettled else { return false }
        return directive.assignee.isEmpty
            ? plan.department(directive.department)?.head == visitor.person.id
            : directive.assignee == visitor.person.id
    }

    private func task(
        _ kind: String, _ incident: String, _ anchor: String, _ title: String, _ grade: Grade, _ due: Int64 = 0
    ) -> Task {
        let fields = Fields([
            "taskKind": kind, "what": naming.words["task_\(kind)"], "href": "/incidents/\(incident)#\(anchor)",
            "title": title, "grade": grade.label, "colour": grade.colour,
            "taskDue": due > 0
                ? ["due": due, "remaining": naming.remaining(until: due, now: now), "isOver": due < now] as Fields : nil
                ,
        ])
        return Task(
            kind: kind, incident: incident, anchor: anchor, title: title, grade: grade, due: due, fields: fields)
    }
}
