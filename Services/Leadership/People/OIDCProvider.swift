import Crypto
import Foundation
import JWTKit
import Text

/// The institution's provider of sign-ins: what it says of itself, its keys, and the exchange of a code for a token.
actor OIDCProvider {
    /// OpenID Connect Discovery 1.0, section 3.
    private struct Metadata: Decodable {
        var issuer: String
        var authorizationEndpoint: String
        var tokenEndpoint: String
        var jwksURI: String
        var authenticationMethods: [String]?

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case jwksURI = "jwks_uri"
            case authenticationMethods = "token_endpoint_auth_methods_supported"
        }
    }

    /// How long what the provider says of itself and its keys are kept, and how soon keys are asked for again when a
    /// token names one that is not among them, in milliseconds.
    static let kept: Int64 = 3_600_000
    static let soonest: Int64 = 30_000
    /// Answers remembered as used; the one that would have ended soonest makes room.
    static let mostUsedStates = 10_000
    /// Codes being exchanged at once.
    static let mostExchanges = 64
    /// How soon a provider that could not be reached is asked again, in milliseconds.
    static let patience: Int64 = 2_000

    nonisolated let settings: OIDCSettings
    private let fetch: OIDCFetch
    private let key: SymmetricKey
    private var metadata: (value: Metadata, at: Int64)?
    private var keys: (value: OIDCKeys, at: Int64)?
    /// What is being asked for now: many who want it wait for one answer.
    private var asking: (metadata: Task<Metadata, any Error>?, keys: Task<OIDCKeys, any Error>?) = (nil, nil)
    private var failed: (at: Int64, refusal: OIDCRefusal)?
    private var exchanges = 0
    /// States whose answer signed somebody in, until they would have ended by themselves: an answer counts once. Answers
    /// that sign nobody in are not remembered, so that nobody can fill this without the provider's word.
    private var usedStates: [String: Int64] = [:]

    init(settings: OIDCSettings, fetch: OIDCFetch, key: TokenKey) {
        self.settings = settings
        self.fetch = fetch
        self.key = key.derived(for: "oidc")
    }

    /// Where the browser goes, and the cookie it keeps meanwhile.
    /// - Parameter instead: digest of the session whose place it takes; empty where none is open.
    func begin(next: String, instead: String, now: Int64) async throws(OIDCRefusal) -> (address: String, cookie: String)
    {
        let metadata = try await describe(now)
        let pending = PendingSignIn.begin(next: next, instead: instead, now: now)
        let query = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", settings.redirect),
            ("scope", settings.scopes), ("state", pending.state), ("nonce", pending.nonce),
            ("code_challenge", pending.challenge), ("code_challenge_method", "S256"),
        ]
        let joint = metadata.authorizationEndpoint.contains("?") ? "&" : "?"
        guard let cookie = try? pending.sealed(with: key) else {
            throw OIDCRefusal(.state, "the sign-in could not be sealed")
        }
        return (metadata.authorizationEndpoint + joint + Self.form(query), cookie)
    }

    /// - Parameter answer: reads the callback's parameters by name.
    /// - Returns: what the token's claim says who it is, and the sign-in that it answers.
    func finish(
        _ answer: @Sendable (String) -> String?, cookie: String?, now: Int64
    ) async throws(OIDCRefusal) -> (claim: String, pending: PendingSignIn) {
        guard let pending = cookie.flatMap({ PendingSignIn.opened($0, with: key) }), answer("state") == pending.state
        else { throw OIDCRefusal(.state, "the answer does not belong to a sign-in begun in this browser") }
        guard pending.until > now else { throw OIDCRefusal(.state, "the sign-in took longer than ten minutes") }
        guard usedStates[pending.state] == nil else { throw OIDCRefusal(.state, "the answer was used already") }
        if let error = answer("error") {
            throw OIDCRefusal(.provider, "the provider said \(Refusals.shown(error))")
        }
        guard let code = answer("code"), !code.isEmpty, code.utf8.count <= 4096 else {
            throw OIDCRefusal(.code, "the answer has no code")
        }
        let token = try await exchange(code, pending, now)
        let claims = try await read(token, now)
        let claim = try claims.check(settings: settings, nonce: pending.nonce, now: now)
        // Two answers of one sign-in may have been under way at once.
        guard usedStates[pending.state] == nil else { throw OIDCRefusal(.state, "the answer was used already") }
        remember(pending, now)
        return (claim, pending)
    }

    private func remember(_ pending: PendingSignIn, _ now: Int64) {
        if usedStates.count >= Self.mostUsedStates { usedStates = usedStates.filter { $0.value > now } }
        if usedStates.count >= Self.mostUsedStates, let soonest = usedStates.min(by: { $0.value < $1.value }) {
            usedStates[soonest.key] = nil
        }
        usedStates[pending.state] = pending.until
    }

    private func exchange(_ code: String, _ pending: PendingSignIn, _ now: Int64) async throws(OIDCRefusal) -> String {
        struct Answer: Decodable {
            var idToken: String
            enum CodingKeys: String, CodingKey { case idToken = "id_token" }
        }
        let metadata = try await describe(now)
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", settings.redirect),
            ("client_id", settings.clientID), ("code_verifier", pending.verifier),
        ]
        var headers: [(String, String)] = []
        if let secret = settings.clientSecret {
            // Basic unless the provider does not take it (RFC 6749, 2.3.1).
            if metadata.authenticationMethods?.contains("client_secret_basic") ?? true {
                let pair = PercentEncoding.component(settings.clientID) + ":" + PercentEncoding.component(secret)
                headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
            } else {
                form.append(("client_secret", secret))
            }
        }
        guard exchanges < Self.mostExchanges else {
            throw OIDCRefusal(.providerUnavailable, "\(exchanges) sign-ins are under way already")
        }
        exchanges += 1
        defer { exchanges -= 1 }
        let status: Int
        let body: Data
        do {
            (status, body) = try await fetch.post(metadata.tokenEndpoint, Self.form(form), headers)
        } catch {
            throw OIDCRefusal(.providerUnavailable, "exchanging the code: \(error)")
        }
        guard status == 200, let answer = try? OutsideJSON.decode(Answer.self, from: body) else {
            throw OIDCRefusal(.code, "exchanging the code: found status \(status), expected 200 and an ID token")
        }
        return answer.idToken
    }

    private func read(_ token: String, _ now: Int64) async throws(OIDCRefusal) -> IDToken {
        struct Header: Decodable {
            var alg: String
            var kid: String?
        }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 16_384, OutsideJSON.isToken(token), parts.count == 3,
            let header = PendingSignIn.data(base64URL: parts[0]).flatMap({
                try? OutsideJSON.decode(Header.self, from: $0)
            })
        else { throw OIDCRefusal(.malformed, "the ID token cannot be read") }
        guard OIDCKeys.algorithms.contains(header.alg) else {
            throw OIDCRefusal(
                .algorithm, "found the algorithm \(Refusals.shown(header.alg)), expected one with a public key")
        }
        let keys = try await keys(with: header.kid, now)
        guard let verifier = try? await keys.verifier(key: header.kid, algorithm: header.alg) else {
            throw OIDCRefusal(.key, "the provider has no key \(Refusals.shown(header.kid ?? "")) for \(header.alg)")
        }
        do {
            return try await verifier.verify(token, as: IDToken.self)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
            throw OIDCRefusal(.signature, "the ID token was not signed with the provider's key")
        } catch {
            throw OIDCRefusal(.malformed, "the ID token cannot be read")
        }
    }

    /// Keys change: one that is not here is asked for, but not at everybody's bidding.
    private func keys(with id: String?, _ now: Int64) async throws(OIDCRefusal) -> OIDCKeys {
        if let keys, now - keys.at < Self.kept, keys.value.has(id) || now - keys.at < Self.soonest { return keys.value }
        let metadata = try await describe(now)
        let task = asking.keys ?? Task { [fetch] in try OIDCKeys(try await fetch.get(metadata.jwksURI)) }
        asking.keys = task
        defer { if asking.keys == task { asking.keys = nil } }
        do {
            let fresh = try await task.value
            if asking.keys == task { keys = (fresh, now) }
            return fresh
        } catch {
            throw OIDCRefusal(.providerUnavailable, "fetching the provider's keys: \(error)")
        }
    }

    private func describe(_ now: Int64) async throws(OIDCRefusal) -> Metadata {
        if let metadata, now - metadata.at < Self.kept { return metadata.value }
        if let failed, (0..<Self.patience).contains(now - failed.at) { throw failed.refusal }
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let task =
            asking.metadata
            ?? Task { [fetch] in
                try OutsideJSON.decode(
                    Metadata.self, from: try await fetch.get(base + "/.well-known/openid-configuration"))
            }
        asking.metadata = task
        defer { if asking.metadata == task { asking.metadata = nil } }
        let found: Metadata
        do {
            found = try await task.value
        } catch {
            let refusal = OIDCRefusal(.providerUnavailable, "reading what the provider says of itself: \(error)")
            failed = (now, refusal)
            throw refusal
        }
        guard found.issuer == settings.issuer else {
            throw OIDCRefusal(
                .issuer, "the provider names itself \(Refusals.shown(found.issuer)), expected \(settings.issuer)")
        }
        guard
            [found.authorizationEndpoint, found.tokenEndpoint, found.jwksURI]
                .allSatisfy({ OIDCSettings.isTrustworthy($0) })
        else { throw OIDCRefusal(.providerUnavailable, "the provider names addresses that are not https") }
        failed = nil
        metadata = (found, now)
        return found
    }

    /// `application/x-www-form-urlencoded`.
    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
    }
}
