import HTTPTypes
import Hummingbird
import Plan

/// Finds out who is asking: a bearer token, or the session cookie. Refuses nothing by itself, except a bad token.
struct Identification: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let now = console.sessionClock()
        if let authorization = request.headers[.authorization] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw console.refusal(.signIn("malformed"), "expected Authorization: Bearer and a token", request)
            }
            do throws(TokenIssuer.Refusal) {
                let (person, _) = try await console.issuer.read(String(parts[1]), plan: console.plan, now: now)
                context.visitor = console.visitor(person, .bearer)
            } catch {
                throw console.refusal(.signIn(error.reason.rawValue), error.description, request)
            }
            return try await next(request, context)
        }
        guard let cookie = request.cookies[Sessions.cookie],
            let session = console.sessions.open(cookie.value, now: now),
            await !console.view.isEnded(session: session.digest)
        else { return try await next(request, context) }
        context.visitor = console.visitor(session.person, .session(session))
        var response = try await next(request, context)
        // What a page does by itself, to stay current, is not its person's doing.
        if Self.isOfPerson(request), response.headers[.setCookie] == nil,
            let renewed = console.sessions.renewed(session, now: now)
        {
            response.setCookie(console.cookie(of: renewed, now: now))
        }
        return response
    }

    /// Browsers say what a request is for; a script's is not a person's.
    private static func isOfPerson(_ request: Request) -> Bool {
        (request.headers[.secFetchMode].map { $0 == "navigate" } ?? true) && request.uri.path != "/events"
    }
}

/// Lets only people in who may read. What a route or a decision asks for beyond that is in its own table.
struct ReadersOnly: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console
    /// The API says no; a page asks to sign in.
    let isAPI: Bool

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        guard let visitor = context.visitor else {
            guard isAPI || request.method != .get else {
                let next = LocalAddress.encoded(path: request.uri.path, query: request.uri.query)
                // The board is where a sign-in leads anyway.
                return .redirect(to: next == "%2F" ? "/sign-in" : "/sign-in?next=\(next)", type: .normal)
            }
            throw console.refusal(.signIn("missing"), "sign in first", request)
        }
        guard visitor.may(.read) else {
            throw console.refusal(
                .permission, "reading asks for the permission read", request, person: visitor.person.id)
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    static var secFetchMode: Self { Self("Sec-Fetch-Mode") ?? .origin }
}
