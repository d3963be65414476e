import Hummingbird
import Plan
import Schemas

/// The first page: what waits for the reader, then the incidents, the worst first.
struct BoardPage: Sendable {
    /// Tasks on the board; the page of tasks has them all.
    static let shownTasks = 6

    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get { _, context in try await board(context) }
        pages.get("tasks") { _, context in try await tasks(context) }
    }

    private func board(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let words = naming.words
        let now = console.clock()
        let filter = BoardFilter(address: context.address)
        let shown = filter.ids(snapshot).filter { filter.admits($0, in: snapshot, naming: naming) }
        let page = ListPage(total: shown.count, asked: context.address["page"])
        let rows = BoardRows(snapshot: snapshot, naming: naming, now: now)
        let waiting =
            context.visitor.map { WaitingTasks(snapshot: snapshot, naming: naming, now: now).tasks(for: $0) } ?? []
        // Messages to acknowledge are many and quick: they stand in one line, behind what has to be decided.
        let decisions = waiting.filter { $0.kind != .acknowledge }
        let silent = SourceRows(naming: naming, now: now).silent(snapshot)
        return try console.page(
            "board", title: words["board_title"],
            Fields([
                "grades": filter.gradeLinks(snapshot, words), "standings": filter.standingLinks(snapshot, words),
                "filterText": filter.text ?? "", "filterStanding": filter.standing.rawValue,
                "filterGrade": filter.grade?.label ?? "", "isFiltered": filter.isNarrow,
                "incidents": page.of(shown).compactMap { snapshot.incidents[$0].map { rows.row($0) } },
                "isOver": filter.standing == .over,
                "paging": page.fields(context.address, words),
                "tasks": TaskRows(snapshot: snapshot, naming: naming, now: now)
                    .rows(decisions.prefix(Self.shownTasks)),
                "taskCount": waiting.count, "isWaiting": !waiting.isEmpty,
                "messages": waiting.count > decisions.count
                    ? words.filled("tasks_messages", String(waiting.count - decisions.count)) : nil,
                "moreTasks": decisions.count > Self.shownTasks
                    ? words.filled("tasks_all", String(waiting.count)) : nil,
                "isReading": !snapshot.isComplete,
                "silent": silent.isEmpty
                    ? nil
                    : words.filled("board_silent", naming.list(silent.prefix(4).map(\.name)), String(silent.count)),
                "revision": snapshot.revision,
            ]), live: "*", context: context)
    }

    private func tasks(_ context: ConsoleContext) async throws -> Response {
        guard let visitor = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let words = naming.words
        let now = console.clock()
        let all = WaitingTasks(snapshot: snapshot, naming: naming, now: now).tasks(for: visitor)
        let rows = TaskRows(snapshot: snapshot, naming: naming, now: now)
        let decisions = all.filter { $0.kind != .acknowledge }
        // Every task stands in exactly one part, whatever its due time is.
        let dated = Dictionary(grouping: decisions) { task in
            task.due <= 0 ? "tasks_open" : task.due < now ? "tasks_overdue" : "tasks_dated"
        }
        let parts: [(key: String, tasks: [WaitingTasks.Task])] =
            ["tasks_overdue", "tasks_dated", "tasks_open"].map { ($0, dated[$0] ?? []) }
            + [("tasks_acknowledge", all.filter { $0.kind == .acknowledge })]
        // One list over all parts is paged; a part's heading says how many it has in all.
        let list = parts.flatMap { part in part.tasks.map { (key: part.key, task: $0) } }
        let page = ListPage(total: list.count, asked: context.address["page"])
        let shown = page.of(list)
        return try console.page(
            "tasks", title: words["tasks_title"],
            Fields([
                "parts": parts.compactMap { part -> Fields? in
                    let tasks = shown.filter { $0.key == part.key }.map(\.task)
                    guard !tasks.isEmpty else { return nil }
                    return [
                        "partID": part.key, "partName": words[part.key], "partCount": part.tasks.count,
                        "tasks": rows.rows(tasks),
                    ]
                },
                "taskCount": all.count, "paging": page.fields(context.address, words),
            ]), live: "*", context: context)
    }

    /// The worst first; of one grade the latest first.
    static func isBefore(_ a: Incident, _ b: Incident) -> Bool {
        (a.grade.order, -a.lastMentionAt, a.id) < (b.grade.order, -b.lastMentionAt, b.id)
    }
}
