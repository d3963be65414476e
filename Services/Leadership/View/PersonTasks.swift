import Casework
import Foundation
import Plan
import Schemas
import SwiftProtobuf

/// Something that waits for one person.
struct PersonTask: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case confirmGrade, confirmLowering, confirmFalseAlarm, strategy, sign, release, directive, issue, clock,
            acknowledge, resource
        /// The evaluation of a case that is closed is to be signed.
        case evaluation

        /// Texts, directives and signatures hang on it: done first, or they are done twice.
        var isGate: Bool {
            switch self {
            case .confirmGrade, .confirmLowering, .confirmFalseAlarm, .strategy: true
            case .sign, .release, .directive, .issue, .clock, .acknowledge, .resource, .evaluation: false
            }
        }
    }
    var kind: Kind
    var incident: String
    /// The id of the statement, directive, clock, delivery or request; empty where it is the case itself.
    var about: String
    /// As the event has it; empty where the plan names it (a clock, a proposed directive).
    var title: String
    var grade: Grade
    /// Milliseconds since 1970; 0 where there is no time for it.
    var dueAt: Int64
    /// How many things of this kind: proposed directives are issued together.
    var count = 1
    /// Whom the person stands in for; empty for a task of their own.
    var principal = ""

    func isOverdue(at now: Int64) -> Bool { dueAt > 0 && dueAt < now }

    /// Stays the same while the task waits.
    var id: String { "\(kind.rawValue)-\(incident)-\(about)" }
}

/// What waits for one person, over all open cases, by the plan's own rules on who does what.
struct PersonTasks {
    let snapshot: ViewSnapshot
    let plan: ResponsePlan
    let visitor: Visitor
    let now: Int64

    /// The worst first: what is overdue, then by grade; then what everything else of the case waits for, and by due time.
    var all: [PersonTask] {
        var tasks: [PersonTask] = []
        for id in snapshot.openCases { if let matter = snapshot.cases[id] { tasks += ofCase(matter) } }
        let standsInFor = plan.people.filter { $0.deputies.contains(visitor.person.id) }.map(\.id)
        for recipient in [visitor.person.id] + standsInFor {
            tasks += acknowledgements(of: recipient)
        }
        tasks += verdicts + evaluations
        return tasks.sorted { order($0) < order($1) }
    }

    private func order(_ task: PersonTask) -> (Int, Int, Int, Int64, String) {
        (
            task.isOverdue(at: now) ? 0 : 1, task.grade.order, task.kind.isGate ? 0 : 1,
            task.dueAt == 0 ? .max : task.dueAt, task.id
        )
    }

    private func ofCase(_ matter: Case) -> [PersonTask] {
        let roles = Set(visitor.person.roles)
        var tasks: [PersonTask] = []
        func add(_ kind: PersonTask.Kind, _ about: String = "", _ title: String = "", due: Int64 = 0, count: Int = 1) {
            tasks.append(
                PersonTask(
                    kind: kind, incident: matter.incidentID, about: about, title: title.isEmpty ? matter.title : title,
                    grade: matter.grade, dueAt: due, count: count))
        }
        if !matter.gradeConfirmed, let grade = matter.grade.plan, plan.grading.confirmation(of: grade) != nil,
            admits(.confirmGrade(.with { $0.grade = matter.grade }), matter.incidentID)
        {
            add(.confirmGrade, due: confirmationDue(of: matter))
        }
        if matter.hasLowering, admits(.confirmGrade(matter.lowering.confirmation), matter.incidentID) {
            add(matter.lowering.falseAlarm ? .confirmFalseAlarm : .confirmLowering)
        }
        if matter.state == .analysed, visitor.may(.instruct) { add(.strategy) }
        for statement in matter.statements {
            let missing = Set(statement.missingRoles)
            let hasSigned = statement.signOffs.contains { $0.person == visitor.person.id && !$0.refused }
            // A strategy drafts anew what the plan drafted: a signature before it is one for nothing.
            let isSettled = matter.hasStrategy || statement.draftedBy != Statement.byPlan
            if statement.state == .draft, isSettled, visitor.may(.sign), !missing.isDisjoint(with: roles), !hasSigned {
                add(.sign, statement.id, statement.title)
            }
            if statement.state == .signed, visitor.may(.release),
                plan.objection(to: visitor.acting, releasing: statement, at: matter.ruleGrade(of: statement)) == nil
            {
                add(.release, statement.id, statement.title)
            }
        }
        for directive in matter.directives where directive.state != .proposed && !directive.state.isSettled {
            guard let responsible = responsible(for: directive) else { continue }
            let isOwn = responsible == visitor.person.id
            guard isOwn || standsIn(for: responsible) else { continue }
            add(.directive, directive.id, directive.title, due: directive.dueAt)
            if !isOwn { tasks[tasks.count - 1].principal = responsible }
        }
        let proposed = matter.directives.count { $0.state == .proposed }
        if proposed > 0, visitor.may(.instruct), matter.state != .reported { add(.issue, count: proposed) }
        for clock in matter.clocks where clock.state == .running && clock.proofRequired && owns(clock) {
            add(.clock, clock.id, clock.name, due: clock.dueAt)
        }
        return tasks
    }

