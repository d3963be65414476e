import Foundation
import JWTKit

/// The provider's signing keys as last fetched (RFC 7517). Only signatures that outsiders cannot make are taken: no
/// `none`, and no HMAC, whose key would be one that we hand out.
struct OIDCKeys: Sendable {
    static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

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
        let keys = try OutsideJSON.decode(KeySet.self, from: data).keys.compactMap(\.key).filter(Self.isStrong)
        byID = Dictionary(keys.map { ($0.keyIdentifier?.string ?? "", $0) }) { first, _ in first }
    }

    /// RSA keys of 2048 bits or more (NIST SP 800-131A); a modulus is written in base64, six bits a character.
    private static func isStrong(_ key: JWK) -> Bool {
        key.modulus.map { $0.utf8.count * 6 >= 2048 } ?? true
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
