import Crypto
public import Foundation
public import Plan

/// Issues and reads what proves who somebody is: links with which people sign in, once and soon, and tokens with which
/// programs ask in a person's name.
public struct TokenIssuer: Sendable {
    static let issuer = "fenghuo"
    /// A link is valid for an hour at the most.
    public static let longestLink = Duration.seconds(3600)
    public static let longestToken = Duration.seconds(366 * 86_400)
    /// Clocks of two machines differ, in milliseconds.
    private static let leeway: Int64 = 300_000

    /// What something is good for; the one is refused where the other is asked for.
    enum Use: String, Sendable, CaseIterable {
        /// Opens one session in a browser.
        case link = "fenghuo-sign-in"
        /// Goes with each request of a program.
        case program = "fenghuo-console"
    }

    /// Why a token was not issued or not accepted; the text never holds the token.
    public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        public enum Reason: String, Sendable, CaseIterable {
            case unknownPerson, malformed, signature, expired, issuer, audience, tooLong
            /// The link opened a session already.
            case used
            /// The person's tokens and links were revoked after it was issued.
            case revoked
        }
        public var reason: Reason
        public var description: String

        init(_ reason: Reason, _ description: String) {
            self.reason = reason
            self.description = description
        }
    }

    private let key: SymmetricKey

    public init(key: TokenKey) { self.key = key.key }

    /// A token for programs.
    /// - Parameters:
    ///   - person: an id of the plan's people.
    ///   - validFor: from now; at most a year.
    ///   - now: the wall clock.
    /// - Throws: `Refusal` when the plan has no such person.
    public func issue(person: String, plan: ResponsePlan, validFor: Duration, now: Date = Date()) throws -> String {
        try issue(.program, person: person, plan: plan, validFor: validFor, atMost: Self.longestToken, now: now)
    }

    /// What stands after the `#` of a link with which a person signs in, once.
    /// - Parameter validFor: from now; at most an hour.
    /// - Throws: `Refusal` when the plan has no such person.
    public func link(person: String, plan: ResponsePlan, validFor: Duration, now: Date = Date()) throws -> String {
        try issue(.link, person: person, plan: plan, validFor: validFor, atMost: Self.longestLink, now: now)
    }

    private func issue(
        _ use: Use, person: String, plan: ResponsePlan, validFor: Duration, atMost: Duration, now: Date
    ) throws -> String {
        guard plan.person(person) != nil else {
            let known = plan.people.map(\.id).joined(separator: ", ")
            throw Refusal(
                .unknownPerson, "issuing a token: the plan has no person \"\(person)\"; it has \(known)")
        }
        guard validFor <= atMost, validFor > .zero else {
            throw Refusal(.tooLong, "issuing a token: found a validity of \(validFor), expected at most \(atMost)")
        }
        guard let issuedAt = SignedToken.milliseconds(now.timeIntervalSince1970) else {
            throw Refusal(.malformed, "issuing a token: the clock stands before 1970 or after 9999")
        }
        let token = SignedToken(
            issuer: Self.issuer, audience: [use.rawValue], person: person, issuedAt: issuedAt,
            until: issuedAt + validFor.components.seconds * 1000, id: use == .link ? Sessions.random() : nil)
        return try token.signed(with: key)
    }

    /// Who a token is for, since when and until when. Whether it was revoked or used, the audit knows.
    func read(_ text: String, for use: Use, plan: ResponsePlan, now: Int64) throws(Refusal) -> SignedToken {
        let token: SignedToken
        do {
            token = try SignedToken(reading: text, key: key)
        } catch {
            switch error {
            case .signature: throw Refusal(.signature, "the token was not signed with this console's key")
            case .malformed(let why): throw Refusal(.malformed, why)
            }
        }
        guard token.issuer == Self.issuer else { throw Refusal(.issuer, "the token is not from fenghuo") }
        guard token.audience == [use.rawValue], (use == .link) == (token.id != nil) else {
            throw Refusal(
                .audience,
                use == .link
                    ? "the token is not a link's; fenghuo token link issues one" : "the token is not a program's")
        }
        guard token.until > now else { throw Refusal(.expired, "the token has expired") }
        guard token.issuedAt <= now + Self.leeway else {
            throw Refusal(.malformed, "the token was issued later than now: the clocks differ")
        }
        guard plan.person(token.person) != nil else {
            throw Refusal(.unknownPerson, "the plan has no person \"\(Refusals.shown(token.person))\"")
        }
        return token
    }
}
