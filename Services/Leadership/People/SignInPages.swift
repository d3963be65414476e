import HTTPTypes
import Hummingbird
import Logging
import Text

/// Signing in with a link, and out.
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
        try await console.knowing()
        let now = console.sessionClock()
        let text = fields["token"] ?? ""
        let link: SignedToken
        let digest: String
        do throws(TokenIssuer.Refusal) {
            link = try console.issuer.read(text, for: .link, plan: console.plan, now: now)
            digest = LinkUse.digest(of: link.id ?? "")
            guard await !console.view.isRevoked(link.person, since: link.issuedAt) else {
                throw TokenIssuer.Refusal(.revoked, "the link was revoked")
            }
            guard await !console.view.isUsed(link: digest) else {
                throw TokenIssuer.Refusal(.used, "the link was used already")
            }
        } catch {
            return try refused(error, next: fields["next"], request, context)
        }
        let open = console.openSession(context)
        // A link may come from anybody, and a session may be somebody else's: neither is acted on unasked.
        if fields["confirmed"] != "yes", open != nil || fields["from"] == "link" {
            return try console.askingPage(
                for: link.person, carrying: [("token", text), ("next", fields["next"] ?? "")], to: "/sign-in",
                context: context)
        }
        if let open { try console.checkForm(fields, open, request) }
        guard console.links.take(digest, until: link.until, now: now) else {
            return try refused(
                .init(.used, "the link was used already"), next: fields["next"], request, context)
        }
        return try await console.begin(
            link.person, by: .link(digest: digest, until: link.until), instead: open, next: fields["next"],
            context: context)
    }

    private func refused(
        _ refusal: TokenIssuer.Refusal, next: String?, _ request: Request, _ context: ConsoleContext
    ) throws -> Response {
        let problem = console.wrong(refusal.reason.rawValue, refusal.description, request, context)
        guard problem.isRefusal else { throw problem }
        console.record(problem, request, context)
        return try console.signInPage(refused: refusal.reason.rawValue, next: next, context: context)
    }

    private func signOut(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let fields = try await FormFields(of: request, upTo: 16 * 1024)
        if let session = console.openSession(context) {
            try console.checkForm(fields, session, request)
            console.end(session, context: context)
        }
        var response = Response.redirect(to: "/sign-in", type: .normal)
        response.setCookie(console.cookie("", seconds: 0))
        return response
    }
}

extension Console {
    /// How somebody proved who they are.
    enum Means: Sendable {
        case link(digest: String, until: Int64)
        case provider

        var name: String {
            switch self {
            case .link: "link"
            case .provider: "oidc"
            }
        }
    }

    func openSession(_ context: ConsoleContext) -> Session? {
        if case .session(let session)? = context.visitor?.proof { session } else { nil }
    }

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
                "providerHref": provider == nil ? nil : "/sign-in/oidc?next=\(PercentEncoding.component(next))",
            ]), status: refused == nil ? .ok : .unauthorized, context: context)
    }

    /// Asks before somebody is signed in: as whom, and in whose place.
    /// - Parameters:
    ///   - person: `nil` where the provider will say who it is.
    ///   - fields: what the form brings back.
    func askingPage(
        for person: String?, carrying fields: [(String, String)], to action: String, context: ConsoleContext
    ) throws -> Response {
        let words = catalogue[context.language]
        let naming = naming(context)
        let open = openSession(context).map { naming.person($0.person) }
        return try page(
            "sign-in-ask",
            title: person.map { words.filled("signIn_ask", naming.person($0)) } ?? words["signIn_provider"],
            Fields([
                "action": action, "open": open.map { words.filled("signIn_ask_open", $0) },
                "isLink": person != nil,
                "carried": fields.map { ["name": $0.0, "value": $0.1] as Fields },
            ]), context: context)
    }

    /// Opens a session and goes on to where the person wanted to be.
    /// - Parameter old: the session that it takes the place of: that one ends.
    /// - Throws: `Problem` when it cannot be put into the audit.
    func begin(
        _ person: String, by means: Means, instead old: Session?, next: String?, context: ConsoleContext
    ) async throws -> Response {
        let now = sessionClock()
        let session = sessions.begin(person: person, until: .max, now: now)
        switch means {
        case .link(let digest, let until):
            try await ledger.signedIn(session, link: digest, until: until, address: context.peer)
        case .provider: try ledger.signedIn(session, means: means.name, address: context.peer)
        }
        if let old { end(old, context: context) }
        logger.info(
            "signed in",
            metadata: ["person": "\(person)", "means": "\(means.name)", "session": "\(session.digest.prefix(8))"])
        var response = Response.redirect(to: LocalAddress.checked(next), type: .normal)
        response.setCookie(cookie(of: session, now: now))
        return response
    }

    func end(_ session: Session, context: ConsoleContext) {
        sessions.end(session, now: sessionClock())
        ledger.signedOut(session, address: context.peer)
        logger.info("signed out", metadata: ["person": "\(session.person)"])
    }

    func cookie(of session: Session, now: Int64) -> Cookie {
        cookie(sessions.seal(session), seconds: (session.expiresAt - now) / 1000)
    }

    /// `Lax`, so that a link in a message leads into a session that is open; every form carries a seal besides, and
    /// nothing is done by GET.
    func cookie(_ value: String, seconds: Int64) -> Cookie {
        Cookie(
            name: sessionCookie, value: value, maxAge: Int(seconds), path: "/", secure: isSecure, httpOnly: true,
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
