/// Why a sign-in by the provider came to nothing; the text holds neither code nor token.
struct OIDCRefusal: Error, Hashable, CustomStringConvertible {
    /// The catalogue has a text for each: `signIn_refused_…`.
    enum Reason: String, Sendable, CaseIterable {
        /// It could not be reached, or answered nonsense.
        case providerUnavailable
        /// It said no.
        case provider
        /// The answer does not belong to a sign-in that was begun in this browser, or was used already.
        case state
        case code
        case malformed, algorithm, key, signature, issuer, audience, expired, nonce, unverified, unknownPerson
    }

    var reason: Reason
    var description: String

    init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
