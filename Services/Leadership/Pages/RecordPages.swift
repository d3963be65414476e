import Hummingbird
import Plan
import Schemas

/// Sources' coverage, the plan, its people, and how to use the API.
struct RecordPages: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("sources") { _, context in try await sources(context) }
        pages.get("people") { _, context in try await people(context) }
        pages.get("plan") { _, context in try await plan(context) }
        pages.get("api") { _, context in try api(context) }
    }

    private func sources(_ context: ConsoleContext) async throws -> Response {
        let naming = console.naming(context)
        let sources = SourceRows(naming: naming, now: console.clock())
        let snapshot = await console.view.snapshot
        return try console.page(
            "sources", title: naming.words["nav_sources"],
            [
                "sources": sources.rows(snapshot), "summary": sources.summary(snapshot),
                "isLost": !sources.silent(snapshot).isEmpty,
            ], live: "*", context: context)
    }

    private func people(_ context: ConsoleContext) async throws -> Response {
        let naming = console.naming(context)
        let rows = PeopleRows(snapshot: await console.view.snapshot, naming: naming, now: console.clock())
        return try console.page(
            "people", title: naming.words["nav_people"], ["duty": rows.duty, "groups": rows.groups], live: "*",
            context: context)
    }

    private func plan(_ context: ConsoleContext) async throws -> Response {
        let naming = console.naming(context)
        let snapshot = await console.view.snapshot
        let history = snapshot.plans.values.sorted { ($0.lastSeenAt, $0.hash) > ($1.lastSeenAt, $1.hash) }
        return try console.page(
            "plan", title: console.plan.name,
            Fields([
                "hash": console.plan.hash,
                "sections": PlanSections(plan: console.plan, naming: naming).sections,
                "history": history.map { use -> Fields in
                    [
                        "planHash": use.hash, "isInForce": use.hash == console.plan.hash,
                        "firstSeen": naming.time(use.firstSeenAt) ?? "–",
                        "lastSeen": naming.time(use.lastSeenAt) ?? "–",
                        "decisions": use.decisions, "steps": use.steps,
                    ]
                },
            ]), context: context)
    }

    private func api(_ context: ConsoleContext) throws -> Response {
        let words = console.catalogue[context.language]
        let routes = APIRoutes.documented.map { ["route": $0.route, "answer": words[$0.key]] as Fields }
        return try console.page(
            "api", title: words["nav_api"], ["routes": routes, "example": APIRoutes.example], context: context)
    }
}
