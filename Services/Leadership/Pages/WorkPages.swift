import Hummingbird
import Plan
import Schemas

/// What runs across all cases: clocks, deliveries and drills.
struct WorkPages: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("clocks") { _, context in try await clocks(context) }
        pages.get("deliveries") { _, context in try await deliveries(context) }
        pages.get("drills") { _, context in try await drills(context) }
    }

    private func clocks(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let rows = ClockRows(snapshot: snapshot, naming: naming, now: console.clock())
        let standing = context.address["state"].flatMap { ClockRows.Standing(rawValue: $0) } ?? .running
        let shown = rows.clocks(standing)
        let page = ListPage(total: shown.count, asked: context.address["page"])
        let links = FilterLinks(item: "state", address: context.address)
        return try console.page(
            "clocks-page", title: naming.words["nav_clocks"],
            Fields([
                "filters": ClockRows.Standing.allCases.map { one -> Fields in
                    var link = links.link(
                        one == .running ? nil : one.rawValue, naming.words["clockStanding_\(one.rawValue)"],
                        count: rows.clocks(one).count)
                    link["isCurrent"] = one == standing
                    return link
                },
                "clocks": page.of(shown).map { rows.row($0) },
                "emptyText": naming.words["clocksEmpty_\(standing.rawValue)"],
                "paging": page.fields(context.address, naming.words),
            ]), live: "*", context: context)
    }

    private func deliveries(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let rows = DeliveryRows(snapshot: snapshot, naming: naming, now: console.clock())
        let standing = context.address["state"].flatMap { DeliveryRows.Standing(rawValue: $0) } ?? .trouble
        let counts = rows.counts
        let shown = rows.deliveries(standing)
        let page = ListPage(total: shown.count, asked: context.address["page"])
        let links = FilterLinks(item: "state", address: context.address)
        return try console.page(
            "deliveries-page", title: naming.words["nav_deliveries"],
            Fields([
                "filters": DeliveryRows.Standing.allCases.map { one -> Fields in
                    var link = links.link(
                        one == .trouble ? nil : one.rawValue, naming.words["deliveryStanding_\(one.rawValue)"],
                        count: counts[one] ?? 0)
                    link["isCurrent"] = one == standing
                    return link
                },
                "deliveries": page.of(shown).map { rows.row($0, visitor: context.visitor) },
                "emptyText": naming.words["deliveriesEmpty_\(standing.rawValue)"],
                "paging": page.fields(context.address, naming.words),
            ]), live: "*", context: context)
    }

    private func drills(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let now = console.clock()
        let board = BoardRows(snapshot: snapshot, naming: naming, now: now)
        let drills = snapshot.drills.compactMap { snapshot.incidents[$0] }
            .sorted { ($0.firstMentionAt, $0.id) > ($1.firstMentionAt, $1.id) }
        let settings = console.plan.drill
        let every = Int64(settings.every.seconds) * 1000
        let last = drills.map(\.firstMentionAt).max() ?? 0
        let page = ListPage(total: drills.count, asked: context.address["page"])
        let (shelf, shown) = (await console.sandboxes?.sandboxes() ?? [], SandboxRows(naming: naming))
        return try console.page(
            "drills", title: naming.words["nav_drills"],
            Fields([
                "settings": [
                    (naming.words["drill_every"], naming.length(every)),
                    (naming.words["drill_last"], naming.time(last) ?? naming.words["drill_never"]),
                    (
                        naming.words["drill_next"],
                        last > 0 ? naming.time(last + every) ?? "" : naming.words["drill_now"]
                    ),
                    (naming.words["drill_groups"], naming.list(settings.groups.map { naming.group($0) })),
                    (naming.words["drill_marker"], settings.marker[context.language]),
                    (naming.words["drill_speed"], "× \(naming.number(settings.speed))"),
                ].map { ["label": $0.0, "value": $0.1] as Fields },
                "isDue": last == 0 || last + every < now,
                "incidents": page.of(drills).map { incident -> Fields in
                    var row = board.row(incident)
                    if snapshot.evaluations[incident.id] != nil {
                        row["evaluationHref"] = "/incidents/\(incident.id)/evaluation"
                    }
                    return row
                },
                "paging": page.fields(context.address, naming.words),
                "sandboxes": shelf.map { shown.row($0) },
            ]), live: "*", context: context)
    }
}
