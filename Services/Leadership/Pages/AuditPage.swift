import Hummingbird
import Plan
import Schemas

/// The record: every incident's hash-chained journal, and who signed in, decided, and was refused.
struct AuditPage: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("audit") { _, context in
            if let incident = context.address["incident"] { return try await journal(of: incident, context) }
            return try await trail(context)
        }
    }

    /// What people did and what was refused, the newest first.
    private func trail(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let words = naming.words
        let kind = context.address["kind"].flatMap { AuditTrail.Line.Kind(rawValue: $0) }
        let person = context.address["person"]
        // What people decided is everybody's to see; who signed in and was refused is for those who administer.
        let seesAll = context.visitor?.may(.administer) ?? false
        let own = context.visitor?.person.id
        let lines = snapshot.audit.lines.reversed().filter { line in
            (kind == nil || line.kind == kind) && (person == nil || line.person == person)
                && (seesAll || line.kind == .decided || line.person == own)
        }
        let page = ListPage(total: lines.count, asked: context.address["page"], size: 100)
        let links = FilterLinks(item: "kind", address: context.address)
        return try console.page(
            "audit", title: words["nav_audit"],
            Fields([
                "filters": [links.link(nil, words["filter_all"])]
                    + AuditTrail.Line.Kind.allCases.map { links.link($0.rawValue, words["auditKind_\($0.rawValue)"]) },
                "chosenKind": kind?.rawValue ?? "", "isLimited": !seesAll,
                "people": console.plan.people.map { one -> Fields in
                    ["id": one.id, "name": naming.person(one.id), "isCurrent": one.id == person]
                },
                "lines": page.of(lines).map { row($0, snapshot, naming) }, "journals": journals(snapshot, naming),
                "paging": page.fields(context.address, words),
            ]), live: "*", context: context)
    }

    private func row(_ line: AuditTrail.Line, _ snapshot: ViewSnapshot, _ naming: Naming) -> Fields {
        let words = naming.words
        let about = snapshot.title(ofIncident: line.incident, naming)
        return Fields([
            "kind": line.kind.rawValue, "kindName": words["auditKind_\(line.kind.rawValue)"],
            "at": naming.time(line.at), "isRefusal": line.kind == .refused,
            "who": line.person.isEmpty ? words["audit_nobody"] : naming.person(line.person),
            "what": words.texts["decision_\(line.action)"] ?? words.texts["means_\(line.action)"] ?? line.action,
            "matter": line.incident.isEmpty
                ? nil : ["matterTitle": about, "matterHref": "/incidents/\(line.incident)"] as Fields,
            "why": line.reason.isEmpty ? nil : words.texts["refusal_\(line.reason)"] ?? line.reason,
            "detail": line.detail.isEmpty
                ? nil : Said(naming: naming, matter: snapshot.cases[line.incident]).text(line.detail),
            "times": line.count > 1 ? words.filled("audit_times", String(line.count)) : nil,
            "address": line.address.isEmpty ? nil : line.address,
        ])
    }

    /// Each incident's journal and whether its chain is whole, the broken ones first.
    private func journals(_ snapshot: ViewSnapshot, _ naming: Naming) -> [Fields] {
        struct Row {
            var id: String
            var verdict: JournalVerdict
            var last: Int64
        }
        var rows: [Row] = snapshot.journal.map { id, entries in
            let verdict = JournalVerdict(entries: entries, matter: snapshot.cases[id])
            return Row(id: id, verdict: verdict, last: entries.last?.at ?? 0)
        }
        rows.sort { ($0.verdict.order, -$0.last, $0.id) < ($1.verdict.order, -$1.last, $1.id) }
        return rows.prefix(ListPage.size).map { row -> Fields in
            [
                "journalHref": "/audit?incident=\(PageAddress.encoded(row.id))",
                "title": snapshot.title(ofIncident: row.id, naming), "mark": row.verdict.mark,
                "verdictText": row.verdict.text(naming.words), "lastAt": naming.time(row.last) ?? "",
            ]
        }
    }

    private func journal(of incident: String, _ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        guard let entries = snapshot.journal[incident] else {
            throw Problem(.notFound, "there is no journal of incident \"\(incident)\"")
        }
        let naming = console.naming(context)
        let verdict = JournalVerdict(entries: entries, matter: snapshot.cases[incident])
        let page = ListPage(total: entries.count, asked: context.address["page"], size: 100)
        let rows = JournalRows(naming: naming, matter: snapshot.cases[incident], snapshot: snapshot)
        return try console.page(
            "journal-page",
            title: naming.words.filled("journal_of", snapshot.title(ofIncident: incident, naming)),
            Fields([
                "incidentHref": "/incidents/\(incident)", "exportHref": "/api/v1/journal/\(incident)?limit=200",
                "journalVerdict": ["mark": verdict.mark, "text": verdict.text(naming.words)] as Fields,
                "journalList": page.of(entries.reversed()).map { rows.row($0) },
                "paging": page.fields(context.address, naming.words),
            ]), live: incident, context: context)
    }
}
