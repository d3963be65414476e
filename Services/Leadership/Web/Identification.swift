import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Plan

/// Finds out who is asking: a bearer token, or the session cookie. Refuses nothing by itself, except a bad token.
struct Identification: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let authorization = request.headers[.authorization] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw console.refusal(.signIn("malformed"), "expected Authorization: Bearer and a token", request)
            }
            do throws(TokenIssuer.Refusal) {
                let (person, _) = try await console.issuer.read(
                    String(parts[1]), plan: console.plan, now: console.sessionClock())
                context.visitor = console.visitor(person, .bearer)
            } catch {
                throw console.refusal(.signIn(error.reason.rawValue), error.description, request)
            }
        } else if let cookie = request.cookies[Sessions.cookie],
            let session = console.sessions.open(cookie.value, now: console.sessionClock())
        {
            context.visitor = console.visitor(session.person, .session(session))
        }
        return try await next(request, context)
    }
}

/// Lets only people in who may read.
struct ReadersOnly: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console
    /// The API says no; a page asks to sign in.
    let isAPI: Bool

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        guard let visitor = context.visitor else {
            guard isAPI || request.method != .get else { return .redirect(to: "/sign-in", type: .normal) }
            throw console.refusal(.signIn("missing"), "sign in first", request)
        }
        guard visitor.may(.read) else {
            throw console.refusal(.permission, "reading asks for the permission read", request)
        }
        return try await next(request, context)
    }
}
