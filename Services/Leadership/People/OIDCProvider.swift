import Crypto
import Foundation
import JWTKit

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
    private static let mostUsedStates = 10_000

    nonisolated let settings: OIDCSettings
    private let fetch: OIDCFetch
    private let key: SymmetricKey
    private var metadata: (value: Metadata, at: Int64)?
    private var keys: (value: OIDCKeys, at: Int64)?
    /// States whose answer came, until they would have ended by themselves: an answer counts once.
    private var usedStates: [String: Int64] = [:]

    init(settings: OIDCSettings, fetch: OIDCFetch, key: TokenKey) {
        self.settings = settings
        self.fetch = fetch
        self.key = key.derived(for: "oidc")
    }

    /// Where the browser goes, and the cookie it keeps meanwhile.
    func begin(next: String, now: Int64) async throws(OIDCRefusal) -> (address: String, cookie: String) {
        let metadata = try await describe(now)
        let pending = PendingSignIn.begin(next: next, now: now)
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
    /// - Returns: what the token's claim says who it is, and where to go on to.
    func finish(
        _ answer: @Sendable (String) -> String?, cookie: String?, now: Int64
    ) async throws(OIDCRefusal) -> (claim: String, next: String) {
        guard let pending = cookie.flatMap({ PendingSignIn.opened($0, with: key) }), answer("state") == pending.state
        else { throw OIDCRefusal(.state, "the answer does not belong to a sign-in begun in this browser") }
        guard pending.until > now else { throw OIDCRefusal(.state, "the sign-in took longer than ten minutes") }
        usedStates = usedStates.filter { $0.value > now }
        guard usedStates[pending.state] == nil, usedStates.count < Self.mostUsedStates else {
            throw OIDCRefusal(.state, "the answer was used already")
        }
        usedStates[pending.state] = pending.until
        if let error = answer("error") {
            throw OIDCRefusal(.provider, "the provider said \(Refusals.shown(error))")
        }
        guard let code = answer("code"), !code.isEmpty, code.utf8.count <= 4096 else {
            throw OIDCRefusal(.code, "the answer has no code")
        }
        let token = try await exchange(code, pending, now)
        let claims = try await read(token, now)
        return (try claims.check(settings: settings, nonce: pending.nonce, now: now), pending.next)
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
                let pair = LocalAddress.component(settings.clientID) + ":" + LocalAddress.component(secret)
                headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
            } else {
                form.append(("client_secret", secret))
            }
        }
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
        do {
            let fresh = try OIDCKeys(try await fetch.get(metadata.jwksURI))
            keys = (fresh, now)
            return fresh
        } catch {
            throw OIDCRefusal(.providerUnavailable, "fetching the provider's keys: \(error)")
        }
    }

    private func describe(_ now: Int64) async throws(OIDCRefusal) -> Metadata {
        if let metadata, now - metadata.at < Self.kept { return metadata.value }
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let found: Metadata
        do {
            found = try OutsideJSON.decode(
                Metadata.self, from: try await fetch.get(base + "/.well-known/openid-configuration"))
        } catch {
            throw OIDCRefusal(.providerUnavailable, "reading what the provider says of itself: \(error)")
        }
        guard found.issuer == settings.issuer else {
            throw OIDCRefusal(
                .issuer, "the provider names itself \(Refusals.shown(found.issuer)), expected \(settings.issuer)")
        }
        guard
            [found.authorizationEndpoint, found.tokenEndpoint, found.jwksURI]
                .allSatisfy({ OIDCSettings.isTrustworthy($0) })
        else { throw OIDCRefusal(.providerUnavailable, "the provider names addresses that are not https") }
        metadata = (found, now)
        return found
    }

    /// `application/x-www-form-urlencoded`.
    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(LocalAddress.component($1))" }.joined(separator: "&")
    }
}
