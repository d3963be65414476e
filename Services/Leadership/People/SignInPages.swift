import HTTPTypes
import Hummingbird
import Logging

/// Signing in with a token, and out.
struct SignInPages: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("sign-in") { request, context in
            try console.signInPage(next: request.uri.queryParameters.get("next"), context: context)
        }
        router.post("sign-in") { request, context in try await signIn(request, context) }
        router.post("sign-out") { request, context in try await signOut(request, context) }
    }

    private func signIn(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        if let finding = Forgery.checkOrigin(request) {
            throw console.refusal(.forgery(finding), "the form was posted from another site", request)
        }
        let fields = try await FormFields(of: request, upTo: 16 * 1024)
        let now = console.sessionClock()
        let person: String
        let until: Int64
        do throws(TokenIssuer.Refusal) {
            (person, until) = try await console.issuer.read(fields["token"] ?? "", plan: console.plan, now: now)
        } catch {
            let problem = console.refusal(.signIn(error.reason.rawValue), error.description, request)
            console.record(problem, request, context)
            return try console.signInPage(refused: error.reason.rawValue, next: fields["next"], context: context)
        }
        return try console.begin(
            person, until: until, means: "token", next: fields["next"], context: context)
    }

    private func signOut(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let fields = try await FormFields(of: request, upTo: 16 * 1024)
        if case .session(let session)? = context.visitor?.proof {
            try console.checkForm(fields, session, request)
            console.sessions.end(session, now: console.sessionClock())
            console.ledger.signedOut(session, address: context.peer)
            console.logger.info("signed out", metadata: ["person": "\(session.person)"])
        }
        var response = Response.redirect(to: "/sign-in", type: .normal)
        response.setCookie(console.cookie("", seconds: 0))
        return response
    }
}

extension Console {
    /// - Parameters:
    ///   - refused: why the last try was refused, as the catalogue's `signIn_refused_…` names it.
    ///   - next: where to go on to, as it was asked for.
    func signInPage(refused: String? = nil, next: String?, context: ConsoleContext) throws -> Response {
        var context = context
        context.visitor = nil
        let words = catalogue[context.language]
        let next = LocalAddress.checked(next)
        return try page(
            "sign-in", title: words["signIn_title"],
            Fields([
                "refused": refused.map { words["signIn_refused_\($0)"] }, "next": next,
                "providerHref": provider == nil ? nil : "/sign-in/oidc?next=\(LocalAddress.component(next))",
            ]), status: refused == nil ? .ok : .unauthorized, context: context)
    }

    /// Opens a session and goes on to where the person wanted to be.
    /// - Throws: `Problem` when it cannot be put into the audit.
    func begin(
        _ person: String, until: Int64, means: String, next: String?, context: ConsoleContext
    ) throws -> Response {
        let now = sessionClock()
        let session = sessions.begin(person: person, until: until, now: now)
        try ledger.signedIn(session, means: means, address: context.peer)
        logger.info(
            "signed in",
            metadata: ["person": "\(person)", "means": "\(means)", "session": "\(session.digest.prefix(8))"])
        var response = Response.redirect(to: LocalAddress.checked(next), type: .normal)
        response.setCookie(cookie(of: session, now: now))
        return response
    }

    func cookie(of session: Session, now: Int64) -> Cookie {
        cookie(sessions.seal(session), seconds: (session.expiresAt - now) / 1000)
    }

    /// `Lax`, so that a link in a message leads into a session that is open; every form carries a seal besides, and
    /// nothing is done by GET.
    func cookie(_ value: String, seconds: Int64) -> Cookie {
        Cookie(
            name: Sessions.cookie, value: value, maxAge: Int(seconds), path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }

    /// - Throws: `Problem` when the form was not ours.
    func checkForm(_ fields: FormFields, _ session: Session, _ request: Request) throws {
        if let finding = Forgery.checkOrigin(request) {
            throw refusal(
                .forgery(finding), "the form was posted from another site", request, person: session.person)
        }
        if let finding = forgery.check(seal: fields[Forgery.field], of: session) {
            throw refusal(
                .forgery(finding), "the form's seal is missing or not of this session; reload the page and try again",
                request, person: session.person)
        }
    }
}
