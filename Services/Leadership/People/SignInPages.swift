import HTTPTypes
import Hummingbird
import Logging

/// Signing in with a token, and out.
struct SignInPages: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("sign-in") { _, context in try page(context: context) }
        router.post("sign-in") { request, context in try await signIn(request, context) }
        router.post("sign-out") { request, context in try await signOut(request, context) }
    }

    private func page(
        refused: String? = nil, status: HTTPResponse.Status = .ok, context: ConsoleContext
    ) throws -> Response {
        var context = context
        context.visitor = nil
        let words = console.catalogue[context.language]
        return try console.page(
            "sign-in", title: words["signIn_title"], Fields(["refused": refused]), status: status, context: context)
    }

    private func signIn(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        if let finding = Forgery.checkOrigin(request) {
            throw console.refusal(.forgery(finding), "the form was posted from another site", request)
        }
        let fields = try await FormFields(of: request, upTo: 16 * 1024)
        let now = console.sessionClock()
        let words = console.catalogue[context.language]
        do throws(TokenIssuer.Refusal) {
            let (person, until) = try await console.issuer.read(fields["token"] ?? "", plan: console.plan, now: now)
            let session = console.sessions.begin(person: person, until: until, now: now)
            console.logger.info("signed in", metadata: ["person": "\(person)", "session": "\(session.id.prefix(8))"])
            var response = Response.redirect(to: "/", type: .normal)
            response.setCookie(cookie(console.sessions.seal(session), seconds: (session.expiresAt - now) / 1000))
            return response
        } catch {
            _ = console.refusal(.signIn(error.reason.rawValue), error.description, request)
            return try page(
                refused: words["signIn_refused_\(error.reason.rawValue)"], status: .unauthorized, context: context)
        }
    }

    private func signOut(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let fields = try await FormFields(of: request, upTo: 16 * 1024)
        if case .session(let session)? = context.visitor?.proof {
            try console.checkForm(fields, session, request)
            console.sessions.end(session, now: console.sessionClock())
            console.logger.info("signed out", metadata: ["person": "\(session.person)"])
        }
        var response = Response.redirect(to: "/sign-in", type: .normal)
        response.setCookie(cookie("", seconds: 0))
        return response
    }

    private func cookie(_ value: String, seconds: Int64) -> Cookie {
        Cookie(
            name: Sessions.cookie, value: value, maxAge: Int(seconds), path: "/", secure: console.isSecure,
            httpOnly: true, sameSite: .strict)
    }
}

extension Console {
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
