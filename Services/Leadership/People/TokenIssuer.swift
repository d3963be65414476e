import Crypto
public import Foundation
import JWTKit
public import Plan

/// Issues and reads the tokens with which people sign in: JWT (RFC 7519), HS256.
public struct TokenIssuer: Sendable {
    static let issuer = "fenghuo"
    static let audience = "fenghuo-console"

    /// Why a token was not issued or not accepted; the text never holds the token.
    public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        public enum Reason: String, Sendable, CaseIterable {
            case unknownPerson, malformed, signature, expired, issuer, audience, tooLong
        }
        public var reason: Reason
        public var description: String

        init(_ reason: Reason, _ description: String) {
            self.reason = reason
            self.description = description
        }
    }

    private let keys: JWTKeyCollection

    public init(key: TokenKey) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(key: key.key), digestAlgorithm: .sha256)
    }

    /// - Parameters:
    ///   - person: an id of the plan's people.
    ///   - validFor: from now; at most a year.
    ///   - now: the wall clock.
    /// - Throws: `Refusal` when the plan has no such person.
    public func issue(
        person: String, plan: ResponsePlan, validFor: Duration, now: Date = Date()
    ) async throws -> String {
        guard plan.person(person) != nil else {
            let known = plan.people.map(\.id).joined(separator: ", ")
            throw Refusal(
                .unknownPerson, "issuing a token: the plan has no person \"\(person)\"; it has \(known)")
        }
        guard validFor <= .seconds(366 * 86_400), validFor > .zero else {
            throw Refusal(.tooLong, "issuing a token: found a validity of \(validFor), expected at most a year")
        }
        let seconds = Double(validFor.components.seconds)
        return try await keys.sign(
            Claims(
                iss: .init(value: Self.issuer), aud: .init(value: [Self.audience]), sub: .init(value: person),
                iat: .init(value: now), exp: .init(value: now.addingTimeInterval(seconds))))
    }

    /// Who a token is for, and until when (ms since 1970).
    func read(_ token: String, plan: ResponsePlan, now: Int64) async throws(Refusal) -> (person: String, until: Int64) {
        guard token.utf8.count <= 4096 else { throw Refusal(.malformed, "the token is longer than any of ours") }
        guard OutsideJSON.isToken(token) else { throw Refusal(.malformed, "the token cannot be read") }
        let claims: Claims
        do {
            claims = try await keys.verify(token, as: Claims.self)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
            throw Refusal(.signature, "the token was not signed with this console's key")
        } catch {
            throw Refusal(.malformed, "the token cannot be read")
        }
        let until = Int64(claims.exp.value.timeIntervalSince1970 * 1000)
        guard claims.iss.value == Self.issuer else { throw Refusal(.issuer, "the token is not from fenghuo") }
        guard claims.aud.value.contains(Self.audience) else {
            throw Refusal(.audience, "the token is not for this console")
        }
        guard until > now else { throw Refusal(.expired, "the token has expired") }
        guard plan.person(claims.sub.value) != nil else {
            throw Refusal(.unknownPerson, "the plan has no person \"\(claims.sub.value)\"")
        }
        return (claims.sub.value, until)
    }

    private struct Claims: JWTPayload {
        var iss: IssuerClaim
        var aud: AudienceClaim
        var sub: SubjectClaim
        var iat: IssuedAtClaim
        var exp: ExpirationClaim

        /// Claims are judged by `read`, with a clock of its own and a reason for each.
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
