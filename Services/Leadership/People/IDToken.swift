import Foundation
import JWTKit

/// What the provider says about who signed in (OpenID Connect Core 1.0, section 2).
struct IDToken: JWTPayload {
    var issuer: String
    var audience: [String]
    /// The party it was issued to, where it is for several.
    var authorizedParty: String?
    /// Seconds since 1970.
    var expires: Double
    var notBefore: Double?
    var issuedAt: Double?
    var nonce: String?
    /// `nil` where the provider does not say: a text says nothing, but for a "false".
    var isEmailVerified: Bool?
    /// Every claim that is a text.
    var texts: [String: String]

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let claims = try decoder.container(keyedBy: Name.self)
        func name(_ text: String) -> Name { Name(stringValue: text) }
        issuer = try claims.decode(String.self, forKey: name("iss"))
        if let one = try? claims.decode(String.self, forKey: name("aud")) {
            audience = [one]
        } else {
            audience = try claims.decode([String].self, forKey: name("aud"))
        }
        authorizedParty = try claims.decodeIfPresent(String.self, forKey: name("azp"))
        expires = try claims.decode(Double.self, forKey: name("exp"))
        notBefore = try claims.decodeIfPresent(Double.self, forKey: name("nbf"))
        issuedAt = try claims.decodeIfPresent(Double.self, forKey: name("iat"))
        nonce = try claims.decodeIfPresent(String.self, forKey: name("nonce"))
        if let flag = try? claims.decode(Bool.self, forKey: name("email_verified")) {
            isEmailVerified = flag
        } else {
            let text = try claims.decodeIfPresent(String.self, forKey: name("email_verified"))
            isEmailVerified = text == "false" ? false : nil
        }
        texts = claims.allKeys.reduce(into: [:]) { texts, key in
            texts[key.stringValue] = try? claims.decode(String.self, forKey: key)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var claims = encoder.container(keyedBy: Name.self)
        for (key, text) in texts { try claims.encode(text, forKey: Name(stringValue: key)) }
    }

    /// Claims are judged by ``check(settings:nonce:now:)``, with a clock of its own and a reason for each.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Section 3.1.3.7 of the specification, but for the signature.
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: what the claim says that names the person.
    func check(settings: OIDCSettings, nonce expected: String, now: Int64) throws(OIDCRefusal) -> String {
        /// Clocks of two houses differ, in seconds.
        let leeway = 60.0
        let now = Double(now) / 1000
        guard issuer == settings.issuer else {
            throw OIDCRefusal(.issuer, "the token is from another issuer than \(settings.issuer)")
        }
        guard audience.contains(settings.clientID),
            authorizedParty.map({ $0 == settings.clientID }) ?? (audience.count == 1)
        else { throw OIDCRefusal(.audience, "the token is not for the client \(settings.clientID)") }
        guard expires + leeway > now else { throw OIDCRefusal(.expired, "the token has expired") }
        guard max(notBefore ?? 0, issuedAt ?? 0) - leeway <= now else {
            throw OIDCRefusal(.expired, "the token is not valid yet")
        }
        guard nonce == expected else {
            throw OIDCRefusal(.nonce, "the token was not issued for this sign-in: its nonce is another")
        }
        guard let value = texts[settings.claim], !value.isEmpty else {
            throw OIDCRefusal(.unknownPerson, "the token has no claim \(settings.claim) that is a text")
        }
        guard settings.claim != "email" || isEmailVerified ?? settings.isEmailVouched else {
            throw OIDCRefusal(
                .unverified,
                isEmailVerified == nil
                    ? "the token does not say that the address was verified (email_verified)"
                    : "the provider has not verified the address")
        }
        return value
    }
}
