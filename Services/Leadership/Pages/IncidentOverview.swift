import Casework
import Plan
import Schemas

/// The first screen of an incident.
extension IncidentFile {
    /// The first screen: what it is, how bad it gets, what is asked of the reader, what others are at.
    var overview: Fields {
        let waiting = WaitingTasks(snapshot: snapshot, naming: naming, now: now).tasks(for: visitor)
            .filter { $0.incident == incident.id }
        let journal = snapshot.journal[incident.id] ?? []
        var fields = Fields([
            "gradeWhy": why, "numbers": numbers, "charts": Array(charts.charts.prefix(1)),
            "assessment": incident.hasAssessment ? assessment : nil, "forms": gradeForms, "standing": standingForms,
            "steps": matter.map { CaseSteps(matter: $0, journal: journal, naming: naming).fields },
            "waitsHere": waiting.isEmpty ? nil : waitsHere(waiting),
            "others": others, "hasOthers": !others.isEmpty,
        ])
        if let matter {
            var part = strategyFields(matter)
            part["runningClocks"] = runningClocks(matter)
            fields["matter"] = part
        }
        return fields
    }

    /// What has to be decided, each by name; messages to acknowledge in one line, for they are many and quick.
    private func waitsHere(_ waiting: [WaitingTasks.Task]) -> Fields {
        let decisions = waiting.filter { $0.kind != .acknowledge }
        let rows = TaskRows(snapshot: snapshot, naming: naming, now: now).rows(decisions).map { row in
            var row = row
            row["matterTitle"] = nil
            // The case's own title stands above.
            if row["isOfCase"] as? Bool == true { row["taskTitle"] = words["tasks_goTo"] }
            return row
        }
        return Fields([
            "tasks": rows, "messagesHref": IncidentTab.messages.address(of: incident.id),
            "messages": waiting.count > decisions.count
                ? words.filled("tasks_messages", String(waiting.count - decisions.count)) : nil,
        ])
    }

    /// What others are at: who has still to sign how much, and which departments have what to do.
    var others: [Fields] {
        guard let matter, isOpen else { return [] }
        var lines: [Fields] = []
        var missing: [String: Int] = [:]
        for statement in matter.statements where statement.state == .draft && matter.hasStrategy {
            for role in statement.missingRoles where !visitor.person.roles.contains(role) {
                missing[role, default: 0] += 1
            }
        }
        for (role, count) in missing.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
            lines.append([
                "otherText": words.filled("others_sign", naming.role(role), String(count)),
                "otherHref": "/incidents/\(PageAddress.encoded(incident.id))/package",
            ])
        }
        let working = Dictionary(grouping: matter.directives.filter { $0.state != .proposed && !$0.state.isSettled }) {
            $0.department
        }
        for (department, directives) in working.sorted(by: { $0.key < $1.key }) {
            let late = directives.count { $0.dueAt > 0 && $0.dueAt < now }
            let name = naming.department(department)
            lines.append([
                "otherText": late > 0
                    ? words.filled("others_late", name, String(directives.count), String(late))
                    : words.filled("others_directives", name, String(directives.count)),
                "otherHref": IncidentTab.directives.address(of: incident.id, anchor: "directive-\(directives[0].id)"),
            ])
        }
        return lines
    }

    /// Why it has its grade, in a sentence: what weighs most.
    var why: String? {
        guard incident.hasAssessment else { return nil }
        let assessment = incident.assessment
        let heaviest = (assessment.indicators + assessment.impacts).filter { !$0.reason.isEmpty }
            .sorted { ($0.step, $1.name) > ($1.step, $0.name) }.prefix(2).map { said.text($0.reason) }
        guard !heaviest.isEmpty else { return nil }
        return words.filled("incident_why", naming.number(assessment.total), naming.list(Array(heaviest)))
    }
}
