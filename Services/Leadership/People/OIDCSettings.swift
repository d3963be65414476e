import Foundation
import Hosting

/// How the institution's own provider of sign-ins is reached (OpenID Connect Core 1.0, authorization code flow).
struct OIDCSettings: Sendable {
    /// Exactly as the provider names itself.
    var issuer: String
    var clientID: String
    /// `nil` for a public client: PKCE alone then ties the code to us.
    var clientSecret: String?
    /// The address of `/sign-in/oidc/callback` as browsers see it, registered with the provider.
    var redirect: String
    var scopes: String
    /// The claim that says who it is: `email` is looked up among the contacts of the plan's people, any other holds the
    /// person's id.
    var claim: String
    /// The provider vouches for every address it names, though it does not say `email_verified`. One that it says is not
    /// verified is refused all the same.
    var isEmailVouched = false
}

extension OIDCSettings {
    /// - Returns: `nil` where `leadership.oidc.issuer` is not set.
    /// - Throws: `SettingMistake`.
    init?(_ settings: Settings) throws {
        guard let issuer = settings.string("leadership.oidc.issuer") else { return nil }
        func required(_ key: String, _ expected: String) throws -> String {
            guard let text = settings.string(key) else {
                throw SettingMistake(key: key, found: "nothing", expected: expected)
            }
            return text
        }
        self.issuer = try Self.address(issuer, "leadership.oidc.issuer")
        clientID = try required("leadership.oidc.client.id", "the client's id at the provider")
        clientSecret = try settings.secret("leadership.oidc.client.secret")
        redirect = try Self.address(
            required("leadership.oidc.redirect", "the address of /sign-in/oidc/callback as browsers see it"),
            "leadership.oidc.redirect")
        scopes = settings.string("leadership.oidc.scopes", default: "openid email")
        claim = settings.string("leadership.oidc.claim", default: "email")
        isEmailVouched = try settings.bool("leadership.oidc.email.vouched", default: false)
        guard scopes.split(separator: " ").contains("openid") else {
            throw SettingMistake(key: "leadership.oidc.scopes", found: "\"\(scopes)\"", expected: "openid among them")
        }
        guard redirect.hasSuffix(OIDCPages.callback) else {
            throw SettingMistake(
                key: "leadership.oidc.redirect", found: "\"\(redirect)\"",
                expected: "an address that ends with \(OIDCPages.callback)")
        }
    }

    /// HTTPS, or HTTP on this machine: what a provider says in the open is nobody's word.
    static func isTrustworthy(_ address: String) -> Bool {
        guard address.utf8.count <= 2_048, let url = URL(string: address), let host = url.host(), !host.isEmpty,
            url.user() == nil, url.fragment() == nil, (1...65_535).contains(url.port ?? 443)
        else { return false }
        return url.scheme == "https" || url.scheme == "http" && ["127.0.0.1", "localhost", "::1"].contains(host)
    }

    private static func address(_ text: String, _ key: String) throws -> String {
        guard isTrustworthy(text) else {
            throw SettingMistake(key: key, found: "\"\(text)\"", expected: "an https address")
        }
        return text
    }
}
