import Hummingbird
import Plan
import Schemas

/// The first page: incidents by grade, the worst first, and what waits for the reader.
struct BoardPage: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get { request, context in try await board(context) }
        pages.get("tasks") { request, context in try await tasks(context) }
    }

    private func board(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let words = naming.words
        let now = console.clock()
        let rows = snapshot.incidents.values
            .sorted { Self.isBefore($0, $1) }
            .map { (incident: $0, fields: row($0, snapshot, naming, now)) }
        let open = rows.filter { !$0.incident.state.isOver }
        let counts = Grade.allCases.filter { $0.plan != nil }.map { grade -> Fields in
            ["grade": grade.label, "colour": grade.colour, "count": open.count { $0.incident.grade == grade }]
        }
        let waiting = context.visitor.map {
            WaitingTasks(snapshot: snapshot, plan: console.plan, naming: naming, now: now).tasks(for: $0)
        }
        return try console.page(
            "board", title: words["board_title"],
            [
                "counts": counts, "open": open.map(\.fields), "hasOpen": !open.isEmpty,
                "over": rows.filter { $0.incident.state.isOver }.prefix(50).map(\.fields),
                "tasks": (waiting ?? []).prefix(8).map(\.fields), "taskCount": waiting?.count ?? 0,
                "hasTasks": !(waiting ?? []).isEmpty, "isReading": !snapshot.isComplete,
                "silent": SourceRows(naming: naming, now: now).silent(snapshot).count,
                "hasSilent": !SourceRows(naming: naming, now: now).silent(snapshot).isEmpty,
                "revision": snapshot.revision,
            ], live: "*", context: context)
    }

    private func tasks(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let waiting = context.visitor.map {
            WaitingTasks(snapshot: snapshot, plan: console.plan, naming: naming, now: console.clock()).tasks(for: $0)
        }
        return try console.page(
            "tasks", title: naming.words["tasks_title"],
            ["tasks": (waiting ?? []).map(\.fields), "hasTasks": !(waiting ?? []).isEmpty], live: "*",
            context: context)
    }

    /// The worst first; of one grade the latest first.
    static func isBefore(_ a: Incident, _ b: Incident) -> Bool {
        (a.grade.order, -a.lastMentionAt, a.id) < (b.grade.order, -b.lastMentionAt, b.id)
    }

    private func row(_ incident: Incident, _ snapshot: ViewSnapshot, _ naming: Naming, _ now: Int64) -> Fields {
        let matter = snapshot.cases[incident.id]
        let next = matter?.clocks.filter { $0.state == .running }.min { $0.dueAt < $1.dueAt }
        return Fields([
            "id": incident.id, "title": incident.title.isEmpty ? incident.id : incident.title,
            "grade": incident.grade.label, "colour": incident.grade.colour,
            "subject": naming.subject(incident.subject), "kind": naming.kind(incident.kind),
            "incidentState": naming.state(incident.state),
            "caseState": matter.map { naming.state($0.state) } ?? naming.words["board_noCase"],
            "mentions": incident.mentions, "distinct": incident.distinct,
            "negativeShare": naming.percent(
                incident.mentions > 0 ? Double(incident.negative) / Double(incident.mentions) : 0),
            "reach": incident.reach, "lastMention": naming.time(incident.lastMentionAt),
            "firstMention": naming.time(incident.firstMentionAt), "isDrill": incident.drill,
            "isUnconfirmed": matter.map { !$0.gradeConfirmed && !$0.state.isOver } ?? false,
            "nextClock": next.map { clock -> Fields in
                [
                    "clockName": naming.clock(clock.id, else: clock.name), "due": clock.dueAt,
                    "remaining": naming.remaining(until: clock.dueAt, now: now), "isOver": clock.dueAt < now,
                ]
            },
        ])
    }
}
