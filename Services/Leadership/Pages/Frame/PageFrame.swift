import Hummingbird
import Plan
import Schemas

/// What stands around every page: how much waits for the reader, and the most urgent clocks of all cases.
struct PageFrame: Sendable {
    struct UrgentClock: Sendable {
        var incident: String
        var matter: String
        var clock: String
        var name: String
        var grade: Grade
        var due: Int64
    }

    /// Clocks in the bar; the page of clocks has them all.
    static let shownClocks = 4

    /// The view's when the answer was begun: what the page shows is of it or newer, so a page that hears what came after
    /// it misses nothing.
    var revision: Int64 = 0
    var taskCount = 0
    /// Running, the one that ends first before the others.
    var clocks: [UrgentClock] = []
    var runningClocks = 0
    /// Running past its end, or missed and not explained.
    var lateClocks = 0
    /// Of the case that the page is about.
    var notices: [CaseNotice] = []

    init() {}

    init(snapshot: ViewSnapshot, visitor: Visitor, naming: Naming, now: Int64) {
        revision = snapshot.revision
        taskCount = WaitingTasks(snapshot: snapshot, naming: naming, now: now).tasks(for: visitor).count
        var running: [UrgentClock] = []
        for matter in snapshot.openCases.compactMap({ snapshot.cases[$0] }) {
            for clock in matter.clocks {
                if clock.state == .missed, clock.explanation.isEmpty { lateClocks += 1 }
                guard clock.state == .running else { continue }
                running.append(
                    UrgentClock(
                        incident: matter.incidentID, matter: naming.title(matter), clock: clock.id, name: clock.name,
                        grade: matter.grade, due: clock.dueAt))
            }
        }
        runningClocks = running.count
        lateClocks += running.count { $0.due < now }
        clocks = Array(
            running.sorted { a, b in
                (a.due, a.grade.order, a.clock, a.incident) < (b.due, b.grade.order, b.clock, b.incident)
            }
            .prefix(Self.shownClocks))
    }
}

/// Makes the frame once for each page that somebody signed in asks for.
struct Framing: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let isPage = !["/assets/", "/api/", "/events"].contains { request.uri.path.hasPrefix($0) }
        if isPage, let visitor = context.visitor, visitor.may(.read) {
            let (snapshot, naming) = (await console.view.snapshot, console.naming(context))
            context.frame = PageFrame(snapshot: snapshot, visitor: visitor, naming: naming, now: console.clock())
            if let id = CaseNotices.incident(of: context.address) {
                context.frame.notices =
                    CaseNotices(
                        incident: snapshot.incidents[id], matter: snapshot.cases[id], isDrill: snapshot.isDrill(id),
                        journal: snapshot.journal[id] ?? [], naming: naming
                    ).notices
            }
        }
        return try await next(request, context)
    }
}
