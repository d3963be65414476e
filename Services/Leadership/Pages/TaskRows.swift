import Schemas

/// Tasks as the templates list them.
struct TaskRows {
    let snapshot: ViewSnapshot
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    func rows(_ tasks: some Sequence<WaitingTasks.Task>) -> [Fields] { tasks.map { row($0) } }

    func row(_ task: WaitingTasks.Task) -> Fields {
        // A case's own title is the task's where nothing else names it.
        let plain = snapshot.cases[task.incident]?.title ?? snapshot.incidents[task.incident]?.title ?? ""
        let matter = plain.isEmpty ? "" : snapshot.title(ofIncident: task.incident, naming, else: plain)
        let isOfCase = task.title == plain || task.title == matter
        return Fields([
            "taskKind": task.kind.rawValue, "isOfCase": isOfCase, "what": naming.words["task_\(task.kind.rawValue)"],
            "href": task.anchor.hasPrefix("/")
                ? "/incidents/\(task.incident)\(task.anchor)"
                : IncidentTab.address(of: task.incident, holding: task.anchor),
            "taskTitle": isOfCase && !matter.isEmpty
                ? matter : naming.marked(task.title, isDrill: snapshot.isDrill(task.incident)),
            "matterTitle": isOfCase || matter.isEmpty ? nil : matter, "grade": task.grade.label,
            "gradeName": naming.grade(task.grade), "colour": task.grade.colour,
            "principal": task.principal.isEmpty
                ? nil : naming.words.filled("task_for", naming.person(task.principal)),
            "taskDue": task.due > 0
                ? [
                    "due": task.due, "remaining": naming.remaining(until: task.due, now: now),
                    "isOver": task.due < now, "dueAt": naming.shortTime(task.due, now: now) ?? "",
                ] as Fields : nil,
            "acknowledge": task.delivery.isEmpty
                ? nil
                : [
                    "acknowledgeAction": "/incidents/\(task.incident)/decisions/acknowledge",
                    "deliveryID": task.delivery,
                ] as Fields,
        ])
    }
}
