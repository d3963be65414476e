import Crypto
import Foundation

/// A token of our own as it is written: JWT (RFC 7519), HS256, one key. The signature is looked at before anything of
/// what the token says, and every claim is read with bounds: whatever a token holds, it is refused by name.
struct SignedToken: Hashable, Sendable {
    /// A longer token is none of ours, in bytes.
    static let longest = 4_096
    /// Times outside 1970 to 9999 are none, in seconds.
    static let times = 0.0...253_402_300_799.0

    var issuer: String
    var audience: [String]
    var person: String
    /// Milliseconds since 1970.
    var issuedAt: Int64
    var until: Int64
    /// Of a link: names it, so that it opens one session.
    var id: String?

    enum Fault: Error, Hashable { case malformed(String), signature }

    private static let header = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8)

    func signed(with key: SymmetricKey) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let claims = try encoder.encode(
            Claims(
                iss: issuer, aud: audience, sub: person, iat: Double(issuedAt) / 1000, exp: Double(until) / 1000,
                jti: id))
        let signing = PendingSignIn.base64URL(Self.header) + "." + PendingSignIn.base64URL(claims)
        let signature = HMAC<SHA256>.authenticationCode(for: Data(signing.utf8), using: key)
        return signing + "." + PendingSignIn.base64URL(Data(signature))
    }

    /// - Throws: `Fault`.
    init(reading text: String, key: SymmetricKey) throws(Fault) {
        guard text.utf8.count <= Self.longest else { throw .malformed("the token is longer than any of ours") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = PendingSignIn.data(base64URL: parts[0]),
            let body = PendingSignIn.data(base64URL: parts[1]),
            let signature = PendingSignIn.data(base64URL: parts[2]),
            OutsideJSON.isToken(text), let kind = try? OutsideJSON.decode(Header.self, from: header)
        else { throw .malformed("the token cannot be read") }
        guard kind.alg == "HS256", kind.crit == nil else {
            throw .malformed("found a token of another sort, expected HS256")
        }
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: Data("\(parts[0]).\(parts[1])".utf8), using: key)
        else { throw .signature }
        guard let claims = try? OutsideJSON.decode(Claims.self, from: body) else {
            throw .malformed("the token cannot be read")
        }
        guard let issuedAt = Self.milliseconds(claims.iat), let until = Self.milliseconds(claims.exp) else {
            throw .malformed("the token has a time before 1970 or after 9999")
        }
        self.init(
            issuer: claims.iss, audience: claims.aud, person: claims.sub, issuedAt: issuedAt, until: until,
            id: claims.jti)
    }

    init(issuer: String, audience: [String], person: String, issuedAt: Int64, until: Int64, id: String? = nil) {
        self.issuer = issuer
        self.audience = audience
        self.person = person
        self.issuedAt = issuedAt
        self.until = until
        self.id = id
    }

    /// - Returns: `nil` for what is no time.
    static func milliseconds(_ seconds: Double) -> Int64? {
        times.contains(seconds) ? Int64((seconds * 1000).rounded()) : nil
    }

    private struct Header: Decodable {
        var alg: String
        /// Extensions that have to be understood (RFC 7515, 4.1.11): we know none.
        var crit: [String]?
    }

    private struct Claims: Codable {
        var iss: String
        var aud: [String]
        var sub: String
        var iat: Double
        var exp: Double
        var jti: String?

        init(iss: String, aud: [String], sub: String, iat: Double, exp: Double, jti: String?) {
            self.iss = iss
            self.aud = aud
            self.sub = sub
            self.iat = iat
            self.exp = exp
            self.jti = jti
        }

        init(from decoder: any Decoder) throws {
            let claims = try decoder.container(keyedBy: CodingKeys.self)
            iss = try claims.decode(String.self, forKey: .iss)
            // One audience may stand without a list (RFC 7519, 4.1.3).
            if let one = try? claims.decode(String.self, forKey: .aud) {
                aud = [one]
            } else {
                aud = try claims.decode([String].self, forKey: .aud)
            }
            sub = try claims.decode(String.self, forKey: .sub)
            iat = try claims.decode(Double.self, forKey: .iat)
            exp = try claims.decode(Double.self, forKey: .exp)
            // Left out is without one; null is no identifier (RFC 7519, 4.1.7).
            jti = claims.contains(.jti) ? try claims.decode(String.self, forKey: .jti) : nil
        }
    }
}
