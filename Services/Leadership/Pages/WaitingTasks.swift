import Casework
import Plan
import Schemas

/// What waits for one person, over all cases: what the plan asks of them, and what has gone wrong in their sight.
struct WaitingTasks {
    struct Task {
        enum Kind: String, CaseIterable {
            case confirmGrade, confirmLowering, confirmFalseAlarm, strategy, sign, release, directive, acknowledge,
                resource, issue, clock
            case evaluation
            /// A missed clock nobody has explained, a directive of others that is overdue, a delivery that failed.
            case explain, chase, retry
        }
        /// Where versions are signed and let out: a page of its own.
        static let package = "/package"
        static let evaluation = "/evaluation"

        var kind: Kind
        var incident: String
        /// The place on the incident's page where it is done; of a package's versions its own page.
        var anchor: String
        var title: String
        var grade: Grade
        /// Milliseconds since 1970; 0 without a due time.
        var due: Int64 = 0
        /// Versions of one package that are signed, or let out, together.
        var count = 1
        /// The delivery to acknowledge, so that it can be done where it is listed.
        var delivery = ""
        /// Whom the person stands in for; empty for a task of their own.
        var principal = ""
    }

    let snapshot: ViewSnapshot
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    private var plan: ResponsePlan { naming.plan }

    /// What is overdue first, then by grade; then what everything else of the case waits for, and by due time.
    func tasks(for visitor: Visitor) -> [Task] {
        let asked = packed(PersonTasks(snapshot: snapshot, plan: plan, visitor: visitor, now: now).all.map { task($0) })
        let wrong = snapshot.openCases.compactMap { snapshot.cases[$0] }.flatMap { matter in
            chased(matter, visitor) + unexplained(matter, visitor)
        }
        return (asked + wrong + failed(visitor)).sorted { key($0) < key($1) }
    }

    /// The versions of one agreed wording are one thing to sign and one to let out.
    private func packed(_ tasks: [Task]) -> [Task] {
        var places: [String: Int] = [:]
        var packed: [Task] = []
        for task in tasks {
            guard task.kind == .sign || task.kind == .release else {
                packed.append(task)
                continue
            }
            if let place = places["\(task.kind) \(task.incident)"] {
                packed[place].count += 1
                packed[place].title = naming.words.filled("tasks_versions", String(packed[place].count))
            } else {
                places["\(task.kind) \(task.incident)"] = packed.count
                packed.append(task)
            }
        }
        return packed
    }

    private func key(_ task: Task) -> (Int, Int, Int, Int64, String, String) {
        let isGate = PersonTask.Kind(rawValue: task.kind.rawValue)?.isGate ?? false
        return (
            task.due > 0 && task.due < now ? 0 : 1, task.grade.order, isGate ? 0 : 1,
            task.due == 0 ? .max : task.due, task.incident, "\(task.kind.rawValue) \(task.anchor)"
        )
    }

    private func task(_ asked: PersonTask) -> Task {
        let matter = snapshot.cases[asked.incident]
        var task = Task(
            kind: .clock, incident: asked.incident, anchor: "", title: asked.title, grade: asked.grade,
            due: asked.dueAt)
        task.principal = asked.principal
        switch asked.kind {
        case .confirmGrade: (task.kind, task.anchor) = (.confirmGrade, "assessment")
        case .confirmLowering: (task.kind, task.anchor) = (.confirmLowering, "assessment")
        case .confirmFalseAlarm: (task.kind, task.anchor) = (.confirmFalseAlarm, "assessment")
        case .strategy: (task.kind, task.anchor) = (.strategy, "strategy")
        case .sign, .release:
            (task.kind, task.anchor) = (asked.kind == .sign ? .sign : .release, Task.package)
            if let statement = matter?.statements.first(where: { $0.id == asked.about }) {
                task.title = "\(naming.channel(statement.channel)) · \(statement.title)"
            }
        case .directive:
            (task.kind, task.anchor) = (.directive, "directive-\(asked.about)")
            if let directive = matter?.directives.first(where: { $0.id == asked.about }) {
                task.title = naming.directive(directive)
            }
        case .issue:
            (task.kind, task.anchor) = (.issue, "directives")
            task.title = naming.words.filled("tasks_proposed", String(asked.count))
        case .clock:
            (task.kind, task.anchor) = (.clock, "clock-\(PageAddress.encoded(asked.about))")
            task.title = naming.clock(asked.about, else: asked.title)
        case .evaluation: (task.kind, task.anchor) = (.evaluation, Task.evaluation)
        case .acknowledge: (task.kind, task.anchor, task.delivery) = (.acknowledge, "deliveries", asked.about)
        case .resource:
            (task.kind, task.anchor) = (.resource, "resources")
            if let request = snapshot.resources[asked.about] {
                let kind = naming.resourceKind(request.kind)
                task.title = "\(kind) \(naming.number(request.quantity)) \(request.unit) · \(request.purpose)"
            }
        }
        return task
    }

    /// Directives of others that are overdue, for those who may instruct.
    private func chased(_ matter: Case, _ visitor: Visitor) -> [Task] {
        guard visitor.may(.instruct) else { return [] }
        return matter.directives.compactMap { directive in
            guard directive.state != .proposed, !directive.state.isSettled, directive.dueAt > 0, directive.dueAt < now,
                !directive.isFor(visitor.acting, in: plan)
            else { return nil }
            let who =
                directive.assignee.isEmpty
                ? naming.department(directive.department) : naming.person(directive.assignee)
            return Task(
                kind: .chase, incident: matter.incidentID, anchor: "directive-\(directive.id)",
                title: "\(who) · \(naming.directive(directive))", grade: matter.grade, due: directive.dueAt)
        }
    }

    /// Clocks that were missed and nobody has said why, for those who handle cases.
    private func unexplained(_ matter: Case, _ visitor: Visitor) -> [Task] {
        guard ["response", "leadership"].contains(visitor.person.group), visitor.may(.explainClock(ExplainClock()))
        else { return [] }
        return matter.clocks.filter { $0.state == .missed && $0.explanation.isEmpty }.map { clock in
            Task(
                kind: .explain, incident: matter.incidentID, anchor: "clock-\(PageAddress.encoded(clock.id))",
                title: naming.clock(clock.id, else: clock.name), grade: matter.grade, due: clock.dueAt)
        }
    }

    /// Deliveries that were given up, of open cases, for those who may instruct or allocate.
    private func failed(_ visitor: Visitor) -> [Task] {
        guard visitor.may(.retryDelivery(RetryDelivery())),
            visitor.may(.instruct) || visitor.may(.allocate)
        else { return [] }
        return snapshot.openCases.flatMap { incident in
            (snapshot.deliveriesByIncident[incident] ?? []).compactMap { snapshot.deliveries[$0] }
                .filter { $0.state == .failed }
                .map { delivery in
                    Task(
                        kind: .retry, incident: incident, anchor: "delivery-\(delivery.id)",
                        title: "\(naming.recipient(delivery.recipient)) · \(delivery.title)", grade: delivery.grade)
                }
        }
    }
}
