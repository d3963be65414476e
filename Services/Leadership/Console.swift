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
    let catalogue: Catalogue
    let renderer: Renderer
    let assets: Assets
    let issuer: TokenIssuer
    let sessions: Sessions
    let forgery: Forgery
    /// Milliseconds since 1970.
    let clock: @Sendable () -> Int64
    /// Sessions and tokens end by the wall clock, whatever pace a demo runs at.
    var sessionClock: @Sendable () -> Int64 = ServiceHost.wallClock
    let logger: Logger
    /// Cookies are for HTTPS only.
    let isSecure: Bool

    func router() -> Router<ConsoleContext> {
        let router = Router(context: ConsoleContext.self)
        router.addMiddleware {
            SecurityHeaders()
            LanguageChoice(fallback: plan.institution.languages.first ?? .simplifiedChinese)
            ThemeChoice()
            Refusals(console: self)
            Identification(console: self)
            Framing(console: self)
            // Once more inside: what is refused to somebody known is a page with their navigation and clocks.
            Refusals(console: self)
        }
        for (name, asset) in assets.files {
            router.get(RouterPath("assets/\(name)")) { request, _ in asset.response(to: request) }
        }
        SignInPages(console: self).add(to: router)
        let pages = router.group().addMiddleware { ReadersOnly(console: self, isAPI: false) }
        BoardPage(console: self).add(to: pages)
        IncidentPage(console: self).add(to: pages)
        StatementPage(console: self).add(to: pages)
        DecisionPages(console: self).add(to: pages)
        WorkPages(console: self).add(to: pages)
        EvaluationPages(console: self).add(to: pages)
        RecordPages(console: self).add(to: pages)
        AuditPage(console: self).add(to: pages)
        let programs = router.group().addMiddleware { ReadersOnly(console: self, isAPI: true) }
        EventFeed(console: self).add(to: programs)
        APIRoutes(console: self).add(to: programs.group("api/v1"))
        return router
    }

    /// - Returns: `nil` when the plan no longer has that person.
    func visitor(_ person: String, _ proof: Visitor.Proof) -> Visitor? {
        plan.person(person).map { Visitor(person: $0, permissions: plan.permissions(of: person), proof: proof) }
    }

    /// A refusal, logged and counted.
    func refusal(
        _ kind: Problem.Kind, _ detail: String, _ request: Request, field: String? = nil, person: String = ""
    ) -> Problem {
        logger.notice(
            "refused a request",
            metadata: [
                "reason": "\(kind.reason)", "detail": "\(detail)", "path": "\(request.uri.path)", "person": "\(person)",
            ])
        Counter(label: "leadership_refusals_total", dimensions: [("reason", kind.reason)]).increment()
        return Problem(kind, detail, field: field)
    }

    func naming(_ context: ConsoleContext) -> Naming {
        Naming(plan: plan, words: catalogue[context.language])
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
        if case .session(let session)? = context.visitor?.proof {
            all["csrf"] = forgery.seal(of: session)
            all["nonce"] = Sessions.random()
        }
        let body = ByteBuffer(string: try renderer.render(template, all))
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: body))
    }

    func problemPage(_ problem: Problem, title: String, context: ConsoleContext) throws -> Response {
        try page(
            "problem", title: title,
            Fields([
                "detail": problem.detail, "status": problem.kind.status.code, "kind": problem.kind.name,
                "advice": catalogue[context.language]["advice_\(problem.kind.name)"],
                "backToIncident": Self.incident(of: context.address.path),
            ]),
            status: problem.kind.status, context: context)
    }

    /// The page of the incident that an address is about.
    private static func incident(of path: String) -> String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "incidents" else { return nil }
        return PageAddress(path: "/incidents/\(parts[1])").href
    }
}
