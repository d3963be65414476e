import Foundation
import JWTKit

/// The provider's signing keys as last fetched (RFC 7517). Only signatures that outsiders cannot make are taken: no
/// `none`, and no HMAC, whose key would be one that we hand out.
struct OIDCKeys: Sendable {
    static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    /// Keys looked at; a provider has a few.
    static let most = 100
    /// Bytes of a name that a key may have.
    static let longestName = 512

    private let byID: [String: JWK]

    /// - Throws: when it is no key set.
    init(_ data: Data) throws {
        struct KeySet: Decodable {
            struct Lossy: Decodable {
                var key: JWK?
                /// A key of a kind we do not know is none of ours; the others still are.
                init(from decoder: any Decoder) { key = try? JWK(from: decoder) }
            }
            var keys: [Lossy]
        }
        let keys = try OutsideJSON.decode(KeySet.self, from: data).keys.prefix(Self.most).compactMap(\.key)
            .filter(Self.isStrong)
        byID = Dictionary(keys.map { ($0.keyIdentifier?.string ?? "", $0) }) { first, _ in first }
    }

    /// RSA keys of 2048 bits or more (NIST SP 800-131A), and of no more than it takes: a larger one costs us, not its
    /// maker. Without leading zeros, so that a short one does not look long.
    private static func isStrong(_ key: JWK) -> Bool {
        guard (key.keyIdentifier?.string.utf8.count ?? 0) <= longestName else { return false }
        guard let modulus = key.modulus else { return true }
        guard modulus.utf8.count <= 4_096, let bytes = PendingSignIn.data(base64URL: modulus),
            let exponent = key.exponent.flatMap({ PendingSignIn.data(base64URL: $0) })
        else { return false }
        return (256...1_024).contains(bytes.drop { $0 == 0 }.count) && (1...8).contains(exponent.drop { $0 == 0 }.count)
    }

    /// The key a token's header names; a token that names none goes with the only key there is.
    private func key(_ id: String?) -> JWK? {
        if let id { return byID[id] }
        return byID.count == 1 ? byID.values.first : nil
    }

    func has(_ id: String?) -> Bool { key(id) != nil }

    /// Takes signatures of that one key only, by the algorithm that the token's header says.
    /// - Returns: `nil` where there is no such key, or it is for another algorithm.
    /// - Throws: when it is of another kind than the algorithm takes.
    func verifier(key id: String?, algorithm: String) async throws -> JWTKeyCollection? {
        guard Self.algorithms.contains(algorithm), var key = key(id) else { return nil }
        if let own = key.algorithm, own.rawValue != algorithm { return nil }
        key.algorithm = JWK.Algorithm(rawValue: algorithm)
        key.keyIdentifier = JWKIdentifier(string: id ?? "")
        return try await JWTKeyCollection().add(jwk: key, isDefault: true)
    }
}
