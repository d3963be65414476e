import HTTPTypes
import Hummingbird
import Plan

/// Signing in at the institution's provider: there, and back.
struct OIDCPages: Sendable {
    static let callback = "/sign-in/oidc/callback"
    let console: Console
    let provider: OIDCProvider

    func add(to router: Router<ConsoleContext>) {
        router.get("sign-in/oidc") { request, context in try await begin(request, context) }
        router.post("sign-in/oidc") { request, context in try await beginInstead(request, context) }
        router.get("sign-in/oidc/callback") { request, context in try await finish(request, context) }
    }

    private func begin(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let next = LocalAddress.checked(request.uri.queryParameters.get("next"))
        guard console.openSession(context) == nil else {
            return try console.askingPage(for: nil, carrying: [("next", next)], to: "/sign-in/oidc", context: context)
        }
        return try await begin(next: next, instead: nil, request, context)
    }

    /// The person whose session is open has said that it may end.
    private func beginInstead(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let fields = try await FormFields(of: request, upTo: 16 * 1024)
        let open = console.openSession(context)
        if let open { try console.checkForm(fields, open, request) }
        return try await begin(next: LocalAddress.checked(fields["next"]), instead: open, request, context)
    }

    private func begin(
        next: String, instead open: Session?, _ request: Request, _ context: ConsoleContext
    ) async throws -> Response {
        do throws(OIDCRefusal) {
            let (address, cookie) = try await provider.begin(
                next: next, instead: open?.digest ?? "", now: console.sessionClock())
            var response = Response.redirect(to: address, type: .normal)
            response.setCookie(self.cookie(cookie, seconds: PendingSignIn.longest / 1000))
            return response
        } catch {
            return try refused(error, next: next, request, context)
        }
    }

    private func finish(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let parameters = request.uri.queryParameters
        let cookie = request.cookies[PendingSignIn.cookie(isSecure: console.isSecure)]?.value
        let open = console.openSession(context)
        do throws(OIDCRefusal) {
            let (claim, pending) = try await provider.finish(
                { parameters.get($0) }, cookie: cookie, now: console.sessionClock())
            guard (open?.digest ?? "") == pending.instead || open == nil else {
                throw OIDCRefusal(.state, "another session was opened in this browser meanwhile")
            }
            let person = try person(claim)
            var response: Response
            do {
                response = try await console.begin(
                    person, by: .provider, instead: open, next: pending.next, context: context)
            } catch {
                throw OIDCRefusal(.providerUnavailable, "\(error)")
            }
            response.setCookie(self.cookie("", seconds: 0))
            return response
        } catch {
            return try refused(error, next: nil, request, context)
        }
    }

    /// The plan's person whom the claim names: by the address of an e-mail contact, else by id.
    private func person(_ claim: String) throws(OIDCRefusal) -> String {
        let plan = console.plan
        guard provider.settings.claim == "email" else {
            guard plan.person(claim) != nil else {
                throw OIDCRefusal(.unknownPerson, "the plan has no person \"\(Refusals.shown(claim))\"")
            }
            return claim
        }
        let found = plan.people.filter { person in
            person.contacts.contains { $0.channel == .email && $0.address.lowercased() == claim.lowercased() }
        }
        guard found.count == 1 else {
            throw OIDCRefusal(
                .unknownPerson,
                "found \(found.count) persons of the plan with the address \"\(Refusals.shown(claim))\", expected one")
        }
        return found[0].id
    }

    private func refused(
        _ refusal: OIDCRefusal, next: String?, _ request: Request, _ context: ConsoleContext
    ) throws -> Response {
        let reason = refusal.reason.rawValue
        // A provider that is away is nobody's wrong try.
        let problem =
            refusal.reason == .providerUnavailable
            ? console.refusal(.signIn("oidc-\(reason)"), refusal.description, request)
            : console.wrong("oidc-\(reason)", refusal.description, request, context)
        guard problem.isRefusal else { throw problem }
        console.record(problem, request, context)
        var response = try console.signInPage(refused: reason, next: next, context: context)
        if refusal.reason == .providerUnavailable { response.status = .serviceUnavailable }
        response.setCookie(cookie("", seconds: 0))
        return response
    }

    private func cookie(_ value: String, seconds: Int64) -> Cookie {
        // Lax: the provider leads the browser back from another site.
        Cookie(
            name: PendingSignIn.cookie(isSecure: console.isSecure), value: value, maxAge: Int(seconds),
            path: "/sign-in/oidc",
            secure: console.isSecure, httpOnly: true, sameSite: .lax)
    }
}
