import Archive
import Casework
import Foundation
import HTTPTypes
import Hosting
import Hummingbird
import Logging
import Metrics
import NIOCore
import Plan

/// The console and API: what every page and decision works with.
struct Console: Sendable {
    /// Of a request's body, in bytes.
    static let largestBody = 256 * 1024

    let plan: ResponsePlan
    let view: LeadershipView
    let desk: DecisionDesk
    var catalogue: Catalogue
    let renderer: Renderer
    let assets: Assets
    let issuer: TokenIssuer
    let sessions: Sessions
    let forgery: Forgery
    let ledger: AccessLedger
    let links = LinkUse()
    let wrongTries = WrongTries()
    /// The institution's own provider of sign-ins; `nil` where only tokens sign in.
    var provider: OIDCProvider?
    /// Of the view this process built: revisions of another process mean nothing here.
    let epoch = Sessions.random()
    /// Links by which messages are acknowledged where they arrive.
    var acknowledgements: AcknowledgementLinks?
    /// What stands beside the live house on the same log.
    var sandboxes: SandboxShelf?
    /// Milliseconds since 1970.
    let clock: @Sendable () -> Int64
    /// Sessions and tokens end by the wall clock, whatever pace a demo runs at.
    var sessionClock: @Sendable () -> Int64 = ServiceHost.wallClock
    /// How often an open page that has nothing to hear is written to, so that one that has gone is noticed.
    var heartbeat = Duration.seconds(15)
    /// What is looked up.
    var archive = ArchiveReader()
    let exports = ExportTurns()
    let logger: Logger
    /// Cookies are for HTTPS only.
    var isSecure: Bool

    func router() -> Router<ConsoleContext> {
        // What is there has to be known to say that a method is not allowed there.
        router(knowing: RouteIndex(router(knowing: RouteIndex([])).routes.map { ($0.method, $0.path.description) }))
    }

    private func router(knowing index: RouteIndex) -> Router<ConsoleContext> {
        let router = Router(context: ConsoleContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            TraceContext()
            RequestMetrics(server: "console", refusals: [400, 401, 403, 404, 409, 413, 422, 429, 500, 503])
            SecurityHeaders(isSecure: isSecure)
            LanguageChoice(fallback: plan.institution.languages.first ?? .simplifiedChinese)
            ThemeChoice()
            Refusals(console: self, index: index)
            Identification(console: self)
            Framing(console: self)
            // Once more inside: what is refused to somebody known is a page with their navigation and clocks.
            Refusals(console: self, index: index)
        }
        for (name, asset) in assets.files {
            router.get(RouterPath("assets/\(name)")) { request, _ in asset.response(to: request) }
        }
        SignInPages(console: self).add(to: router)
        if let provider { OIDCPages(console: self, provider: provider).add(to: router) }
        if let acknowledgements { AcknowledgePages(console: self, links: acknowledgements).add(to: router) }
        let api = APIRoutes(console: self)
        api.addOpen(to: router.group("api/v1"))
        let pages = router.group().addMiddleware { ReadersOnly(console: self, isAPI: false) }
        BoardPage(console: self).add(to: pages)
        IncidentPage(console: self).add(to: pages)
        StatementPage(console: self).add(to: pages)
        PackagePage(console: self).add(to: pages)
        DecisionPages(console: self).add(to: pages)
        WorkPages(console: self).add(to: pages)
        EvaluationPages(console: self).add(to: pages)
        RecordPages(console: self).add(to: pages)
        AuditPage(console: self).add(to: pages)
        ArchivePages(console: self).add(to: pages)
        let programs = router.group().addMiddleware { ReadersOnly(console: self, isAPI: true) }
        EventFeed(console: self).add(to: programs)
        Activity(console: self).add(to: programs)
        api.add(to: programs.group("api/v1"))
        return router
    }

    /// - Returns: `nil` when the plan no longer has that person.
    func visitor(_ person: String, _ proof: Visitor.Proof) -> Visitor? {
        plan.person(person).map { Visitor(person: $0, permissions: plan.permissions(of: person), proof: proof) }
    }

    /// A refusal. It is logged, counted and put into the audit where it leaves the console (``Refusals``).
    func refusal(
        _ kind: Problem.Kind, _ detail: String, _ request: Request, field: String? = nil, person: String = ""
    ) -> Problem {
        var problem = Problem(kind, detail, field: field)
        problem.person = person
        return problem
    }

    /// Logs, counts and records a refusal.
    func record(_ problem: Problem, _ request: Request, _ context: ConsoleContext) {
        guard problem.isRefusal else { return }
        var problem = problem
        if problem.person.isEmpty { problem.person = context.visitor?.person.id ?? "" }
        let path = Refusals.shown(request.uri.path)
        logger.notice(
            "refused a request",
            metadata: [
                "reason": "\(problem.kind.reason)", "detail": "\(problem.detail)", "path": "\(path)",
                "person": "\(problem.person)",
            ])
        ConsoleMetrics.rejected(problem.kind.reason).increment()
        ledger.refused(
            problem, means: context.visitor?.proof.name ?? "none", method: Refusals.shown(request.method.rawValue),
            path: path, address: context.peer, now: clock())
    }

    func naming(_ context: ConsoleContext) -> Naming {
        Naming(plan: plan, words: catalogue[context.language], sentences: catalogue.sentences)
    }

    /// A whole page: the template's own fields and what every page has.
    func page(
        _ template: String, title: String, _ fields: Fields, status: HTTPResponse.Status = .ok,
        live: String? = nil, context: ConsoleContext
    ) throws -> Response {
        var all = fields
        let frame = FrameFields(console: self, context: context, naming: naming(context), now: clock())
        all.merge(frame.fields) { $1 }
        all["pageTitle"] = title
        all["live"] = live
        all["madeFrom"] = "\(epoch)-\(context.frame.revision)"
        all["beat"] = heartbeat.components.seconds
        if case .session(let session)? = context.visitor?.proof {
            all["csrf"] = forgery.seal(of: session)
            all["nonce"] = Sessions.random()
        }
        let body = ByteBuffer(string: try renderer.render(template, all))
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: body))
    }

    func problemPage(_ problem: Problem, title: String, context: ConsoleContext) throws -> Response {
        var response = try page(
            "problem", title: title,
            Fields([
                "detail": Said(naming: naming(context)).text(problem.detail), "status": problem.kind.status.code,
                "kind": problem.kind.name,
                "advice": catalogue[context.language]["advice_\(problem.kind.name)"],
                "backToIncident": Self.incident(of: context.address.path),
            ]),
            status: problem.kind.status, context: context)
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }

    /// The page of the incident that an address is about.
    private static func incident(of path: String) -> String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "incidents" else { return nil }
        return PageAddress(path: "/incidents/\(parts[1])").href
    }
}
