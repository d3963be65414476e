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
        // What looks the same to everybody asks nobody who they are.
        guard !request.uri.path.hasPrefix("/assets/") else { return try await next(request, context) }
        var context = context
        let now = console.sessionClock()
        if let authorization = request.headers[.authorization] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw console.wrong("malformed", "expected Authorization: Bearer and a token", request, context)
            }
            try await console.knowing()
            do throws(TokenIssuer.Refusal) {
                let token = try console.issuer.read(String(parts[1]), for: .program, plan: console.plan, now: now)
                guard await !console.view.isRevoked(token.person, since: token.issuedAt) else {
                    throw TokenIssuer.Refusal(.revoked, "the token was revoked")
                }
                context.visitor = console.visitor(token.person, .bearer)
            } catch {
                throw console.wrong(error.reason.rawValue, error.description, request, context)
            }
            return try await next(request, context)
        }
        guard let cookie = request.cookies[console.sessionCookie],
            let session = console.sessions.open(cookie.value, now: now)
        else { return try await next(request, context) }
        try await console.knowing()
        guard await !console.view.isEnded(session: session.digest),
            await !console.view.isRevoked(session.person, since: session.begunAt)
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
        if request.uri.path == Activity.path { return request.method == .post }
        return (request.headers[.secFetchMode].map { $0 == "navigate" } ?? true) && request.uri.path != "/events"
    }
}

extension Console {
    /// What the session is in, in a browser.
    var sessionCookie: String { Sessions.cookie(isSecure: isSecure) }

    /// - Throws: `Problem` until it is known who signed out and whose tokens were revoked.
    func knowing() async throws {
        guard await view.knowsAudit else {
            throw Problem(
                .unavailable, "the console is still reading who signed out and what was revoked; try again soon")
        }
    }

    /// The refusal of something that proves nobody; to an address that brought too many, only that it is to wait.
    func wrong(_ reason: String, _ detail: String, _ request: Request, _ context: ConsoleContext) -> Problem {
        guard !wrongTries.isTooMany(from: context.peer, now: sessionClock()) else {
            return Problem(.tooManyTries, "too many wrong tokens came from this address; wait, then bring a right one")
        }
        return refusal(.signIn(reason), detail, request)
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
