import Casework
import Plan
import Schemas

/// What is open in a case: what has to be decided, done and filed, by whom and until when, whatever is due first before the
/// rest.
struct BriefOpen {
    let matter: Case
    let naming: Naming
    /// The case is not over.
    let isOpen: Bool
    /// Milliseconds since 1970.
    let now: Int64

    private struct Row {
        var what: String
        var who: String
        /// Milliseconds since 1970; 0 without a due time.
        var due: Int64
        var href: String
    }

    private var words: Words { naming.words }
    private var plan: ResponsePlan { naming.plan }

    var rows: [Fields] {
        let clocks = matter.clocks.filter { clock in
            clock.state == .running && (isOpen || naming.clockRule(clock.id)?.stop == .filing)
        }.map { clock in
            Row(
                what: naming.clock(clock.id, else: clock.name), who: "", due: clock.dueAt,
                href: address(.clocks, "clock-\(PageAddress.encoded(clock.id))"))
        }
        let all = isOpen ? gates(matter) + texts(matter) + directives(matter) + clocks : clocks
        return all.sorted { ($0.due == 0 ? .max : $0.due) < ($1.due == 0 ? .max : $1.due) }.map { row in
            Fields([
                "what": row.what, "who": row.who.isEmpty ? "–" : row.who, "openHref": row.href,
                "dueAt": naming.time(row.due) ?? "–",
                "running": row.due > 0
                    ? [
                        "due": row.due, "remaining": naming.remaining(until: row.due, now: now),
                        "isOver": row.due < now,
                    ] as Fields : nil,
            ])
        }
    }

    private func address(_ tab: IncidentTab, _ anchor: String) -> String {
        tab.address(of: matter.incidentID, anchor: anchor)
    }

    private func roles(_ ids: [String]) -> String { naming.list(ids.map { naming.role($0) }) }

    private func roles(with permission: ResponsePlan.Permission) -> String {
        roles(plan.roles.filter { $0.permissions.contains(permission) }.map(\.id))
    }

    /// What everything else waits for.
    private func gates(_ matter: Case) -> [Row] {
        var rows: [Row] = []
        if !matter.gradeConfirmed, let grade = matter.grade.plan, let rule = plan.grading.confirmation(of: grade) {
            let clocks = matter.clocks.filter { $0.state == .running && plan.rule(of: $0)?.stop == .gradeConfirmed }
            rows.append(
                Row(
                    what: words["task_confirmGrade"], who: roles(rule.roles), due: clocks.map(\.dueAt).min() ?? 0,
                    href: address(.overview, "assessment")))
        }
        if matter.hasLowering {
            rows.append(
                Row(
                    what: words[matter.lowering.falseAlarm ? "task_confirmFalseAlarm" : "task_confirmLowering"],
                    who: words["board_secondPerson"], due: 0, href: address(.overview, "assessment")))
        }
        if matter.state == .analysed {
            rows.append(
                Row(
                    what: words["task_strategy"], who: roles(with: .instruct), due: 0,
                    href: address(.overview, "strategy")))
        }
        return rows
    }

    private func texts(_ matter: Case) -> [Row] {
        guard matter.hasStrategy else { return [] }
        let package = "/incidents/\(PageAddress.encoded(matter.incidentID))/package"
        var missing: [String: Int] = [:]
        for statement in matter.statements where statement.state == .draft {
            for role in statement.missingRoles { missing[role, default: 0] += 1 }
        }
        var rows = missing.sorted { $0.key < $1.key }.map { role, count in
            Row(
                what: words.filled("brief_toSign", String(count)), who: naming.role(role), due: 0, href: package)
        }
        let ready = matter.statements.count { $0.state == .signed }
        if ready > 0 {
            rows.append(
                Row(
                    what: words.filled("brief_toRelease", String(ready)), who: roles(with: .release), due: 0,
                    href: package))
        }
        return rows
    }

    private func directives(_ matter: Case) -> [Row] {
        var rows = matter.directives.filter { $0.state != .proposed && !$0.state.isSettled }.map { directive in
            let department = naming.department(directive.department)
            return Row(
                what: "\(naming.directive(directive)) (\(naming.state(directive.state)))",
                who: directive.assignee.isEmpty
                    ? department : "\(department) · \(naming.person(directive.assignee))",
                due: directive.dueAt, href: address(.directives, "directive-\(directive.id)"))
        }
        let proposed = matter.directives.count { $0.state == .proposed }
        if proposed > 0 {
            rows.append(
                Row(
                    what: words.filled("tasks_proposed", String(proposed)), who: roles(with: .instruct), due: 0,
                    href: address(.directives, "directives")))
        }
        return rows
    }
}