    /// When the clock that a confirmation stops runs out: the task and its clock say the same. 0 where none runs.
    private func confirmationDue(of matter: Case) -> Int64 {
        let clocks = matter.clocks.filter { $0.state == .running && plan.rule(of: $0)?.stop == .gradeConfirmed }
        return clocks.map(\.dueAt).min() ?? 0
    }

    private func admits(_ kind: Decision.OneOf_Kind, _ incident: String) -> Bool {
        snapshot.refusal(of: kind, about: incident, by: visitor, plan: plan, now: now) == nil
    }

    /// The assignee, else the head of the department.
    private func responsible(for directive: Directive) -> String? {
        directive.assignee.isEmpty ? plan.department(directive.department)?.head : directive.assignee
    }

    private func standsIn(for person: String) -> Bool {
        plan.person(person)?.deputies.contains(visitor.person.id) ?? false
    }

    /// The groups that handle cases, and whom the plan warns of the clock.
    private func owns(_ clock: CaseClock) -> Bool {
        if ["response", "leadership"].contains(visitor.person.group) { return true }
        let warned = plan.clock(clock.id)?.warnAt.flatMap(\.to) ?? []
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        return plan.people(for: warned, at: date).contains { $0.id == visitor.person.id }
    }

    private func acknowledgements(of recipient: String) -> [PersonTask] {
        (snapshot.awaiting[recipient] ?? []).compactMap { snapshot.deliveries[$0] }.map { delivery in
            PersonTask(
                kind: .acknowledge, incident: delivery.incidentID, about: delivery.id, title: delivery.title,
                grade: delivery.grade, dueAt: delivery.escalateAt,
                principal: recipient == visitor.person.id ? "" : recipient)
        }
    }

    /// Written and not signed, for those who sign them.
    private var evaluations: [PersonTask] {
        snapshot.unsigned.compactMap { id in
            guard let matter = snapshot.cases[id], let clock = EvaluationSigning.clock(of: matter, in: plan),
                admits(
                    .meetClock(
                        .with {
                            $0.clockID = clock.id
                            $0.receiptNumber = "-"
                            $0.documentHash = String(repeating: "0", count: 64)
                        }), id)
            else { return nil }
            return PersonTask(
                kind: .evaluation, incident: id, about: clock.id, title: matter.title, grade: matter.highestGrade,
                dueAt: clock.dueAt)
        }
    }

    private var verdicts: [PersonTask] {
        guard visitor.may(.allocate) else { return [] }
        return snapshot.requested.compactMap { snapshot.resources[$0] }
            .filter { request in
                admits(
                    .decideResource(
                        .with {
                            $0.requestID = request.id
                            $0.approve = true
                        }), request.incidentID)
            }
            .map { request in
                PersonTask(
                    kind: .resource, incident: request.incidentID, about: request.id, title: request.purpose,
                    grade: snapshot.incidents[request.incidentID]?.grade ?? .unspecified, dueAt: request.neededAt)
            }
    }
}
