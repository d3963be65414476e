import Casework
import Hummingbird
import Schemas

/// One statement: its text as it stands, who has signed exactly that, and what changed from one version to another.
struct StatementPage: Sendable {
    let console: Console

    func add(to pages: RouterGroup<ConsoleContext>) {
        pages.get("statements") { _, context in try await list(context) }
        pages.get("incidents/:id/statements/:statement") { _, context in
            try await statement(
                context.parameters.require("statement"), of: context.parameters.require("id"), context)
        }
    }

    private func statement(_ id: String, of incidentID: String, _ context: ConsoleContext) async throws -> Response {
        guard let visitor = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
        let snapshot = await console.view.snapshot
        guard let incident = snapshot.incidents[incidentID], let matter = snapshot.cases[incidentID],
            let statement = snapshot.statements(of: matter).first(where: { $0.id == id })
        else { throw Problem(.notFound, "there is no statement \"\(id)\" of incident \"\(incidentID)\"") }
        let naming = console.naming(context)
        let file = IncidentFile(
            incident: incident, matter: matter, snapshot: snapshot, visitor: visitor, naming: naming,
            now: console.clock())
        let versions = StatementVersions(
            versions: snapshot.statementVersions[incidentID]?[id] ?? [StatementVersion(statement)],
            current: statement, address: context.address, naming: naming)
        return try console.page(
            "statement",
            title: naming.marked(
                statement.title.isEmpty ? statement.id : statement.title, isDrill: matter.drill),
            Fields([
                "incident": file.head, "incidentHref": "/incidents/\(incidentID)",
                "statement": file.statement(statement), "caseRevision": matter.revision,
                "backTab": IncidentTab.statements.rawValue,
                "versions": versions.rows, "difference": versions.difference,
            ]), live: incidentID, context: context)
    }

    /// Statements of open cases: those that wait for somebody first.
    private func list(_ context: ConsoleContext) async throws -> Response {
        let snapshot = await console.view.snapshot
        let naming = console.naming(context)
        let filter = context.address["state"].flatMap { StatementStanding(rawValue: $0) }
        let all = snapshot.cases.values.filter { !$0.state.isOver || filter == .published }
            .flatMap { matter in snapshot.statements(of: matter).map { (matter: matter, statement: $0) } }
        func isShown(_ statement: Statement, _ standing: StatementStanding?) -> Bool {
            standing.map { $0.states.contains(statement.state) } ?? (statement.state != .withdrawn)
        }
        let shown = all.filter { isShown($0.statement, filter) }
            .sorted { a, b in
                (StatementStanding.of(a.statement).order, a.matter.grade.order, a.matter.incidentID, a.statement.id)
                    < (
                        StatementStanding.of(b.statement).order, b.matter.grade.order, b.matter.incidentID,
                        b.statement.id
                    )
            }
        let links = FilterLinks(item: "state", address: context.address)
        let page = ListPage(total: shown.count, asked: context.address["page"])
        return try console.page(
            "statement-list", title: naming.words["nav_statements"],
            Fields([
                "filters": [links.link(nil, naming.words["filter_all"])]
                    + StatementStanding.allCases.map { standing in
                        links.link(
                            standing.rawValue, naming.words["statementStanding_\(standing.rawValue)"],
                            count: all.count { isShown($0.statement, standing) })
                    },
                "statements": page.of(shown).map { row($0.statement, $0.matter, naming) },
                "paging": page.fields(context.address, naming.words),
            ]), live: "*", context: context)
    }

    private func row(_ statement: Statement, _ matter: Case, _ naming: Naming) -> Fields {
        let missing = statement.missingRoles
        return Fields([
            "href": "/incidents/\(matter.incidentID)/statements/\(statement.id)", "title": statement.title,
            "matterTitle": naming.title(matter), "matterHref": "/incidents/\(matter.incidentID)",
            "grade": matter.grade.label, "gradeName": naming.grade(matter.grade), "colour": matter.grade.colour,
            "channelName": naming.channel(statement.channel), "version": statement.version,
            "languageName": naming.words.texts["language_\(statement.language)"] ?? statement.language,
            "stateWord": statement.state.word, "stateName": naming.state(statement.state),
            "waitsFor": statement.state == .draft && !missing.isEmpty
                ? naming.words.filled("statement_waitsFor", naming.list(missing.map { naming.role($0) })) : nil,
            "at": naming.time(max(statement.releasedAt, statement.draftedAt)),
        ])
    }
}

/// How far a statement has come, for the list.
enum StatementStanding: String, CaseIterable {
    case signing, ready, published, withdrawn

    var states: [StatementState] {
        switch self {
        case .signing: [.draft]
        case .ready: [.signed]
        case .published: [.released, .published]
        case .withdrawn: [.withdrawn]
        }
    }

    /// What is ready to go out first, then what waits for signatures.
    var order: Int {
        switch self {
        case .ready: 0
        case .signing: 1
        case .published: 2
        case .withdrawn: 3
        }
    }

    static func of(_ statement: Statement) -> StatementStanding {
        allCases.first { $0.states.contains(statement.state) } ?? .signing
    }
}
